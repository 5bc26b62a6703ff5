using Crm.Contracts.Customers;
using Crm.Customers.Features.Admissions;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Since;
using Crm.Customers.Features.Value;
using Crm.Platform.Api;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Api;

/// <summary>Admission, value classes, contact plans and the beginning of a relation over HTTP.</summary>
internal static class CareApi
{
    public static void Map(ApiRoutes api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers");

        customers.MapGet("/{id:long}/admission", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new DecideAdmission.Query(id), ct)).Needs("customers.admit");

        // Deciding twice is refused by the state itself; whoever wants more sends the version seen.
        customers.MapPost("/{id:long}/admission", async (long id, Decision decision, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new DecideAdmission.Command { Id = id, Decision = decision.To, Ticked = decision.Criteria ?? [], Reason = decision.Reason, Version = decision.Version ?? 0 }, ct);
            return await mediator.Send(new DecideAdmission.Query(id), ct);
        }).Needs("customers.admit");

        customers.MapPost("/admission", (Selection selection, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new AdmitMany.Command { Ids = selection.Ids ?? [], Ticked = selection.Criteria ?? [] }, ct)).Needs("customers.admit");

        customers.MapGet("/cooling", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListCooling.Query { After = page.Cursor, Limit = page.Size }, ct)).Needs("customers.read");

        customers.MapPut("/{id:long}/since", async (long id, IfMatch seen, Since since, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new CorrectSince.Command { Id = id, Date = since.Date, Reason = since.Reason, Version = seen.Version }, ct);
            return await Customer(id, mediator, ct);
        }).Needs("customers.write");

        customers.MapPut("/{id:long}/contact-plan", async (long id, IfMatch seen, Plan plan, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new SetPlan.Command { Id = id, Rhythm = plan.Rhythm ?? SetPlan.Rhythm.Level, Days = plan.Days, Version = seen.Version }, ct);
            return await Customer(id, mediator, ct);
        }).Needs("customers.write");

        api.MapGet("/value-classes", (IMediator mediator, CancellationToken ct) => mediator.Send(new ShowValueClasses.Query(), ct)).Needs("customers.read").WithTags("Customers");
    }

    static async Task<Tagged<ShowCustomer.View>> Customer(long id, IMediator mediator, CancellationToken ct)
    {
        var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
        return ETags.Ok(customer, customer.Version);
    }

    /// <param name="To">admitted, rejected, or pending for one rejected before.</param>
    /// <param name="Criteria">Ids of the items of the checklist that are met.</param>
    /// <param name="Reason">Why not; needed to reject.</param>
    internal sealed record Decision(Admission? To, List<long>? Criteria, string? Reason, uint? Version);

    /// <param name="Ids">At most 200.</param>
    internal sealed record Selection(List<long>? Ids, List<long>? Criteria);

    /// <param name="Date">Null: as contracts and purchases say.</param>
    internal sealed record Since(DateOnly? Date, string? Reason);

    /// <param name="Rhythm">level, none or own.</param>
    internal sealed record Plan(SetPlan.Rhythm? Rhythm, int? Days);
}
