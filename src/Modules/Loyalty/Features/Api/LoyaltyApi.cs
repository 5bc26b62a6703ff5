using Crm.Loyalty.Features.Coupons;
using Crm.Loyalty.Features.Members;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Loyalty.Features.Api;

/// <summary>Members and coupons as JSON.</summary>
internal static class LoyaltyApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/members", ([AsParameters] PageQuery page, string? text, IMediator m, CancellationToken ct) =>
            m.Send(new ListMembers.Query { Text = text, Limit = page.Size, After = page.Cursor }, ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapGet("/members/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowMember.Query(id), ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapPost("/members", async (JoinMember.Command command, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(command, ct);
            return TypedResults.Created($"/api/v1/members/{id}", await m.Send(new ShowMember.Query(id), ct));
        }).Needs("loyalty.write").Creates().WithTags("Loyalty");
        api.MapGet("/coupons", ([AsParameters] PageQuery page, long? customerId, IMediator m, CancellationToken ct) =>
            m.Send(new ListCoupons.Query { CustomerId = customerId, Limit = page.Size, After = page.Cursor }, ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapPost("/coupons/use", (UseCoupon.Command command, IMediator m, CancellationToken ct) => m.Send(command, ct)).Needs("loyalty.redeem").Creates().WithTags("Loyalty").WithSummary("A customer uses a coupon, once.");
    }
}
