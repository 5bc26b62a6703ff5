using Crm.Platform.Api;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Quality;

/// <summary>Quality checks as JSON: the same use cases as the pages.</summary>
internal static class QualityApi
{
    public sealed record ReasonBody(string? Reason);

    public sealed record ScoreBody(List<AnswerForm>? Answers, string? Note);

    public sealed record DecisionBody(DecideAppeal.AppealOutcome? Decision, string? Reason, List<AnswerForm>? Answers);

    public static void MapQuality(this ApiRoutes api)
    {
        var checks = api.MapGroup("/quality-checks").WithTags("Quality checks");
        var own = new OpenToAllAttribute("what was said of one's own work; of others' only with the right");
        checks.MapGet("", ([AsParameters] PageQuery page, Snake<QualityView>? view, long? agentId, long? teamId, IMediator m, CancellationToken ct) =>
            m.Send(new ListChecks.Query { View = view?.Value, AgentId = agentId, TeamId = teamId, After = page.Cursor, Limit = page.Size }, ct)).Needs("tickets.quality");
        checks.MapGet("/mine", ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) =>
            m.Send(new ListOwnChecks.Query { After = page.Cursor, Limit = page.Size }, ct)).WithMetadata(own).WithSummary("The checks of the sender's own work.");
        checks.MapGet("/figures", (DateOnly from, DateOnly to, long? teamId, bool? all, IMediator m, CancellationToken ct) =>
            m.Send(new QualityFigures.Query(from, to, teamId, all ?? false), ct)).Needs("tickets.quality").WithSummary("Means by agent, team and item. A mean of fewer than five is null.");
        checks.MapPost("/samples", async (DrawSample.Command c, IMediator m, CancellationToken ct) => Results.Created("/api/v1/quality-checks?view=to_do", await m.Send(c, ct)))
            .Needs("tickets.quality").Creates().Produces<DrawSample.Result>(StatusCodes.Status201Created).WithSummary("Draws tickets resolved in a period. The seed says again why these.");
        checks.MapGet("/{id:long}", Answer).WithMetadata(own);
        checks.MapPost("/{id:long}/score", async (long id, ScoreBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ScoreCheck.Command { Id = id, Answers = b.Answers ?? [], Note = b.Note, Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("tickets.quality");
        checks.MapPost("/{id:long}/skip", async (long id, ReasonBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new SkipCheck.Command { Id = id, Note = b.Reason ?? "", Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("tickets.quality");
        checks.MapPost("/{id:long}/acknowledge", async (long id, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AcknowledgeCheck.Command(id, match.Version), ct);
            return await Answer(id, m, ct);
        }).WithMetadata(own);
        checks.MapPost("/{id:long}/appeal", async (long id, ReasonBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AppealCheck.Command { Id = id, Reason = b.Reason ?? "", Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).WithMetadata(own);
        checks.MapPost("/{id:long}/decide", async (long id, DecisionBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new DecideAppeal.Command { Id = id, Decision = b.Decision, Reason = b.Reason ?? "", Answers = b.Answers ?? [], Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("tickets.quality");
    }

    static async Task<Tagged<ViewCheck.Result>> Answer(long id, IMediator m, CancellationToken ct)
    {
        var check = await m.Send(new ViewCheck.Query(id), ct);
        return ETags.Ok(check, check.Version);
    }
}
