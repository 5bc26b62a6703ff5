using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Redemptions;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Fulfilment;

/// <summary>One redemption: what, for whom, where to, how far, and who did it.</summary>
[Needs("loyalty.read")]
internal static class ShowRedemption
{
    public sealed record Query(long Id) : IRequest<Result>;

    /// <param name="To">Where it goes; asked only while it is still to be sent.</param>
    /// <param name="CodeEnd">The end of the code, which is the member's.</param>
    public sealed record Result(ListRedemptions.Row Row, DeliveryFacts? To, string? CodeEnd, string? RedeemedBy, string? SentBy, string? DoneBy, string? CancelledBy, DateTimeOffset LastCancelAt, bool MayFulfil, bool MayCancel, bool MayReopen);

    public sealed class Handler(LoyaltyDb db, IDeliveries deliveries, IStaffDirectory staff, Redeeming redeeming, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var r = await db.Redemptions.AsNoTracking().SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("redemption", query.Id);
            var member = await db.Members.Within(user.ScopeOf("loyalty.read")).AsNoTracking().SingleOrDefaultAsync(m => m.Id == r.MemberId, cancellationToken) ?? throw new MissingException("redemption", query.Id);
            var row = (await db.Rows(db.Redemptions.AsNoTracking().Where(x => x.Id == query.Id), cancellationToken))[0];
            var cancelDays = await db.Rewards.Where(x => x.Id == r.RewardId).Select(x => x.CancelDays).SingleAsync(cancellationToken);
            var code = await db.RewardCodes.Where(c => c.RedemptionId == r.Id).Select(c => c.Code).SingleOrDefaultAsync(cancellationToken)
                ?? await db.Coupons.Where(c => c.Source == Redeeming.CouponSource && c.Key == r.Key).Select(c => c.Code).SingleOrDefaultAsync(cancellationToken);
            var fulfils = user.ScopeOf("rewards.fulfil").Covers(member.OwnerId, member.TeamId);
            var to = fulfils && row.Kind == RewardKind.Gift && r.State is RedemptionState.Open or RedemptionState.Sent ? (await deliveries.Of([member.CustomerId], cancellationToken)).GetValueOrDefault(member.CustomerId) : null;
            var people = await staff.Everyone(cancellationToken);
            var last = r.LastCancelAt(cancelDays, redeeming.Terms);
            return new(row, to, code is null ? null : "…" + code[^Math.Min(4, code.Length)..], NameOf(r.RedeemedBy), NameOf(r.SentBy), NameOf(r.DoneBy), NameOf(r.CancelledBy), last,
                fulfils && r.State is RedemptionState.Open or RedemptionState.Sent,
                r.State != RedemptionState.Cancelled && db.Clock.GetUtcNow() <= last && user.ScopeOf("loyalty.redeem").Covers(member.OwnerId, member.TeamId),
                fulfils && r.DueAt is not null && r.State is RedemptionState.Sent or RedemptionState.Done);

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
        }
    }
}
