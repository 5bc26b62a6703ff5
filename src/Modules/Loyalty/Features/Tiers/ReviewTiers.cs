using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>
/// Every night: lifts whom the points of twelve months lift, warns whose tier ends within sixty days, renews, begins and ends
/// the grace. Each member in a transaction of its own. What the host missed is done the next time.
/// </summary>
internal sealed class ReviewTiers(LoyaltyDb db, Programmes programmes, Standings standings, ICustomerDirectory customers, IConsents consents, Texts texts, InstallationZone zone) : ISweep
{
    const int Batch = 500;

    public string Cron => "0 10 1 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        var tiers = await programmes.Tiers(ct);
        if (tiers.Steps.Count == 0) return;
        foreach (var id in (await Rising(tiers, now, ct)).Union(await Due(now, ct)).Order()) await ReviewOne(id, tiers, now, ct);
    }

    /// <summary>Members whose sum is worth more than the tier they have: also after a threshold was lowered.</summary>
    async Task<List<long>> Rising(TierLadder tiers, DateTimeOffset now, CancellationToken ct)
    {
        var (since, ranks, thresholds) = (Standings.WindowOf(now), tiers.Steps.Select((_, i) => i + 1).ToArray(), tiers.Steps.Select(t => t.Threshold).ToArray());
        return await db.Database.SqlQuery<long>($"""
            select m.id as "Value" from (select customer_id, sum(points) as points from loyalty.qualifying_points where at > {since} group by customer_id having sum(points) >= {thresholds[0]}) q
            join loyalty.members m on m.customer_id = q.customer_id
            where m.tier_rank < (select max(t.rank) from unnest({ranks}, {thresholds}) as t(rank, threshold) where t.threshold <= q.points)
            """).ToListAsync(ct);
    }

    async Task<List<long>> Due(DateTimeOffset now, CancellationToken ct)
    {
        var soon = now.AddDays(Standing.WarnDays);
        return await db.Standings.Where(s => s.TierId != null && s.HoldsUntil <= soon && (s.WarnedAt == null || s.HoldsUntil <= now) && (s.GraceUntil == null || s.GraceUntil <= now)).Select(s => s.MemberId).ToListAsync(ct);
    }

    async Task ReviewOne(long memberId, TierLadder tiers, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        if (await db.LockMemberAlone(memberId, ct) is { } member && (await customers.FactsOf([member.CustomerId], ct)).GetValueOrDefault(member.CustomerId) is { Erased: false } facts && facts.Id == member.CustomerId) // else a merged one: the survivor has what counts
        {
            var standing = await standings.Of(member, ct);
            var sum = await standings.Sum(member.CustomerId, Standings.WindowOf(now), ct);
            var atEnd = standing.HoldsUntil > now ? await standings.Sum(member.CustomerId, Standings.WindowOf(standing.HoldsUntil), ct) : sum;
            var tier = tiers.Of(member.TierRank);
            switch (standing.Look(member.TierRank, sum, atEnd, tiers, standings.EndOf, now))
            {
                case Review.Reached:
                    standings.Change(member, standing, TierChangeKind.Reached, tiers, tiers.Reached(sum), sum, standings.EndOf(now), now);
                    break;
                case Review.Renewed:
                    standings.Book(member, standing, TierChangeKind.Renewed, tier, tier, sum, standing.HoldsUntil, null, null, now);
                    break;
                case Review.Fell:
                    standings.Change(member, standing, TierChangeKind.Fell, tiers, tiers.Reached(sum), sum, standings.EndOf(now), now);
                    break;
                case Review.Warned:
                    await Warn(member, standing, facts, tier!, atEnd, now, ct);
                    break;
            }
            await db.SaveChangesAsync(ct);
        }
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>The owner hears of it in any case, the member by mail where they agreed to hear of the programme.</summary>
    async Task Warn(Member member, Standing standing, CustomerFacts facts, Tier tier, long atEnd, DateTimeOffset now, CancellationToken ct)
    {
        var (lastDay, missing) = (zone.DayOf(standing.HoldsUntil).AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), (tier.Threshold - atEnd).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var key = FormattableString.Invariant($"tier:{member.Id}:{standing.HoldsUntil:yyyyMMdd}");
        if (member.OwnerId is { } owner) db.NotifyAbout(member.CustomerId, owner, key, "medal", $"/loyalty/members/{member.Id}", "loyalty.tier.warning", member.CustomerName, tier.NameEn == tier.NameZh ? tier.NameEn : $"{tier.NameZh} {tier.NameEn}", lastDay, missing);
        if (facts.Email is not { } email || !(await consents.Allowing([facts.Id], Purpose.Loyalty, ConsentChannel.Email, ct)).Contains(facts.Id)) return;
        var name = tier.Name(facts.Language);
        db.SendMail(key, "loyalty.tier", email, facts.Name, texts.In(facts.Language, "loyalty.tier.mail.subject", name), texts.In(facts.Language, "loyalty.tier.mail.text", facts.Name, name, lastDay, missing, Standing.GraceDays),
            customerId: facts.Id, due: PoliteHours.Next(facts.Zone, now));
    }
}
