using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Coupons;

/// <summary>Tells other modules of the coupons that were issued for what they know.</summary>
internal sealed class CouponDirectory(LoyaltyDb db) : ICouponDirectory
{
    public async Task<IReadOnlyDictionary<Guid, CouponFacts>> OfGrants(IReadOnlyCollection<Guid> grants, CancellationToken ct)
    {
        var keys = grants.Select(g => $"{g}").ToList();
        return (await db.Coupons.AsNoTracking().Where(c => c.Source == WhenGoodwillGranted.Source && keys.Contains(c.Key)).ToListAsync(ct)).ToDictionary(c => Guid.Parse(c.Key), Facts);
    }

    public Task<CouponFacts?> OfAnswer(long responseId, CancellationToken ct) => OfSurvey(SurveyCoupons.KeyOf(responseId), ct);

    public Task<CouponFacts?> OfParticipation(long waveId, long customerId, long? contactId, CancellationToken ct) => OfSurvey(SurveyCoupons.KeyOf(waveId, customerId, contactId), ct);

    async Task<CouponFacts?> OfSurvey(string key, CancellationToken ct) =>
        await db.Coupons.AsNoTracking().SingleOrDefaultAsync(c => c.Source == SurveyCoupons.Source && c.Key == key, ct) is { } coupon ? Facts(coupon) : null;

    static CouponFacts Facts(Coupon c) => new(c.Shown, c.Value, c.Currency, c.LastDay, c.UsedAt, c.VoidedAt);
}
