using Crm.Customers.Features.Recommendations;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Api;

/// <summary>Suggestions for a customer, and whether the customer wants any.</summary>
internal static class RecommendationsApi
{
    public static void Map(ApiRoutes api)
    {
        var customer = api.MapGroup("/customers/{id:long}").WithTags("Customers");
        customer.MapGet("/recommendations", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new RecommendProducts.Query(id), ct)).Needs("customers.read");
        customer.MapGet("/personalisation", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new SetPersonalisation.Query(id), ct)).Needs("customers.write");
        customer.MapPut("/personalisation", async (long id, SetPersonalisation.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { CustomerId = id }, ct);
            return await mediator.Send(new SetPersonalisation.Query(id), ct);
        }).Needs("customers.write");
    }
}
