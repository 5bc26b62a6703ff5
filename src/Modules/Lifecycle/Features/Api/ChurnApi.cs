using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Lifecycle.Features.WinBack;
using Crm.Lifecycle.Features.Worth;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Lifecycle.Features.Api;

/// <summary>Warnings, models, losses, plans and worth as JSON.</summary>
internal static class ChurnApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/churn-risks", ([AsParameters] PageQuery page, Snake<RiskState>? state, Snake<RiskClass>? @class, long? ownerId, decimal? atStake, string? text, IMediator m, CancellationToken ct) =>
            m.Send(new ListRisks.Query { State = state?.Value, Class = @class?.Value, OwnerId = ownerId, AtStake = atStake, Text = text, Limit = page.Size, After = page.Cursor }, ct)).Needs("lifecycle.read").WithTags("Churn").WithSummary("The early-warning list, nearest to leaving first.");
        api.MapGet("/churn-risks/{customerId:long}", (long customerId, IMediator m, CancellationToken ct) => m.Send(new ShowRisk.Query(customerId), ct)).Needs("lifecycle.read").WithTags("Churn").WithSummary("One customer: the score as of now and what each signal adds.");
        api.MapPost("/churn-risks/{customerId:long}/state", async (long customerId, MoveRisk.Command command, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { CustomerId = customerId }, ct);
            return await m.Send(new ShowRisk.Query(customerId), ct);
        }).Needs("lifecycle.write").WithTags("Churn");
        api.MapGet("/churn-models", (IMediator m, CancellationToken ct) => m.Send(new ShowModels.Query(), ct)).Needs("lifecycle.read").WithTags("Churn").WithSummary("Parameters, held-out quality and history of the fits.");
        api.MapGet("/churn-reasons", (IMediator m, CancellationToken ct) => m.Send(new ListChurnReasons.Query(), ct)).Needs("lifecycle.read").WithTags("Churn");
        api.MapGet("/churn-causes", (Snake<CauseSegment>? by, IMediator m, CancellationToken ct) => m.Send(new ShowCauses.Query(by?.Value ?? CauseSegment.ValueClass), ct)).Needs("lifecycle.read").WithTags("Churn");
        api.MapGet("/churn-losses", ([AsParameters] PageQuery page, long? reasonId, bool? unexplained, IMediator m, CancellationToken ct) =>
            m.Send(new ListLosses.Query { ReasonId = reasonId, Unexplained = unexplained ?? false, Limit = page.Size, After = page.Cursor }, ct)).Needs("lifecycle.read").WithTags("Churn");
        api.MapGet("/win-back-plans", ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ListPlans.Query { Limit = page.Size, After = page.Cursor }, ct)).Needs("lifecycle.read").WithTags("Churn");
        api.MapGet("/win-back-plans/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowPlan.Query(id), ct)).Needs("lifecycle.read").WithTags("Churn");
        api.MapPost("/win-back-plans", async (SavePlan.Command command, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(command with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/win-back-plans/{id}", await m.Send(new ShowPlan.Query(id), ct));
        }).Needs("churn.manage").Creates().WithTags("Churn");
        api.MapGet("/customer-worth", (long? segment, IMediator m, CancellationToken ct) => m.Send(new ShowWorth.Query(segment), ct)).Needs("lifecycle.read").WithTags("Churn").WithSummary("Both lifetime values, of a segment if one is given: spread, by value class, by channel with what winning a customer costs.");
        api.MapGet("/acquisition-costs", ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ListCosts.Query { Limit = page.Size, After = page.Cursor }, ct)).Needs("churn.manage").WithTags("Churn");
        api.MapPost("/acquisition-costs", async (SaveCost.Command command, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(command with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/acquisition-costs/{id}", new CostMade(id));
        }).Needs("churn.manage").Creates().WithTags("Churn");
    }

    internal sealed record CostMade(long Id);
}
