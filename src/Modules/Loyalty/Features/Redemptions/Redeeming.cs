using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>
/// Redeems and calls off, whoever asks. The member is locked from the beginning, the reward only at the very end, for the
/// moment it takes to count its stock: many members who want the same reward hardly wait for each other.
/// </summary>
internal sealed class Redeeming(LoyaltyDb db, ICustomerDirectory customers, ISettings settings, IOptions<LoyaltyTerms> terms, InstallationZone zone)
{
    /// <summary>What coupons of rewards are issued for.</summary>
    public const string CouponSource = "reward";

    public LoyaltyTerms Terms => terms.Value;

    /// <summary>The redemption of a key: made now, or by whoever sent the same before. Within the caller's transaction, in which the member was locked.</summary>
    public async Task<Redemption> Redeem(Member member, long rewardId, string key, string? wish, long? by, CancellationToken ct)
    {
        // Asked under the member's lock: of two equal requests the second waits and finds the first one's answer.
        key = $"{member.Id}:{key}";
        if (await db.Redemptions.SingleOrDefaultAsync(r => r.Key == key, ct) is { } made)
            return made.RewardId == rewardId ? made : throw new RuleException("loyalty.keyUsed", "Key");
        var reward = await db.Rewards.AsNoTracking().SingleOrDefaultAsync(r => r.Id == rewardId, ct) ?? throw new MissingException("reward", rewardId);
        var already = reward.PerMember is null ? 0 : await db.Redemptions.CountAsync(r => r.MemberId == member.Id && r.RewardId == reward.Id && r.State != RedemptionState.Cancelled, ct);
        var now = db.Clock.GetUtcNow();
        var today = zone.DayOf(now);
        await db.LoadLotsToSpend(member, reward.Points, now, ct);
        var redemption = reward.Redeem(member, already, key, by, now, today, now.AddDays((await settings.Rewards(ct)).FulfilDays));
        redemption.Wants(wish);
        db.Redemptions.Add(redemption);
        if (reward.Codes == CodeSource.Coupon)
            db.Coupons.Add(new Coupon(member.CustomerId, member.OwnerId, member.TeamId, reward.CouponValue!.Value, reward.CouponCurrency!, today.AddDays(reward.CouponDays!.Value), CouponSource, key, now));
        await db.SaveChangesAsync(ct);
        if (reward.Codes == CodeSource.Generated)
        {
            db.RewardCodes.Add(new RewardCode(reward.Id, Coupon.NewCode(), redemption.Id, now));
            await db.SaveChangesAsync(ct);
        }
        if (reward.Stock is not null && await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = stock - 1 where id = {rewardId} and stock > 0", ct) == 0) throw new RuleException("loyalty.soldOut", "RewardId");
        if (reward.Codes == CodeSource.List && await db.Database.ExecuteSqlAsync($"""
            update loyalty.reward_codes set redemption_id = {redemption.Id}, given_at = {now}
            where id = (select id from loyalty.reward_codes where reward_id = {rewardId} and given_at is null and voided_at is null order by id limit 1 for update)
            """, ct) == 0) throw new RuleException("loyalty.soldOut", "RewardId");
        return redemption;
    }

    /// <summary>Calls a redemption off, within the caller's transaction, in which the member was locked. A code that was given is void; only a piece without one, or with one made for it, goes back on the shelf.</summary>
    public async Task Cancel(Member member, long redemptionId, long? by, Action<Redemption, bool>? check, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        // The member was merged since: what comes back belongs to who survived.
        var survivor = (await customers.FactsOf([member.CustomerId], ct)).GetValueOrDefault(member.CustomerId)?.Id ?? member.CustomerId;
        var heir = survivor == member.CustomerId ? null : await db.LockMemberOf(survivor, ct);
        // Read under the lock, so that two cancellations cannot both find it open.
        var redemption = await db.Redemptions.Include(r => r.Entry).SingleAsync(r => r.Id == redemptionId, ct);
        var reward = await db.Rewards.AsNoTracking().SingleAsync(r => r.Id == redemption.RewardId, ct);
        var coupon = await db.CouponOf(redemption.Key, ct);
        check?.Invoke(redemption, coupon is not null);
        var uses = await db.LotUses.Include(u => u.Lot).Where(u => u.EntryId == redemption.EntryId).ToListAsync(ct);
        redemption.Cancel(member, reward, uses, Terms, by, now);
        if (coupon?.UsedAt is { } used) throw new RuleException("loyalty.cancel.couponUsed", null, $"{zone.DayOf(used):yyyy-MM-dd}");
        coupon?.Void(now);
        if (heir is not null) member.MoveTo(heir, now, now);
        await db.SaveChangesAsync(ct);
        await db.RewardCodes.Where(c => c.RedemptionId == redemptionId).ExecuteUpdateAsync(s => s.SetProperty(c => c.VoidedAt, now), ct);
        if (reward.Codes != CodeSource.List) await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = stock + 1 where id = {reward.Id} and stock is not null", ct);
    }
}

internal static class RedemptionCoupons
{
    /// <summary>The coupon that came with a redemption, locked against being used meanwhile; null when there was none.</summary>
    public static async Task<Coupon?> CouponOf(this LoyaltyDb db, string key, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from loyalty.coupons where source = {Redeeming.CouponSource} and key = {key} for update", ct);
        return await db.Coupons.SingleOrDefaultAsync(c => c.Source == Redeeming.CouponSource && c.Key == key, ct);
    }
}
