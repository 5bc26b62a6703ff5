using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Data;
using Crm.Customers.Features.Purchases;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Programme;
using Crm.Platform.Facts;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

/// <summary>The programme as people edit it, and what it earns.</summary>
public sealed class ProgrammeEditorTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int people;

    async Task<(long Member, long Customer)> NewMember(DateOnly? birthday = null)
    {
        var customer = await NewCustomer(birthday);
        return (await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true }), customer);
    }

    async Task<long> NewCustomer(DateOnly? birthday = null)
    {
        var answer = await (await app.Api()).PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Buyer {Interlocked.Increment(ref people)}", birthday });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    async Task<long> Buy(long customer, decimal amount, string product = "Lamp", string? source = null, string? category = null)
    {
        var answer = await (await app.Api()).PostAsJsonAsync("/api/v1/purchases", new { customerId = customer, goodsAmount = amount, source, items = new[] { new { product, category, quantity = 1, amount } } });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        await app.Deliver();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    async Task Refund(long purchase, decimal amount)
    {
        var version = await app.Db<CustomersDb, uint>(db => db.Purchases.Where(p => p.Id == purchase).Select(p => p.Version).SingleAsync());
        await app.Send(new RefundPurchase.Command { Id = purchase, Amount = amount, Version = version });
        await app.Deliver();
    }

    async Task Happen(params IEvent[] happened)
    {
        await app.Db<CustomersDb>(async db => { foreach (var one in happened) db.Publish(one); await db.SaveChangesAsync(); });
        await app.Deliver();
    }

    async Task<int> Publish(params SaveRule.Command[] rules)
    {
        var number = await app.Send(new StartDraft.Command());
        foreach (var old in (await app.Send(new ShowVersion.Query(number))).Rules) await app.Send(new RemoveRule.Command(number, old.Key));
        foreach (var rule in rules) await app.Send(rule with { Number = number, NameEn = "Rule", NameZh = "规则" });
        await app.Send(new PublishVersion.Command { Number = number });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        return number;
    }

    Task<ShowMember.Result> Show(long member) => app.Send(new ShowMember.Query(member));

    Task<List<(string Source, string Rule, int Version, long Points)>> Earnings(long member) => app.Db<LoyaltyDb, List<(string, string, int, long)>>(async db =>
        [.. (await db.Earnings.Where(e => e.MemberId == member).OrderBy(e => e.Id).Select(e => new { e.Entry.Source, e.Rule, e.Version, e.Points }).ToListAsync()).Select(e => (e.Source, e.Rule, e.Version, e.Points))]);

    [Fact]
    public async Task The_configuration_is_the_first_version_and_every_entry_names_version_and_rule()
    {
        var first = await app.Send(new ShowVersion.Query(1));
        Assert.Equal(["purchase", "survey"], first.Rules.Select(r => r.Key));
        var number = await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 2" }, new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 0.5", Products = "Course", Qualifies = false });
        var (member, customer) = await NewMember();
        await Buy(customer, 100m);
        await Buy(customer, 100m, "Course in Excel");
        var earned = await Earnings(member);
        Assert.Equal([200L, 200L, 50L], earned.Select(e => e.Points));
        Assert.All(earned, e => Assert.Equal(("purchase", number), (e.Source, e.Version)));
        Assert.Equal((450L, 2), ((await Show(member)).Balance, (await Show(member)).Entries.Count));
    }

    [Fact]
    public async Task A_rule_for_a_category_earns_by_what_the_order_says_of_its_products()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1", Categories = "服务, Gifts" });
        var (member, customer) = await NewMember();
        await Buy(customer, 100m, category: "服务");
        await Buy(customer, 100m, category: "家电");
        await Buy(customer, 70m, category: "gifts");
        await Buy(customer, 100m);
        Assert.Equal([100L, 70L], (await Earnings(member)).Select(e => e.Points));
    }

    [Fact]
    public async Task Caps_of_day_and_month_hold_for_purchases_that_come_at_once_as_for_those_before()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1", PerDay = 60, PerMonth = 100 });
        var (member, customer) = await NewMember();
        var now = app.Clock.Now;
        await Happen(new PurchaseRecorded(910_001, customer, now, 40m, "CNY", false));
        await Happen(new PurchaseRecorded(910_002, customer, now, 15m, "CNY", false), new PurchaseRecorded(910_003, customer, now, 15m, "CNY", false), new PurchaseRecorded(910_004, customer, now, 15m, "CNY", false));
        Assert.Equal([40L, 15L, 5L], (await Earnings(member)).Select(e => e.Points));
    }

    [Fact]
    public async Task What_was_bought_before_a_version_came_into_force_earns_by_the_one_before()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1" });
        var (member, customer) = await NewMember();
        var then = app.Clock.Now;
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 3" });
        await Happen(new PurchaseRecorded(900_001, customer, then, 10m, "CNY", false));
        await Happen(new PurchaseRecorded(900_002, customer, app.Clock.Now, 10m, "CNY", false));
        Assert.Equal([10L, 30L], (await Earnings(member)).Select(e => e.Points));
    }

    [Fact]
    public async Task A_first_purchase_and_every_second_one_of_the_month_earn_besides_and_a_whole_refund_takes_all_of_it_back()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1" }, new SaveRule.Command { Trigger = EarnTrigger.FirstPurchase, Points = 200 }, new SaveRule.Command { Trigger = EarnTrigger.PurchaseCount, Points = 30, Every = 2 });
        var (member, customer) = await NewMember();
        var one = await Buy(customer, 10m);
        await Buy(customer, 20m);
        Assert.Equal(["purchase", "first_purchase", "purchase", "purchase_count"], (await Earnings(member)).Select(e => e.Source));
        Assert.Equal(260, (await Show(member)).Balance);
        await Refund(one, 4m);
        Assert.Equal(256, (await Show(member)).Balance);
        await Refund(one, 6m);
        Assert.Equal(50, (await Show(member)).Balance);
    }

    [Fact]
    public async Task A_refund_that_is_told_before_its_order_takes_back_what_the_order_earns_later_and_no_more()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1" });
        var (member, customer) = await NewMember();
        var purchase = await app.Send(new RecordPurchase.Command { CustomerId = customer, GoodsAmount = 100, Currency = "CNY", PurchasedAt = app.Clock.Now });
        // The order's event fails and backs off for an hour.
        await app.Db<CustomersDb>(db => db.Outbox.Where(o => o.DoneAt == null && o.Type == "Customers.PurchaseRecorded").ExecuteUpdateAsync(s => s.SetProperty(o => o.DueAt, app.Clock.Now.AddHours(1))));
        await Refund(purchase, 40);
        Assert.Equal(0, (await Show(member)).Balance);
        app.Clock.Advance(TimeSpan.FromHours(2));
        await app.Deliver();
        Assert.Equal((60L, 0L), ((await Show(member)).Balance, (await Show(member)).Shortfall));
        await Refund(purchase, 60);
        Assert.Equal((0L, 0L), ((await Show(member)).Balance, (await Show(member)).Shortfall));
    }

    [Fact]
    public async Task Whoever_brought_a_customer_earns_after_the_first_purchase_once_and_loses_it_when_that_is_given_back()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Referral, Points = 500, MinAmount = 50 });
        var (member, referrer) = await NewMember();
        var friend = await NewCustomer();
        var browser = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post($"/customers/{friend}/referral", ("Form.ReferrerId", $"{friend}"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"/customers/{friend}/referral", ("Form.ReferrerId", $"{referrer}"))).Status);
        var purchase = await Buy(friend, 60m);
        await Buy(friend, 60m);
        Assert.Equal([("referral", 500L)], (await Earnings(member)).Select(e => (e.Source, e.Points)));
        await Refund(purchase, 60m);
        Assert.Equal(0, (await Show(member)).Balance);
        Assert.Contains("Buyer", (await browser.Get($"/customers/{friend}/referral/panel", htmx: true)).Html);
    }

    [Fact]
    public async Task A_birthday_earns_once_a_calendar_year()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Birthday, Points = 100 });
        var today = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime.AddHours(8));
        var (member, _) = await NewMember(today.AddYears(-30));
        for (var i = 0; i < 2; i++) await app.Scope(async s => { await s.GetRequiredService<GreetBirthdays>().Run(default); return 0; });
        Assert.Equal(100, (await Show(member)).Balance);
    }

    [Fact]
    public async Task A_birthday_that_earned_in_a_record_merged_since_earns_no_second_time_on_another_day()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Birthday, Points = 100 });
        var today = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime.AddHours(8));
        Task Greet() => app.Scope(async s => { await s.GetRequiredService<GreetBirthdays>().Run(default); return 0; });
        var (_, one) = await NewMember(today.AddYears(-30));
        var (_, two) = await NewMember(today.AddYears(-30).AddDays(3));
        var (survivor, three) = await NewMember(today.AddYears(-30).AddDays(1));
        var (other, _) = await NewMember(today.AddYears(-30).AddDays(1));
        await Greet();
        await Happen(new CustomerMerged(one, two, app.Clock.Now));
        await Happen(new CustomerMerged(two, three, app.Clock.Now));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Greet();
        Assert.Equal((100L, 100L), ((await Show(survivor)).Balance, (await Show(other)).Balance));
    }

    [Fact]
    public async Task Who_was_born_on_a_leap_day_keeps_it_on_the_28th_of_common_years()
    {
        var (_, customer) = await NewMember(new(2000, 2, 29));
        Task<IEnumerable<long>> On(DateOnly day) => app.Scope(async s => (await s.GetRequiredService<ICareDates>().On(CareDay.Birthday, [day], customer - 1, 100, default)).Select(d => d.CustomerId));
        Assert.Contains(customer, await On(new(2027, 2, 28)));
        Assert.DoesNotContain(customer, await On(new(2028, 2, 28)));
        Assert.Contains(customer, await On(new(2028, 2, 29)));
    }

    [Fact]
    public async Task Points_wait_for_the_days_that_the_terms_say()
    {
        var number = await app.Send(new StartDraft.Command());
        await app.Send(new ChangeTerms.Command { Number = number, ValidityMonths = 12, PendingDays = 14 });
        await app.Send(new PublishVersion.Command { Number = number });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var (member, customer) = await NewMember();
        await Happen(new ResponseFinished(920_001, 1, null, customer, null, null, 5, null, false, app.Clock.Now) { Points = 60 });
        Assert.Equal((60L, 0L), ((await Show(member)).Balance, (await Show(member)).Spendable));
        app.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(60L, (await Show(member)).Spendable);
        Assert.Equal([(RuleEarning.Said, 60L)], (await Earnings(member)).Select(e => (e.Rule, e.Points)));
        number = await app.Send(new StartDraft.Command());
        await app.Send(new ChangeTerms.Command { Number = number, ValidityMonths = 12 });
        await app.Send(new PublishVersion.Command { Number = number });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_attended_event_earns_and_a_monthly_cap_holds_over_events_of_one_batch()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Event, Points = 40 }, new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1", PerMonth = 150 });
        var (member, customer) = await NewMember();
        await Happen(new InteractionLogged(910_001, customer, InteractionType.Event, app.Clock.Now));
        await Happen(new InteractionLogged(910_002, customer, InteractionType.Call, app.Clock.Now));
        await app.Db<CustomersDb>(async db =>
        {
            for (var i = 0; i < 3; i++) db.Publish(new PurchaseRecorded(910_010 + i, customer, app.Clock.Now, 100m, "CNY", false));
            await db.SaveChangesAsync();
        });
        await app.Deliver();
        Assert.Equal(190, (await Show(member)).Balance);
    }

    [Fact]
    public async Task Who_joins_earns_for_earlier_purchases_only_where_the_terms_say_so()
    {
        var number = await app.Send(new StartDraft.Command());
        await app.Send(new ChangeTerms.Command { Number = number, ValidityMonths = 12, EarlierDays = 30 });
        await app.Send(new SaveRule.Command { Number = number, NameEn = "P", NameZh = "消费", Trigger = EarnTrigger.Purchase, Rates = "CNY 1" });
        foreach (var old in (await app.Send(new ShowVersion.Query(number))).Rules.SkipLast(1)) await app.Send(new RemoveRule.Command(number, old.Key));
        await app.Send(new PublishVersion.Command { Number = number });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var customer = await NewCustomer();
        await Buy(customer, 70m);
        app.Clock.Advance(TimeSpan.FromDays(5));
        var member = await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true });
        await app.Deliver();
        Assert.Equal(70, (await Show(member)).Balance);
    }

    [Fact]
    public async Task A_simulation_says_what_both_versions_would_have_cost_and_books_nothing()
    {
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1" });
        var (member, customer) = await NewMember();
        await Buy(customer, 100m);
        await Buy(customer, 50m, "Yoga mat");
        var before = await app.Db<LoyaltyDb, int>(db => db.Entries.CountAsync());
        var draft = await app.Send(new StartDraft.Command());
        await app.Send(new SaveRule.Command { Number = draft, NameEn = "More for courses", NameZh = "课程加分", Trigger = EarnTrigger.Purchase, Rates = "CNY 2", Products = "Yoga", Qualifies = false, PerDay = 60 });
        var today = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime.AddHours(8));
        var browser = await app.As("admin");
        var started = await browser.Post($"/loyalty/programme/{draft}/simulate", ("Form.From", $"{today:yyyy-MM-dd}"), ("Form.To", $"{today:yyyy-MM-dd}"));
        Assert.Equal(HttpStatusCode.Redirect, started.Status);
        Assert.True(await app.Services.GetRequiredService<JobWorker>().RunNext(default));
        var id = await app.Db<LoyaltyDb, long>(db => db.Simulations.Where(s => s.VersionNumber == draft).MaxAsync(s => s.Id));
        var shown = await app.Send(new ShowSimulation.Query(id));
        var mine = shown.Rows.Single(r => r.Name == "More for courses");
        Assert.Equal((60L, 1), (mine.Draft!.Points, mine.Draft.Members)); // 50 x 2 = 100, capped
        Assert.Equal(shown.Live.Points + 60, shown.Draft.Points);
        Assert.True(shown.Live.Points >= 150);
        Assert.Equal(before, await app.Db<LoyaltyDb, int>(db => db.Entries.CountAsync()));
        Assert.Equal(150, (await Show(member)).Balance);
        var page = await browser.Get($"/loyalty/programme/simulations/{id}");
        Assert.Contains("Would have cost", page.Html);
        await app.Send(new DiscardDraft.Command(draft));
    }

    [Fact]
    public async Task A_draft_is_edited_published_and_kept_with_its_difference_in_the_browser()
    {
        var browser = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/loyalty/programme/1/publish")).Status);
        var started = await browser.Submit(await browser.Get("/loyalty/programme"), "/loyalty/programme/draft");
        Assert.Equal(HttpStatusCode.Redirect, started.Status);
        var draft = started.Location!.OriginalString;
        var bad = await browser.Post($"{draft}/rules/new", ("Form.NameEn", "Wrong"), ("Form.NameZh", ""), ("Form.Trigger", "Purchase"), ("Form.Rates", "one point"), ("Form.Period", "Month"), ("Form.Rounding", "Down"), ("Form.MinAmount", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal(("Wrong", "one point", "x"), (bad.ValueOf("Form.NameEn"), bad.ValueOf("Form.Rates"), bad.ValueOf("Form.MinAmount")));
        var good = await browser.Post($"{draft}/rules/new", ("Form.NameEn", "Sundays"), ("Form.NameZh", "周日"), ("Form.Trigger", "Purchase"), ("Form.Rates", "CNY 0.5"), ("Form.Period", "Month"), ("Form.Rounding", "Down"), ("Form.Weekdays", "Sunday"));
        Assert.Equal(HttpStatusCode.Redirect, good.Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"{draft}/campaigns/new", ("Form.NameEn", "Spring"), ("Form.NameZh", "春季"), ("Form.From", "2026-04-01"), ("Form.To", "2026-04-10"), ("Form.Multiplier", "2"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"{draft}/terms", ("Form.ValidityMonths", "36"), ("Form.PendingDays", "0"), ("Form.EarlierDays", "0"))).Status);
        var shown = await browser.Get(draft);
        Assert.Contains("<ins>Sundays</ins>", shown.Html);
        Assert.Contains("Sunday", shown.Html);
        Assert.Contains("<ins>36 months, to the end of the month</ins>", shown.Html);
        var past = await browser.Post($"{draft}/publish", ("Form.From", "2020-01-01T00:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, past.Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"{draft}/publish", ("Form.Note", "Sundays count more"))).Status);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("Sundays count more", (await browser.Get("/loyalty/programme")).Html);
        // What is in force is not changed any more.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post($"{draft}/terms", ("Form.ValidityMonths", "1"), ("Form.PendingDays", "0"), ("Form.EarlierDays", "0"))).Status);
    }

    [Fact]
    public async Task Two_who_edit_one_draft_do_not_overwrite_each_other()
    {
        var browser = await app.As("admin");
        var draft = $"/loyalty/programme/{await app.Send(new StartDraft.Command())}";
        var opened = await browser.Get($"{draft}/terms");
        await browser.Post($"{draft}/terms", ("Form.ValidityMonths", "18"));
        var stale = await browser.Submit(opened, $"{draft}/terms", ("Form.ValidityMonths", "30"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        await app.Send(new DiscardDraft.Command(int.Parse(draft[(draft.LastIndexOf('/') + 1)..])));
    }

    [Fact]
    public async Task The_programme_is_read_and_changed_as_JSON()
    {
        var api = await app.Api();
        var draft = await (await api.PostAsJsonAsync("/api/v1/loyalty/programme/versions", new { })).Content.ReadFromJsonAsync<JsonElement>();
        var number = draft.GetProperty("number").GetInt32();
        var bad = await api.PostAsJsonAsync($"/api/v1/loyalty/programme/versions/{number}/rules", new { nameEn = "X", nameZh = "X", trigger = "birthday" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        var added = await api.PostAsJsonAsync($"/api/v1/loyalty/programme/versions/{number}/rules", new { nameEn = "Birthday", nameZh = "生日", trigger = "birthday", points = 88 });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsJsonAsync("/api/v1/loyalty/programme/versions", new { })).StatusCode);
        var key = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rules").EnumerateArray().Last().GetProperty("key").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync($"/api/v1/loyalty/programme/versions/{number}/rules/{key}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync($"/api/v1/loyalty/programme/versions/{number}")).StatusCode);
    }

    [Fact]
    public async Task The_roll_up_of_rules_agrees_with_the_earnings()
    {
        var (_, customer) = await NewMember();
        await Publish(new SaveRule.Command { Trigger = EarnTrigger.Purchase, Rates = "CNY 1" });
        await Buy(customer, 42m);
        var checks = await app.Services.GetRequiredService<RollUpKeeper>().Compare(default);
        Assert.All(checks.Where(c => c.Name.StartsWith("loyalty.", StringComparison.Ordinal)), c => Assert.Equal(0, c.Differences));
        Assert.Equal(await app.Db<LoyaltyDb, long>(db => db.Earnings.SumAsync(e => e.Points)), await app.Db<LoyaltyDb, long>(db => db.RuleDays.SumAsync(d => d.Points)));
    }

    [Fact]
    public async Task A_campaign_that_a_rule_names_stays()
    {
        var number = await app.Send(new StartDraft.Command());
        var key = await app.Send(new SaveCampaign.Command { Number = number, NameEn = "C", NameZh = "活动", From = new(2026, 5, 1), To = new(2026, 5, 3), Multiplier = 3 });
        await app.Send(new SaveRule.Command { Number = number, NameEn = "R", NameZh = "规则", Trigger = EarnTrigger.Survey, Points = 5, Campaign = key });
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new RemoveCampaign.Command(number, key)));
        await app.Send(new DiscardDraft.Command(number));
    }
}
