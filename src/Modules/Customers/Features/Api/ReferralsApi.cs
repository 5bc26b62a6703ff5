using Crm.Customers.Features.Referrals;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Api;

/// <summary>HTTP to who brought whom.</summary>
internal static class ReferralsApi
{
    public static void Map(ApiRoutes api)
    {
        var referral = api.MapGroup("/customers/{id:long}/referral").WithTags("Customers");
        referral.MapGet("", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new ShowReferral.Query(id), ct)).Needs("customers.read").WithSummary("Who brought a customer, and how many it brought.");
        referral.MapPut("", async (long id, Said said, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new SayReferrer.Command { Id = id, ReferrerId = said.ReferrerId }, ct);
            return await mediator.Send(new ShowReferral.Query(id), ct);
        }).Needs("customers.write").WithSummary("Says who brought a customer; null takes it back.");
    }

    /// <summary>Who brought the customer.</summary>
    internal sealed record Said(long? ReferrerId);
}
