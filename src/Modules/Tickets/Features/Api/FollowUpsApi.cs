using Crm.Platform.Api;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Api;

/// <summary>Call backs after bad scores, as JSON.</summary>
internal static class FollowUpsApi
{
    /// <summary>A call back with what was tried. Why there is one, and why it is this owner's, is said in the reader's language.</summary>
    public sealed record FollowUpJson(
        long Id, FollowUpStatus Status, long CustomerId, long? TicketId, long? ResponseId, int? Score, string? Comment, string Because, long? OwnerId, string? Owner, string OwnerReason, DateTimeOffset OpenedAt, DateTimeOffset DueAt,
        DateTimeOffset? ClosedAt, string? ClosedBy, long? CauseId, string? Action, DateTimeOffset? AskAgainAt, DateTimeOffset? AskedAgainAt, DateTimeOffset? AnsweredAgainAt, int? ScoreAfter, DateTimeOffset? ReopenedAt,
        bool MayGiveUp, IReadOnlyList<AttemptJson> Attempts);

    /// <summary>A try to reach the customer.</summary>
    public sealed record AttemptJson(AttemptChannel Channel, bool Reached, string? Note, string? By, DateTimeOffset At);

    public sealed record AttemptBody(AttemptChannel? Channel, bool? Reached, string? Note);

    public sealed record CloseBody(long? CauseId, string? Action);

    public sealed record UnreachableBody(string? Note);

    public sealed record HandOnBody(long? OwnerId, string? Note);

    public static void Map(ApiRoutes api)
    {
        var calls = api.MapGroup("/follow-ups").WithTags("Follow-ups");
        calls.MapGet("", async ([AsParameters] PageQuery page, Snake<FollowUpView>? view, bool? mine, long? team, long? owner, long? cause, Snake<FollowUpOutcome>? outcome, DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) =>
            await m.Send(new ListFollowUps.Query { View = view?.Value ?? FollowUpView.Open, Mine = mine ?? false, TeamId = team, OwnerId = owner, CauseId = cause, Outcome = outcome?.Value, From = from, To = to, After = page.Cursor, Limit = page.Size }, ct)).Needs("followups.read");
        calls.MapGet("/figures", async (Snake<FollowUpBy>? by, long? team, long? owner, long? cause, DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) =>
            await m.Send(new ReadFollowUps.Query { By = by?.Value, TeamId = team, OwnerId = owner, CauseId = cause, From = from, To = to }, ct)).Needs("followups.read").WithSummary("Share closed in time, median time to the first contact, unreachable and recovered customers.");
        calls.MapGet("/{id:long}", async (long id, IMediator m, CancellationToken ct) => await Answer(m, id, ct)).Needs("followups.read");
        calls.MapPost("/{id:long}/attempts", async (long id, AttemptBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new LogAttempt.Command { Id = id, Channel = b.Channel, Reached = b.Reached ?? false, Note = b.Note }, ct);
            var (json, version) = await Read(m, id, ct);
            return ETags.Created($"/api/v1/follow-ups/{id}", json, version);
        }).Needs("followups.write").Creates().WithSummary("Writes down a try to reach the customer.");
        calls.MapPost("/{id:long}/hand-on", async (long id, HandOnBody b, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new HandOnFollowUp.Command { Id = id, OwnerId = b.OwnerId, Note = b.Note ?? "", Version = seen.Version }, ct);
            return Results.NoContent(); // whose it is now may be somebody else's to read
        }).Needs("followups.write").Produces(StatusCodes.Status204NoContent).WithSummary("Gives it to somebody else, and says why.");
        calls.MapPost("/{id:long}/close", async (long id, CloseBody b, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new CloseFollowUp.Command { Id = id, CauseId = b.CauseId, Action = b.Action ?? "", Version = seen.Version }, ct);
            return await Answer(m, id, ct);
        }).Needs("followups.write").WithSummary("Ends it: somebody spoke with the customer, knows the cause, and does something about it.");
        calls.MapPost("/{id:long}/unreachable", async (long id, UnreachableBody b, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new GiveUpFollowUp.Command { Id = id, Note = b.Note ?? "", Version = seen.Version }, ct);
            return await Answer(m, id, ct);
        }).Needs("followups.write").Needs("tickets.review").WithSummary("A supervisor agrees that the customer cannot be reached, after three tries on two days.");
    }

    static async Task<Tagged<FollowUpJson>> Answer(IMediator m, long id, CancellationToken ct)
    {
        var (json, version) = await Read(m, id, ct);
        return ETags.Ok(json, version);
    }

    static async Task<(FollowUpJson Json, uint Version)> Read(IMediator m, long id, CancellationToken ct)
    {
        var f = await m.Send(new ViewFollowUp.Query(id), ct);
        return (new FollowUpJson(f.Id, f.Status, f.CustomerId, f.TicketId, f.ResponseId, f.Score, f.Comment, f.Because, f.OwnerId, f.Owner, f.OwnerReason, f.OpenedAt, f.DueAt,
            f.ClosedAt, f.ClosedBy, f.CauseId, f.Action, f.AskAgainAt, f.AskedAgainAt, f.AnsweredAgainAt, f.ScoreAfter, f.ReopenedAt,
            f.MayGiveUp, [.. f.Attempts.Select(a => new AttemptJson(a.Channel, a.Reached, a.Note, a.Who, a.At))]), f.Version);
    }
}
