using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Risks;

/// <summary>Risk alerts as JSON: the same use cases as the pages.</summary>
internal static class RiskApi
{
    public sealed record ActionBody(string? Action);

    public static void MapRisks(this ApiRoutes api)
    {
        var alerts = api.MapGroup("/risk-alerts").WithTags("Risk alerts");
        alerts.MapGet("", ([AsParameters] PageQuery page, Snake<RiskView>? view, IMediator m, CancellationToken ct) =>
            m.Send(new ListRisks.Query { View = view?.Value, After = page.Cursor, Limit = page.Size }, ct)).Needs("tickets.risks").WithSummary("Categories and products with more complaints than usual.");
        alerts.MapGet("/{id:long}", Answer).Needs("tickets.risks");
        alerts.MapPost("/{id:long}/acknowledge", async (long id, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AcknowledgeRisk.Command(id, match.Version), ct);
            return await Answer(id, m, ct);
        }).Needs("tickets.risks");
        alerts.MapPost("/{id:long}/close", async (long id, ActionBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new CloseRisk.Command { Id = id, Action = b.Action ?? "", Version = match.Version }, ct);
            return await Answer(id, m, ct);
        }).Needs("tickets.risks");
    }

    static async Task<Tagged<ViewRisk.Result>> Answer(long id, IMediator m, CancellationToken ct)
    {
        var alert = await m.Send(new ViewRisk.Query(id), ct);
        return ETags.Ok(alert, alert.Version);
    }
}
