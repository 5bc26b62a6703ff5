using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.Rules;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Segments;

public sealed class FactsTests(CrmApp app) : IClassFixture<CrmApp>
{
    DateTimeOffset Now => app.Clock.Now;

    Task<long> New(string name, string? industry = null) => app.Send(new RegisterCustomer.Command { Name = name, Industry = industry, AllowDuplicate = true });

    Task Buys(long customer, decimal amount, int daysAgo, string currency = "CNY", string product = "咖啡机") => app.Send(new RecordPurchase.Command
    {
        CustomerId = customer, PurchasedAt = Now.AddDays(-daysAgo), GoodsAmount = amount, Currency = currency, Items = [new() { Product = product, Quantity = 1, Amount = amount }],
    });

    Task Talks(long customer, int daysAgo) => app.Send(new LogInteraction.Command { CustomerId = customer, At = Now.AddDays(-daysAgo), Type = InteractionType.Call, Summary = "x", Outcome = Crm.Customers.Domain.Outcome.Resolved });

    Task Drain() => app.Scope(async s => { await s.GetRequiredService<SweepRunner>().Run<RefreshFacts>(); return 0; });

    Task<FactRow> Facts(long id) => app.Db<CustomersDb, FactRow>(db => db.Facts.AsNoTracking().SingleAsync(f => f.CustomerId == id));

    [Fact]
    public async Task Facts_follow_what_happens_and_windows_look_back_so_many_days()
    {
        var id = await New("事实一号", "零售");
        await Buys(id, 100, 10);
        await Buys(id, 200, 60, product: "滤纸");
        await Buys(id, 400, 200);
        await Buys(id, 800, 500);
        await Buys(id, 999, 5, "USD");
        await Talks(id, 3);
        await Talks(id, 100);
        await Drain();
        var f = await Facts(id);
        Assert.Equal((100m, 300m, 700m, 1500m), (f.Spend30, f.Spend90, f.Spend365, f.SpendEver));
        Assert.Equal((2, 3, 4, 5), (f.Orders30, f.Orders90, f.Orders365, f.OrdersEver)); // dollars are an order, and no yuan
        Assert.Equal((100m, 150m, 233.33m, 375m), (f.AverageOrder30!.Value, f.AverageOrder90!.Value, f.AverageOrder365!.Value, f.AverageOrderEver!.Value));
        Assert.Equal((1, 1, 2, 2), (f.Interactions30, f.Interactions90, f.Interactions365, f.InteractionsEver));
        Assert.Equal(["咖啡机", "滤纸"], f.Products.Order());
        Assert.Equal("零售", f.Industry);
        Assert.Equal((Now.AddDays(-5), Now.AddDays(-500), Now.AddDays(-3)), (f.LastPurchaseAt!.Value, f.FirstPurchaseAt!.Value, f.LastContactAt!.Value));
    }

    [Fact]
    public async Task Money_given_back_is_not_spent()
    {
        var id = await New("退款客户");
        await Buys(id, 500, 10);
        var purchase = await app.Db<CustomersDb, (long Id, uint Version)>(async db => { var p = await db.Purchases.SingleAsync(p => p.CustomerId == id); return (p.Id, p.Version); });
        await Drain();
        Assert.Equal(500, (await Facts(id)).Spend30);
        await app.Send(new RefundPurchase.Command { Id = purchase.Id, Version = purchase.Version, Amount = 200 });
        await Drain();
        Assert.Equal(300, (await Facts(id)).Spend30);
    }

    [Fact]
    public async Task Facts_of_other_modules_come_by_events_in_whatever_order()
    {
        var id = await New("他山之石");
        await app.Db<CustomersDb>(async db =>
        {
            foreach (var happened in new IEvent[]
            {
                new TicketResolved(901, id, TicketType.Complaint, null, null, Now.AddHours(-1)), // overtook its opening
                new TicketOpened(901, id, TicketType.Complaint, TicketChannel.Phone, TicketPriority.Normal, null, Now.AddHours(-5)),
                new TicketOpened(902, id, TicketType.Complaint, TicketChannel.Phone, TicketPriority.Normal, null, Now.AddHours(-4)),
                new TicketOpened(903, id, TicketType.Inquiry, TicketChannel.Phone, TicketPriority.Normal, null, Now.AddHours(-3)),
                new ResponseFinished(701, 1, null, id, null, null, 2, null, true, Now.AddHours(-9)),
                new ResponseFinished(702, 1, null, id, null, null, 4, null, false, Now.AddHours(-2)),
                new ResponseFinished(703, 1, null, id, null, null, null, 9, false, Now.AddHours(-1)),
                new OpportunityWon(801, id, 5, "CNY", Now.AddDays(-20)),
            }) db.Publish(happened);
            await db.SaveChangesAsync();
        });
        await app.Deliver();
        await Drain();
        var f = await Facts(id);
        Assert.Equal((2, 1), (f.OpenTickets, f.OpenComplaints));
        Assert.Equal((short)4, f.Score);
        Assert.Equal(Now.AddDays(-20), f.FirstContractAt);
        await app.Db<CustomersDb>(async db => { db.Publish(new TicketReopened(901, id, Now)); db.Publish(new TicketArchived(903, id, Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        await Drain();
        Assert.Equal((2, 2), ((await Facts(id)).OpenTickets, (await Facts(id)).OpenComplaints));
    }

    [Fact]
    public async Task The_nightly_rebuild_agrees_with_what_was_kept_and_moves_the_windows()
    {
        var random = new Random(5);
        var ids = new List<long>();
        for (var i = 0; i < 12; i++) ids.Add(await New($"对账 {i}"));
        await Drain();
        for (var i = 0; i < 40; i++)
        {
            var id = ids[random.Next(ids.Count)];
            if (random.Next(3) == 0) await Talks(id, random.Next(400));
            else await Buys(id, random.Next(1, 900), random.Next(500), product: $"p{random.Next(4)}");
        }
        await Drain();
        // Scores move with the edges; everything else is already right.
        var kept = await All(ids);
        await app.Services.GetRequiredService<SweepRunner>().Run<RebuildFacts>();
        Assert.Equal(kept, await All(ids));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.facts set spend30 = 1, tags = array['wrong'], open_tickets = 9 where customer_id = any({ids})"));
        await app.Services.GetRequiredService<SweepRunner>().Run<RebuildFacts>();
        Assert.Equal(kept, await All(ids));
        app.Clock.Advance(TimeSpan.FromDays(31));
        await app.Services.GetRequiredService<SweepRunner>().Run<RebuildFacts>();
        Assert.All(await app.Db<CustomersDb, List<FactRow>>(db => db.Facts.Where(f => ids.Contains(f.CustomerId)).ToListAsync()), f => Assert.Equal((0m, 0, 0), (f.Spend30, f.Orders30, f.Interactions30)));
        app.Clock.Advance(TimeSpan.FromDays(-31));
    }

    Task<List<string>> All(List<long> ids) => app.Db<CustomersDb, List<string>>(async db =>
        await db.Database.SqlQuery<string>($"select (to_jsonb(f) - 'refreshed_at' - 'recency' - 'frequency' - 'money' - 'rfm')::text as \"Value\" from customers.facts f where customer_id = any({ids}) order by customer_id").ToListAsync());

    /// <summary>Everybody and everything that a rule can ask is answered by the database as it is in memory.</summary>
    [Fact]
    public async Task Every_fact_takes_each_of_its_tests()
    {
        var id = await New("条件客户");
        await Buys(id, 100, 10);
        await Drain();
        var row = await Facts(id);
        await app.Scope(async s =>
        {
            var db = s.GetRequiredService<CustomersDb>();
            var zone = s.GetRequiredService<InstallationZone>();
            foreach (var fact in FactBook.All)
                foreach (var test in fact.Tests)
                {
                    var value = fact.Kind switch { FactKind.Choice => fact.Choices[0].Word, FactKind.Words or FactKind.Text => "咖啡机", FactKind.Share => "10.5", _ => "1" };
                    var condition = When(fact.Key, test, test is RuleTest.Known or RuleTest.Unknown ? [] : [value]);
                    Assert.Empty(RuleCheck.Mistakes(Of(RuleMatch.All, condition)));
                    var found = await db.Facts.Where(f => f.CustomerId == id).Matching(Of(RuleMatch.All, condition), Now, zone).AnyAsync();
                    if (test != RuleTest.Contains) Assert.True(found == RuleQuery.Predicate(condition, Now, zone).Compile()(row), $"{fact.Key} {test}");
                }
            return 0;
        });
    }

    [Fact]
    public async Task Values_are_parameters_never_text()
    {
        await app.Scope(s =>
        {
            var zone = s.GetRequiredService<InstallationZone>();
            var rule = new Rule
            {
                Match = RuleMatch.Any,
                Conditions = [When("industry", RuleTest.AnyOf, "'; drop table customers.facts; --"), When("region", RuleTest.Contains, "100%_'"), When("tags", RuleTest.AnyOf, "a'b"), When("spend365", RuleTest.AtLeast, "77123")],
            };
            var sql = s.GetRequiredService<CustomersDb>().Facts.Matching(rule, Now, zone).ToQueryString();
            var statement = string.Join('\n', sql.Split('\n').Where(l => !l.StartsWith("--", StringComparison.Ordinal)));
            foreach (var value in new[] { "drop table", "100", "a'b", "77123" }) Assert.DoesNotContain(value, statement, StringComparison.Ordinal);
            return Task.FromResult(0);
        });
    }

    [Theory]
    [InlineData("nothing", nameof(RuleTest.AtLeast), "1", "customers.rule.fact")]
    [InlineData("spend365", nameof(RuleTest.Contains), "1", "customers.rule.test")]
    [InlineData("spend365", nameof(RuleTest.AtLeast), "many", "customers.rule.number")]
    [InlineData("spend365", nameof(RuleTest.AtLeast), "1e400", "customers.rule.number")]
    [InlineData("lastContact", nameof(RuleTest.AtLeast), "-3", "customers.rule.days")]
    [InlineData("churnRisk", nameof(RuleTest.AtLeast), "101", "customers.rule.share")]
    [InlineData("level", nameof(RuleTest.AnyOf), "emperor", "customers.rule.value")]
    [InlineData("tags", nameof(RuleTest.AnyOf), " ", "customers.rule.value")]
    public void A_condition_that_cannot_be_asked_is_refused(string fact, string test, string value, string key) =>
        Assert.Equal([("Rule.Conditions[0]", key)], RuleCheck.Mistakes(Of(RuleMatch.All, When(fact, Enum.Parse<RuleTest>(test), value))).Select(m => (m.Path, m.Key)));

    [Fact]
    public void Rules_have_an_end()
    {
        Assert.Contains(RuleCheck.Mistakes(new Rule()), m => m.Key == "customers.rule.empty");
        var deep = Of(RuleMatch.All, When("ordersEver", RuleTest.AtLeast, "1"));
        for (var i = 0; i < 4; i++) deep = new Rule { Groups = [deep] };
        Assert.Contains(RuleCheck.Mistakes(deep), m => m.Key == "customers.rule.deep");
        Assert.Contains(RuleCheck.Mistakes(Of(RuleMatch.All, [.. Enumerable.Repeat(When("ordersEver", RuleTest.AtLeast, "1"), 41)])), m => m.Key == "customers.rule.many");
    }

    [Fact]
    public async Task Automatic_tags_come_and_go_with_the_facts_and_say_why()
    {
        var id = await New("标签客户");
        await Drain();
        Assert.Empty(await Tags(id));
        for (var i = 0; i < 5; i++) await Talks(id, i);
        await Buys(id, 6000, 2);
        await Drain();
        Assert.Equal(["high_value", "highly_active", "newly_signed"], (await Tags(id)).Order(StringComparer.Ordinal));
        foreach (var (language, reason) in new[] { ("en", "Value class High value (is High value)"), ("zh-CN", "价值等级 高价值（条件：属于 高价值）") })
        {
            var why = await app.Scope(async s =>
            {
                System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.CurrentCulture = new(language);
                var db = s.GetRequiredService<CustomersDb>();
                return await s.GetRequiredService<RuleWords>().Why((await db.AutoTags.SingleAsync(t => t.Key == "high_value")).Rule, await db.Facts.SingleAsync(f => f.CustomerId == id), default);
            });
            Assert.Equal([reason], why);
        }
        app.Clock.Advance(TimeSpan.FromDays(95));
        await app.Services.GetRequiredService<SweepRunner>().Run<RebuildFacts>();
        Assert.Equal(["high_value"], await Tags(id));
        app.Clock.Advance(TimeSpan.FromDays(-95));
    }

    Task<List<string?>> Tags(long id) => app.Db<CustomersDb, List<string?>>(db => db.TagHolders.Where(h => h.CustomerId == id).Join(db.AutoTags, h => h.TagId, t => t.Id, (h, t) => t.Key).ToListAsync());

    /// <summary>Twenty customers with 1 to 20 orders of rising amounts on rising days: each quintile holds four of them in all three.</summary>
    [Fact]
    public async Task Quintiles_are_those_one_counts_by_hand()
    {
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"delete from customers.facts"));
        var ids = new List<long>();
        for (var i = 1; i <= 20; i++) ids.Add(await New($"RFM {i}"));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"""
            insert into customers.facts (customer_id, kind, level, admission, language, tags, products, created_at, spend30, spend90, spend365, spend_ever, orders30, orders90, orders365, orders_ever,
                interactions30, interactions90, interactions365, interactions_ever, usages30, usages90, usages365, usages_ever, open_tickets, open_complaints, last_purchase_at, refreshed_at)
            select id, 'individual', 'normal', 'admitted', 'en', array[]::text[], array[]::text[], {Now}, 0, 0, 0, n * 10, 0, 0, 0, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {Now}::timestamptz - (21 - n) * interval '1 day', {Now}
            from unnest({ids}) with ordinality as t(id, n)
            """));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlRawAsync(FactsSql.Edges, new Npgsql.NpgsqlParameter("now", Now)));
        var edges = await app.Db<CustomersDb, RfmEdges>(db => db.RfmEdges.SingleAsync());
        Assert.Equal([4m, 8, 12, 16], edges.Frequency);
        Assert.Equal([40m, 80, 120, 160], edges.Money);
        Assert.Equal([Now.AddDays(-17), Now.AddDays(-13), Now.AddDays(-9), Now.AddDays(-5)], edges.Recency);
        Assert.Equal(20, edges.Buyers);
    }

    /// <summary>Names of the scores, one corner after the other.</summary>
    [Theory]
    [InlineData(5, 5, 5, nameof(RfmGroup.Champions)), InlineData(4, 4, 3, nameof(RfmGroup.Champions)), InlineData(5, 3, 3, nameof(RfmGroup.PotentialLoyal)), InlineData(4, 1, 1, nameof(RfmGroup.NewBuyers))]
    [InlineData(3, 5, 4, nameof(RfmGroup.Loyal)), InlineData(3, 3, 3, nameof(RfmGroup.NeedAttention)), InlineData(3, 1, 2, nameof(RfmGroup.AboutToSleep))]
    [InlineData(2, 5, 5, nameof(RfmGroup.AtRisk)), InlineData(2, 3, 2, nameof(RfmGroup.AtRisk)), InlineData(2, 1, 1, nameof(RfmGroup.Hibernating))]
    [InlineData(1, 5, 5, nameof(RfmGroup.CannotLose)), InlineData(1, 3, 3, nameof(RfmGroup.AtRisk)), InlineData(1, 1, 2, nameof(RfmGroup.Lost))]
    public async Task Scores_have_names(int r, int f, int m, string name)
    {
        var id = await New($"RFM {r}{f}{m}");
        await Drain();
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.facts set recency = {r}, frequency = {f}, money = {m} where customer_id = {id}"));
        Assert.Equal(name, (await Facts(id)).Rfm.ToString());
    }
}
