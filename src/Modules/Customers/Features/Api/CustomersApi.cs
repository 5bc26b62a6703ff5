using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Features.Customers;
using Crm.Platform.Api;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Crm.Customers.Features.Api;

/// <summary>HTTP to the same use cases the pages send.</summary>
internal static class CustomersApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers");

        customers.MapGet("", ([AsParameters] PageQuery page, [AsParameters] Filter f, IMediator mediator, CancellationToken ct) => mediator.Send(new ListCustomers.Query
        {
            Q = f.Q, Level = f.Level?.Value, Kind = f.Kind?.Value, Admission = f.Admission?.Value, Owner = f.Owner, Region = f.Region, Tag = f.Tag,
            Sort = f.Sort?.Value ?? default, Limit = page.Size, After = page.Cursor,
        }, ct)).Needs("customers.read");

        customers.MapPost("", async (RegisterCustomer.Command command, bool? allowDuplicate, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command with { AllowDuplicate = command.AllowDuplicate || allowDuplicate == true }, ct);
            var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
            return ETags.Created($"/api/v1/customers/{id}", customer, customer.Version);
        }).Needs("customers.write").Creates();

        customers.MapGet("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) => await Answer(id, mediator, ct)).Needs("customers.read");

        customers.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, bool? allowDuplicate, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new EditCustomer.Query(id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { Id = id, Version = seen.Version, AllowDuplicate = command.AllowDuplicate || allowDuplicate == true }, ct);
            return await Answer(id, mediator, ct);
        }).Needs("customers.write").Accepts<EditCustomer.Command>("application/json");
    }

    static async Task<Tagged<ShowCustomer.View>> Answer(long id, IMediator mediator, CancellationToken ct)
    {
        var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
        return ETags.Ok(customer, customer.Version);
    }

    internal sealed record Filter(string? Q, Snake<CustomerLevel>? Level, Snake<CustomerKind>? Kind, Snake<Admission>? Admission, long? Owner, string? Region, string? Tag, Snake<ListCustomers.CustomerOrder>? Sort);
}
