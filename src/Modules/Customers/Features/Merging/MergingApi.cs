using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Merging;

/// <summary>Duplicates and merges over HTTP.</summary>
internal static class MergingApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapPost("/customers/{id:long}/merge", async (long id, IfMatch seen, Body body, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new MergeCustomers.Command { IntoId = id, FromId = body.FromId, Version = seen.Version, Fields = body.Fields ?? [] }, ct);
            var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
            return ETags.Ok(customer, customer.Version);
        }).Needs("customers.merge").WithTags("Customers");

        api.MapGet("/duplicates", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListDuplicates.Query(page.Cursor, page.Size), ct)).Needs("customers.merge").WithTags("Duplicates");

        api.MapPost("/duplicates/{id:long}/dismiss", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new DismissDuplicate.Command(id), ct);
            return TypedResults.NoContent();
        }).Needs("customers.merge").WithTags("Duplicates");

        api.MapGet("/merges", ([AsParameters] PageQuery page, long? customerId, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListMerges.Query(customerId, page.Cursor, page.Size), ct)).Needs("customers.merge").WithTags("Duplicates");

        api.MapPost("/merges/{id:long}/undo", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var customer = await mediator.Send(new ShowCustomer.Query(await mediator.Send(new UndoMerge.Command(id), ct)), ct);
            return ETags.Ok(customer, customer.Version);
        }).Needs("customers.merge").WithTags("Duplicates");
    }

    /// <param name="FromId">The record that becomes part of the one in the address.</param>
    /// <param name="Fields">For each field (name, owner, birthday, ...) "into" or "from"; without a word the value of the surviving record stays, if it has one.</param>
    internal sealed record Body(long FromId, Dictionary<string, MergeSide>? Fields);
}
