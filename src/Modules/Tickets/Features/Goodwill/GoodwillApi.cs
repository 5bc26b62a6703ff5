using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Goodwill as JSON: the same use cases as the pages.</summary>
internal static class GoodwillApi
{
    public sealed record DecisionBody(DecideGoodwill.GoodwillOutcome? Decision, string? Note);

    public sealed record ReasonBody(string? Reason);

    public static void MapGoodwill(this ApiRoutes api)
    {
        var goodwill = api.MapGroup("/goodwill").WithTags("Goodwill");
        goodwill.MapGet("", ([AsParameters] PageQuery page, Snake<GoodwillView>? view, long? causeId, Snake<TicketType>? type, long? teamId, Snake<GoodwillKind>? kind, string? currency, DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) =>
            m.Send(new ListGoodwill.Query { View = view?.Value, CauseId = causeId, Type = type?.Value, TeamId = teamId, Kind = kind?.Value, Currency = currency, From = from, To = to, After = page.Cursor, Limit = page.Size }, ct)).Needs("goodwill.grant");
        goodwill.MapGet("/report", (DateOnly from, DateOnly to, Snake<GoodwillBy>? by, IMediator m, CancellationToken ct) =>
            m.Send(new ReportGoodwill.Query(from, to, by?.Value ?? GoodwillBy.Cause), ct)).Needs("goodwill.approve").WithSummary("What was given in a period, by cause, type or team; money of each currency for itself.");
        goodwill.MapPost("", async (AskGoodwill.Command c, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(c, ct);
            var given = await m.Send(new ViewGoodwill.Query(id), ct);
            return ETags.Created($"/api/v1/goodwill/{id}", given, given.Version);
        }).Needs("goodwill.grant").Creates().WithSummary("Gives points or a coupon, or asks for them above the sender's limit: the state says which.");
        goodwill.MapGet("/{id:long}", Answer).Needs("goodwill.grant");
        goodwill.MapPost("/{id:long}/decide", async (long id, DecisionBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new DecideGoodwill.Command { Id = id, Decision = b.Decision, Note = b.Note, Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("goodwill.approve");
        goodwill.MapPost("/{id:long}/withdraw", async (long id, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WithdrawGoodwill.Command(id, match.Version), ct);
            return await Answer(id, m, ct);
        }).Needs("goodwill.grant");
        goodwill.MapPost("/{id:long}/take-back", async (long id, ReasonBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new TakeBackGoodwill.Command { Id = id, Reason = b.Reason ?? "", Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("goodwill.approve");
    }

    static async Task<Tagged<ViewGoodwill.Result>> Answer(long id, IMediator m, CancellationToken ct)
    {
        var given = await m.Send(new ViewGoodwill.Query(id), ct);
        return ETags.Ok(given, given.Version);
    }
}
