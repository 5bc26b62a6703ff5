using Crm.Contracts.Customers;
using Crm.Loyalty.Domain;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Crm.Loyalty.Data;

/// <summary>Some 900 members whose points come from their demo purchases, and a few rewards they took.</summary>
internal sealed class LoyaltyDemo(LoyaltyDb db, ICustomerDirectory customers, IOptions<LoyaltyTerms> terms, InstallationZone zone, Features.Programmes programmes, ProgrammeDemo programme) : IDemoData
{
    static readonly RewardTerms[] Shelf =
    [
        new("Coffee voucher", "咖啡券", RewardKind.Coupon, 300, 500, null, true) { Codes = CodeSource.Coupon, CouponValue = 20, CouponCurrency = "CNY", CouponDays = 90, DescriptionEn = "Twenty yuan off, in every branch.", DescriptionZh = "全国门店通用，立减二十元。" },
        new("Priority support for a month", "优先支持一个月", RewardKind.Service, 1500, null, 2, true),
        new("Desk lamp", "护眼台灯", RewardKind.Gift, 3000, 40, 1, true),
        new("Training day", "培训一天", RewardKind.Service, 8000, 10, 1, true),
        new("Mooncake box", "中秋月饼礼盒", RewardKind.Gift, 1200, 0, 1, false),
    ];

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("loyalty");
        db.Rewards.AddRange(Shelf.Select(t => new Reward(t)));
        await db.SaveQuietly(ct);
        var tiers = await programme.Tiers(world.Now, ct);
        var reached = new List<(Member, DateTimeOffset, int, long)>();
        for (long last = 0; await customers.Page(last, 500, ct) is { Count: > 0 } page; last = page[^1].Id)
        {
            foreach (var customer in page.Where(c => c.Admission == Admission.Admitted && random.Next(100) < 45))
            {
                var joined = Later(customer.CreatedAt, world.Now.AddDays(-365)).AddDays(random.Next(60));
                if (joined > world.Now) continue;
                var member = new Member(customer.Id, customer.Name, customer.OwnerId, customer.TeamId, joined);
                var bought = new List<(PurchaseFacts, long)>();
                foreach (var purchase in (await customers.PurchasesOf(customer.Id, 30, ct)).Where(p => p.PurchasedAt >= joined && p.PurchasedAt <= world.Now).Reverse())
                {
                    var points = terms.Value.PointsFor(purchase.Goods - purchase.Refunded, purchase.Currency);
                    member.Earn(points, "purchase", $"{purchase.Id}", await programmes.ExpiryOf(purchase.PurchasedAt, ct), purchase.PurchasedAt);
                    bought.Add((purchase, points));
                }
                db.Members.Add(member);
                programme.Count(member, bought, tiers, world.Now, reached);
            }
            await db.SaveQuietly(ct);
        }
        await programme.Stand(reached, tiers, ct);
        await programme.Explain(ct);
        await Redeem(random, world.Now, ct);
    }

    /// <summary>Books the goodwill that was given on demo tickets.</summary>
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        if (!world.Notes.TryGetValue("goodwill", out var noted)) return;
        var grants = (IReadOnlyList<(Guid Grant, long CustomerId, long? Points, decimal? Value, string? Currency, DateOnly? LastDay, DateTimeOffset At)>)noted;
        var ids = grants.Select(g => g.CustomerId).Distinct().ToList();
        var facts = await customers.FactsOf(ids, ct);
        var members = await db.Members.Where(m => ids.Contains(m.CustomerId)).ToDictionaryAsync(m => m.CustomerId, ct);
        foreach (var (grant, customer, points, value, currency, lastDay, at) in grants)
            if (points is { } p) members[customer].Earn(p, Features.WhenGoodwillGranted.Source, $"{grant}", await programmes.ExpiryOf(at, ct), at);
            else
            {
                var coupon = new Coupon(customer, facts[customer].OwnerId, facts[customer].TeamId, value!.Value, currency!, lastDay!.Value, Features.WhenGoodwillGranted.Source, $"{grant}", at);
                if (coupon.IssuedAt.AddDays(10) < world.Now && grant.ToByteArray()[0] % 2 == 0) coupon.Use($"SO{grant.ToByteArray()[1]:D4}", zone.DayOf(at.AddDays(10)), null, at.AddDays(10));
                db.Coupons.Add(coupon);
            }
        await db.SaveQuietly(ct);
    }

    /// <summary>Every third member takes the best reward there is for their points.</summary>
    async Task Redeem(Random random, DateTimeOffset now, CancellationToken ct)
    {
        var rewards = await db.Rewards.Where(r => r.Offered).OrderByDescending(r => r.Points).ToListAsync(ct);
        var members = await db.Members.Include(m => m.Lots).ThenInclude(l => l.Entry).Where(m => m.Id % 3 == 0 && m.Balance > 0).OrderBy(m => m.Id).ToListAsync(ct);
        foreach (var member in members)
        {
            var at = Later(member.Lots.Max(l => l.Entry.At), now.AddDays(-random.Next(1, 90)));
            if (rewards.FirstOrDefault(r => r.Stock != 0 && r.Points <= member.Spendable(at)) is { } reward)
                db.Redemptions.Add(RewardsDemo.Taken(reward, member, at, now));
        }
        await db.SaveQuietly(ct);
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
