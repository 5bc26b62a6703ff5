using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Tiers, the standings that follow from the demo purchases, and a second version of the programme that waits to be published.</summary>
internal sealed class ProgrammeDemo(LoyaltyDb db, InstallationZone zone)
{
    static readonly TierTerms[] Steps =
    [
        new("Silver", "银卡", 2_000, 1.1m, null, null, null, TierColor.Secondary, TierIcon.Medal),
        new("Gold", "金卡", 8_000, 1.25m, TicketPriority.High, "Invitation to the yearly customer day.", "受邀参加年度客户日。", TierColor.Yellow, TierIcon.Award),
        new("Diamond", "钻石卡", 30_000, 1.5m, TicketPriority.Urgent, "A contact of one's own, also at weekends.", "专属联系人，周末亦可联系。", TierColor.Azure, TierIcon.Diamond),
    ];

    public async Task<TierLadder> Tiers(DateTimeOffset now, CancellationToken ct)
    {
        var tiers = Steps.Select(t => new Tier(t)).ToList();
        foreach (var (tier, i) in tiers.Select((t, i) => (t, i))) tier.Place(i + 1);
        db.Tiers.AddRange(tiers);
        var live = await db.ProgrammeVersions.OrderBy(v => v.Number).FirstAsync(ct);
        var draft = live.Copy(2, null, now.AddDays(-2));
        draft.SetRule(new() { Key = "services", NameEn = "Services", NameZh = "服务加分", Trigger = EarnTrigger.Purchase, Rates = new() { ["CNY"] = 0.5m }, Categories = ["服务"], Qualifies = false, PerMonth = 2_000 });
        draft.SetRule(new() { Key = "welcome", NameEn = "First purchase", NameZh = "首购礼", Trigger = EarnTrigger.FirstPurchase, Points = 200, TierMultiplies = false, CampaignMultiplies = false });
        draft.SetRule(new() { Key = "friends", NameEn = "Brought a customer", NameZh = "推荐有礼", Trigger = EarnTrigger.Referral, Points = 500, MinAmount = 100, TierMultiplies = false, CampaignMultiplies = false });
        draft.SetRule(new() { Key = "birthday", NameEn = "Birthday", NameZh = "生日礼", Trigger = EarnTrigger.Birthday, Points = 100, TierMultiplies = false, CampaignMultiplies = false });
        var year = zone.DayOf(now).AddDays(20);
        draft.SetCampaign(new() { Key = "season", NameEn = "Year-end double points", NameZh = "岁末双倍积分", From = year, To = year.AddDays(10), Multiplier = 2 });
        db.ProgrammeVersions.Add(draft);
        await db.SaveQuietly(ct);
        return new(await db.Tiers.AsNoTracking().ToListAsync(ct));
    }

    /// <summary>What a demo purchase counts for; the member's tier follows from all of them.</summary>
    public void Count(Member member, IReadOnlyList<(PurchaseFacts Purchase, long Points)> purchases, TierLadder tiers, DateTimeOffset now, List<(Member, DateTimeOffset, int, long)> reached)
    {
        db.QualifyingPoints.AddRange(purchases.Where(p => p.Points > 0).Select(p => new QualifyingPoints(member.CustomerId, p.Purchase.PurchasedAt, p.Points, $"{p.Purchase.Id}", p.Purchase.PurchasedAt)));
        var (rank, at, sum) = (0, now, 0L);
        foreach (var (purchase, _) in purchases.OrderBy(p => p.Purchase.PurchasedAt))
        {
            var window = Standings.WindowOf(purchase.PurchasedAt);
            var then = purchases.Where(p => p.Purchase.PurchasedAt > window && p.Purchase.PurchasedAt <= purchase.PurchasedAt).Sum(p => p.Points);
            if (tiers.Reached(then) > rank) (rank, at, sum) = (tiers.Reached(then), purchase.PurchasedAt, then);
        }
        if (rank > 0 && zone.StartOf(Standing.FirstDayAfter(zone.DayOf(at))) > now) reached.Add((member, at, rank, sum));
    }

    public async Task Stand(IReadOnlyList<(Member Member, DateTimeOffset At, int Rank, long Sum)> reached, TierLadder tiers, CancellationToken ct)
    {
        foreach (var (member, at, rank, sum) in reached)
        {
            var (standing, until) = (new Standing(member.Id, at), zone.StartOf(Standing.FirstDayAfter(zone.DayOf(at))));
            standing.Settle(tiers.Of(rank), until, at);
            db.Standings.Add(standing);
            db.TierChanges.Add(new TierChange(member.Id, TierChangeKind.Reached, null, tiers.Of(rank), sum, until, null, null, at));
        }
        await db.SaveQuietly(ct);
        await db.Database.ExecuteSqlAsync($"update loyalty.members m set tier_rank = t.rank from loyalty.standings s join loyalty.tiers t on t.id = s.tier_id where s.member_id = m.id", ct);
    }

    /// <summary>Which rule of the first version gave the points of the demo.</summary>
    public Task Explain(CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into loyalty.earnings (member_id, entry_id, version, rule, points, multiplier, purchase_id, day, at)
        select e.member_id, e.id, 1, e.source, e.points, 1, case when e.source = 'purchase' then e.key::bigint end, (e.at at time zone {zone.Zone.Id})::date, e.at
        from loyalty.entries e where e.source = 'purchase' and e."from" = 'issued' and e."to" = 'member'
        """, ct);
}
