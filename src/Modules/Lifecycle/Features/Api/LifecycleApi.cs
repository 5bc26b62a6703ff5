using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Features.Books;
using Crm.Lifecycle.Features.Cohorts;
using Crm.Lifecycle.Features.Flow;
using Crm.Lifecycle.Features.Kpis;
using Crm.Lifecycle.Features.Stages;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Lifecycle.Features.Api;

/// <summary>Stages, their flow, retention and key figures as JSON.</summary>
internal static class LifecycleApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/lifecycle/customers", ([AsParameters] PageQuery page, string? q, Snake<CustomerStage>? stage, bool? active, Snake<CustomerLevel>? level, Snake<ValueClass>? valueClass, long? ownerId, long? teamId, IMediator m, CancellationToken ct) =>
            m.Send(new ListStages.Query { Q = q, Stage = stage?.Value, Active = active == true, Level = level?.Value, ValueClass = valueClass?.Value, Owner = ownerId, Team = teamId, Limit = page.Size, After = page.Cursor }, ct)).Needs("lifecycle.read").WithTags("Lifecycle");
        api.MapGet("/lifecycle/customers/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowStage.Query(id), ct)).Needs("lifecycle.read").WithTags("Lifecycle").WithSummary("Where a customer stands, why, and the way there.");
        api.MapPut("/lifecycle/customers/{id:long}/stage", async (long id, SetStage.Command command, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { CustomerId = id }, ct);
            return await m.Send(new ShowStage.Query(id), ct);
        }).Needs("lifecycle.write").WithTags("Lifecycle").WithSummary("Sets the stage by hand, with a reason and a last day.");
        api.MapDelete("/lifecycle/customers/{id:long}/stage", async (long id, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new EndHandStage.Command(id), ct);
            return TypedResults.NoContent();
        }).Needs("lifecycle.write").WithTags("Lifecycle").WithSummary("Lets the rules speak again.");
        api.MapGet("/lifecycle/flow", (int? months, DateOnly? month, long? teamId, IMediator m, CancellationToken ct) => m.Send(new ShowFlow.Query { Months = months ?? 12, Month = month, Team = teamId }, ct)).Needs("lifecycle.read").WithTags("Lifecycle").WithSummary("The funnel at the ends of months, and the flow of one month.");
        api.MapGet("/lifecycle/cohorts", (int? months, Snake<CustomerLevel>? level, Snake<CustomerKind>? kind, Snake<ValueClass>? valueClass, Snake<SourceChannel>? source, string? industry, string? region, long? teamId, IMediator m, CancellationToken ct) =>
            m.Send(new ShowCohorts.Query { Months = months ?? 12, Level = level?.Value, Kind = kind?.Value, ValueClass = valueClass?.Value, Source = source?.Value, Industry = industry, Region = region, Team = teamId }, ct)).Needs("lifecycle.read").WithTags("Lifecycle");
        api.MapGet("/lifecycle/kpis", (DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) => m.Send(new ShowKpis.Query { From = from, To = to }, ct)).Needs("lifecycle.read").WithTags("Lifecycle");
        api.MapGet("/lifecycle/books", (IMediator m, CancellationToken ct) => m.Send(new ListBooks.Query(), ct)).Needs("lifecycle.read").WithTags("Lifecycle").WithSummary("Playbooks, and how far they were carried out.");
        api.MapGet("/lifecycle/books/{key}", (string key, IMediator m, CancellationToken ct) => m.Send(new ShowBook.Query(key), ct)).Needs("lifecycle.read").WithTags("Lifecycle");
    }
}
