using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Crm.Sales.Domain;

namespace Crm.Sales.Data;

/// <summary>Some 250 deals with organisations over the last year: half of them closed, the rest on their way, a few stuck.</summary>
internal sealed class SalesDemo(SalesDb db, ICustomerDirectory customers, IStaffDirectory staff, InstallationZone zone) : IDemoData
{
    static readonly (string Zh, string En)[] Things =
    [
        ("年度服务合同", "Annual service contract"), ("设备更新", "Equipment renewal"), ("系统升级", "System upgrade"), ("门店扩容", "Branch extension"),
        ("培训与实施", "Training and roll-out"), ("数据迁移项目", "Data migration"), ("备件框架协议", "Spare parts agreement"), ("客服外包", "Service desk outsourcing"),
    ];

    static readonly (string Zh, string En)[] Reasons =
    [
        ("客户确认了需求", "The customer confirmed the need"), ("方案已通过内部评审", "The proposal passed their review"), ("价格谈妥，等待签字", "Price agreed, waiting for signature"),
        ("预算已批准", "The budget was approved"), ("决策人已会面", "Met the decision maker"),
    ];

    static readonly string[] Competitors = ["蓝海科技", "Northwind", "启明软件", "Contoso"];

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("sales");
        var sellers = await Sellers(ct);
        var made = 0;
        for (long last = 0; made < 250 && await customers.Page(last, 500, ct) is { Count: > 0 } page; last = page[^1].Id)
        {
            foreach (var customer in page.Where(c => c.Kind == CustomerKind.Organisation && c.Admission == Admission.Admitted && random.Next(100) < 55).Take(250 - made))
            {
                db.Opportunities.Add(Make(customer, sellers.Count == 0 ? null : sellers[random.Next(sellers.Count)], random, world.Now));
                made++;
            }
        }
        await db.SaveQuietly(ct);
    }

    /// <summary>Whoever owns customers sells to them too; without such people, everybody.</summary>
    async Task<List<StaffFacts>> Sellers(CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        var teams = await staff.Teams(ct);
        var sellers = people.Values.Where(p => p.Active && p.TeamIds.Any(t => teams.TryGetValue(t, out var team) && team.Code == "accounts")).OrderBy(p => p.Id).ToList();
        return sellers.Count > 0 ? sellers : [.. people.Values.Where(p => p.Active && p.TeamIds.Count > 0).OrderBy(p => p.Id)];
    }

    Opportunity Make(CustomerFacts customer, StaffFacts? seller, Random random, DateTimeOffset now)
    {
        var zh = customer.Language == "zh-CN";
        var thing = Things[random.Next(Things.Length)];
        var age = random.Next(5, 360);
        var at = now.AddDays(-age).AddHours(random.Next(8));
        var target = (Stage)random.Next(5);
        var outcome = age > 60 && random.Next(100) < 62 ? (random.Next(100) < 45 ? Outcome.Won : Outcome.Lost) : Outcome.Open;
        var expected = zone.DayOf(outcome == Outcome.Open ? now.AddDays(random.Next(-10, 150)) : at.AddDays(age / 2));
        var opportunity = new Opportunity(customer.Id, new Deal(zh ? thing.Zh : thing.En, Math.Round((decimal)Math.Exp(9.2 + random.NextDouble() * 3) / 100) * 100, zh || random.Next(3) > 0 ? "CNY" : "USD",
            Pipeline.UsualProbability(outcome == Outcome.Open ? target : Stage.Lead), random.Next(10) == 0 ? null : expected, random.Next(3) == 0 ? Competitors[random.Next(Competitors.Length)] : null,
            seller?.Id, seller?.TeamIds[0]), Stage.Lead, seller?.Id, at);
        var reach = outcome == Outcome.Won ? Stage.Contract : target;
        for (var stage = Stage.Needs; stage <= reach; stage++)
        {
            // Open deals have mostly moved lately; every fifth is stuck.
            at = at.AddDays((stage == reach && outcome == Outcome.Open && random.Next(5) > 0 ? 0.9 : random.NextDouble() / 2) * (now - at).TotalDays);
            var reason = Reasons[random.Next(Reasons.Length)];
            opportunity.MoveTo(stage, zh ? reason.Zh : reason.En, seller?.Id, at);
        }
        at = at.AddDays(random.NextDouble() * Math.Max(0, (now - at).TotalDays / 2));
        if (outcome == Outcome.Won) opportunity.Win(null, seller?.Id, at, DateOnly.FromDateTime(at.UtcDateTime).AddYears(1));
        if (outcome == Outcome.Lost) opportunity.Lose((LossReason)random.Next(7), null, at);
        return opportunity;
    }
}
