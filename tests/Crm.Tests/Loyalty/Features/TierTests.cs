using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Liability;
using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

/// <summary>Two tiers, Silver at 1,000 and Gold at 5,000; the first version of the programme gives a point a yuan.</summary>
public sealed class TierApp : IAsyncLifetime
{
    public CrmApp App { get; } = new();

    public long Silver { get; private set; }

    public long Gold { get; private set; }

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();
        Gold = await App.Send(new SaveTier.Command { NameEn = "Gold", NameZh = "金卡", Threshold = 5_000, Multiplier = 1.5m, Priority = TicketPriority.High });
        Silver = await App.Send(new SaveTier.Command { NameEn = "Silver", NameZh = "银卡", Threshold = 1_000, Multiplier = 1 });
    }

    public Task DisposeAsync() => App.DisposeAsync();
}

public sealed class TierTests(TierApp world) : IClassFixture<TierApp>
{
    static long serial = 700_000;

    readonly CrmApp app = world.App;

    async Task<(long Member, long Customer)> NewMember(string? email = null, string by = "admin")
    {
        var answer = await (await app.Api(by)).PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Member {Interlocked.Increment(ref serial)}", language = "en", emails = email is null ? [] : new[] { new { value = email, primary = true } } });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var customer = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        return (await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true }), customer);
    }

    async Task Happen(IEvent happened)
    {
        await app.Db<CustomersDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
        await app.Deliver();
    }

    async Task<long> Buy(long customer, decimal goods)
    {
        var id = Interlocked.Increment(ref serial);
        await Happen(new PurchaseRecorded(id, customer, app.Clock.Now, goods, "CNY", false));
        return id;
    }

    Task<ShowStanding.View> Standing(long member) => app.Send(new ShowStanding.Query(member));

    Task Sweep() => app.Scope(async s => { await s.GetRequiredService<ReviewTiers>().Run(default); return 0; });

    async Task<List<MemberTierChanged>> Told(long member) => await app.Db<LoyaltyDb, List<MemberTierChanged>>(async db =>
        [.. (await db.Outbox.Where(o => o.Type.EndsWith("MemberTierChanged")).OrderBy(o => o.OccurredAt).Select(o => o.Payload).ToListAsync()).Select(p => JsonSerializer.Deserialize<MemberTierChanged>(p, Crm.Platform.Events.EventTypes.Json)!).Where(e => e.MemberId == member)]);

    [Fact]
    public async Task Places_follow_from_thresholds_whatever_the_order_in_which_tiers_were_made()
    {
        var tiers = await app.Send(new ListTiers.Query());
        Assert.Equal([("Silver", 1), ("Gold", 2)], tiers.Select(t => (t.NameEn, t.Rank)));
    }

    [Fact]
    public async Task A_tier_is_reached_at_once_multiplies_what_comes_next_and_a_refund_takes_its_points_back()
    {
        var (member, customer) = await NewMember();
        var purchase = await Buy(customer, 5_000m);
        var reached = await Standing(member);
        Assert.Equal(("Gold", 5_000L), (reached.Progress!.Tier!.NameEn, reached.Progress.Points));
        Assert.Equal(new DateOnly(2027, 3, 31), reached.Progress.Until);
        await Buy(customer, 100m);
        Assert.Equal(5_150, (await app.Send(new ShowMember.Query(member))).Balance);
        Assert.Equal(5_100, (await Standing(member)).Progress!.Points);
        await Happen(new PurchaseRefunded(purchase, customer, 2_500m, 2_500m, 5_000m, "CNY", app.Clock.Now));
        var after = await Standing(member);
        // It holds all the same; when it ends, what was bought this month counts no more.
        Assert.Equal((2_600L, "Gold", 5_000L), (after.Progress!.Points, after.Progress.Tier!.NameEn, after.Progress.ToKeep));
        var told = Assert.Single(await Told(member));
        Assert.Equal((null, "Gold", 2), (told.From, told.To, told.Rank));
    }

    [Fact]
    public async Task It_is_renewed_or_warned_of_and_lost_after_the_grace_and_each_is_history()
    {
        var began = app.Clock.Now;
        try
        {
            var (faithful, one) = await NewMember();
            var (gone, two) = await NewMember("gone@example.com", "supervisor");
            await Happen(new PurchaseRecorded(Interlocked.Increment(ref serial), one, app.Clock.Now, 1_000m, "CNY", false));
            await Buy(two, 1_000m);
            app.Clock.Now = new(2027, 1, 20, 2, 0, 0, TimeSpan.Zero);
            await Buy(one, 1_000m);
            app.Clock.Now = new(2027, 2, 5, 2, 0, 0, TimeSpan.Zero);
            await Sweep();
            await Sweep();
            var warned = await Standing(gone);
            Assert.Equal((true, 1_000L), (warned.Progress!.Warned, warned.Progress.ToKeep));
            Assert.False((await Standing(faithful)).Progress!.Warned);
            var notices = await app.Db<LoyaltyDb, int>(db => db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from platform.notifications where text = 'loyalty.tier.warning'").SingleAsync());
            Assert.Equal(1, notices);
            app.Clock.Now = new(2027, 4, 1, 2, 0, 0, TimeSpan.Zero);
            await Sweep();
            Assert.Equal(new DateOnly(2027, 4, 30), (await Standing(gone)).Progress!.Grace);
            Assert.Equal(new DateOnly(2028, 4, 30), (await Standing(faithful)).Progress!.Until);
            app.Clock.Now = new(2027, 5, 2, 2, 0, 0, TimeSpan.Zero);
            await Sweep();
            var fallen = await Standing(gone);
            Assert.Null(fallen.Progress!.Tier);
            Assert.Equal([TierChangeKind.Fell, TierChangeKind.Reached], fallen.History.Select(h => h.Kind));
            Assert.Equal([TierChangeKind.Renewed, TierChangeKind.Reached], (await Standing(faithful)).History.Select(h => h.Kind));
            Assert.Equal(("Silver", null, 0), ((await Told(gone))[^1].From, (await Told(gone))[^1].To, (await Told(gone))[^1].Rank));
        }
        finally { app.Clock.Now = began; }
    }

    [Fact]
    public async Task The_warning_goes_by_mail_only_to_members_who_agreed()
    {
        var began = app.Clock.Now;
        try
        {
            var (_, yes) = await NewMember("yes@example.com");
            var (_, no) = await NewMember("no@example.com");
            foreach (var (customer, given) in new[] { (yes, true), (no, false) })
            {
                var said = await (await app.Api()).PostAsJsonAsync($"/api/v1/customers/{customer}/consents", new { purpose = "loyalty", channel = "email", given, source = "phone", evidence = "said so" });
                Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync());
            }
            await Buy(yes, 1_000m);
            await Buy(no, 1_000m);
            app.Clock.Now = new(2027, 2, 5, 2, 0, 0, TimeSpan.Zero);
            await Sweep();
            var mail = Assert.Single(await app.MailsTo(yes));
            Assert.Contains("1000 more qualifying points", mail.TextBody);
            Assert.Empty(await app.MailsTo(no));
        }
        finally { app.Clock.Now = began; }
    }

    [Fact]
    public async Task Lowered_thresholds_lift_members_in_the_night_and_a_tier_with_members_is_not_removed()
    {
        var (member, customer) = await NewMember();
        await Buy(customer, 700m);
        var bronze = await app.Send(new SaveTier.Command { NameEn = "Bronze", NameZh = "铜卡", Threshold = 600, Multiplier = 1 });
        try
        {
            await Sweep();
            Assert.Equal("Bronze", (await Standing(member)).Progress!.Tier!.NameEn);
            await Assert.ThrowsAsync<RuleException>(() => app.Send(new RemoveTier.Command(bronze)));
        }
        finally
        {
            await app.Db<LoyaltyDb>(async db =>
            {
                await db.Standings.Where(s => s.TierId == bronze).ExecuteUpdateAsync(s => s.SetProperty(x => x.TierId, (long?)null));
                await db.Members.Where(m => m.TierRank == 1 && !db.Standings.Any(s => s.MemberId == m.Id && s.TierId != null)).ExecuteUpdateAsync(s => s.SetProperty(m => m.TierRank, 0));
            });
            await app.Send(new RemoveTier.Command(bronze));
        }
    }

    [Fact]
    public async Task Staff_move_a_member_with_a_reason_until_a_day_in_the_browser()
    {
        var (member, _) = await NewMember(by: "supervisor");
        var browser = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/loyalty/members/{member}/tier")).Status);
        var bad = await browser.Post($"/loyalty/members/{member}/tier", ("Form.TierId", $"{world.Gold}"), ("Form.Until", "2020-01-01"), ("Form.Reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("Choose a day from today on, within five years.", bad.ErrorOf("Form.Until"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"/loyalty/members/{member}/tier", ("Form.TierId", $"{world.Gold}"), ("Form.Until", "2026-06-30"), ("Form.Reason", "Promised by the director"))).Status);
        var panel = await browser.Get($"/loyalty/members/{member}/standing", htmx: true);
        Assert.Contains("Promised by the director", panel.Html);
        Assert.Contains("Gold", panel.Html);
        Assert.Equal(2, await app.Db<LoyaltyDb, int>(db => db.Members.Where(m => m.Id == member).Select(m => m.TierRank).SingleAsync()));
    }

    [Fact]
    public async Task Tiers_are_made_in_the_browser_and_read_as_JSON()
    {
        var browser = await app.As("admin");
        var same = await browser.Post("/loyalty/tiers/new", ("Form.NameEn", "Other"), ("Form.NameZh", "其他"), ("Form.Threshold", "5000"), ("Form.Multiplier", "1"), ("Form.Color", "Blue"), ("Form.Icon", "Star"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, same.Status);
        Assert.Equal("Another tier has this threshold.", same.ErrorOf("Form.Threshold"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post("/loyalty/tiers/new", ("Form.NameEn", "Black"), ("Form.NameZh", "黑卡"), ("Form.Threshold", "900000"), ("Form.Multiplier", "2"), ("Form.Color", "Blue"), ("Form.Icon", "Star"))).Status);
        var api = await app.Api();
        var tiers = await api.GetFromJsonAsync<JsonElement>("/api/v1/loyalty/tiers");
        var black = tiers.EnumerateArray().Single(t => t.GetProperty("nameEn").GetString() == "Black").GetProperty("id").GetInt64();
        Assert.Contains("Black", (await browser.Get("/loyalty/tiers")).Html);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync($"/api/v1/loyalty/tiers/{black}")).StatusCode);
    }

    [Fact]
    public async Task A_merge_brings_the_qualifying_points_and_with_them_the_tier()
    {
        var (_, from) = await NewMember();
        var (into, survivor) = await NewMember();
        await Buy(from, 600m);
        await Buy(survivor, 500m);
        Assert.Null((await Standing(into)).Progress!.Tier);
        await Happen(new CustomerMerged(from, survivor, app.Clock.Now));
        var after = await Standing(into);
        Assert.Equal(("Silver", 1_100L), (after.Progress!.Tier?.NameEn, after.Progress.Points));
    }

    [Fact]
    public async Task A_new_ticket_of_a_gold_member_is_raised_to_high_and_an_urgent_one_stays_urgent()
    {
        var (_, customer) = await NewMember();
        await Buy(customer, 5_000m);
        async Task<(TicketPriority Priority, string? Tier)> Open(string? priority)
        {
            var answer = await (await app.Api()).PostAsJsonAsync("/api/v1/tickets", new { customerId = customer, type = "inquiry", channel = "email", priority, subject = $"Question {Interlocked.Increment(ref serial)}", description = $"What now? {serial}" });
            Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
            return await app.Db<TicketsDb, (TicketPriority, string?)>(async db => { var t = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == id); return (t.Priority, t.Tier); });
        }
        Assert.Equal((TicketPriority.High, "Gold"), await Open(null));
        Assert.Equal((TicketPriority.High, "Gold"), await Open("low"));
        Assert.Equal((TicketPriority.Urgent, "Gold"), await Open("urgent"));
    }

    [Fact]
    public async Task A_change_of_tier_sets_the_day_on_which_an_open_wave_asks()
    {
        var wave = await app.Db<SurveysDb, long>(async db =>
        {
            var survey = await db.Surveys.OrderBy(s => s.Id).FirstAsync();
            var version = await db.Versions.OrderBy(v => v.Id).FirstAsync(v => v.SurveyId == survey.Id);
            var wave = Wave.Plan(survey, "Tier", WaveKind.AfterTier, app.Clock.Now.AddDays(-1), null, 30, 30, null, app.Clock.Now);
            db.Waves.Add(wave);
            await db.SaveChangesAsync();
            wave.Start(version, null, null, app.Clock.Now);
            await db.SaveChangesAsync();
            return wave.Id;
        });
        var (_, customer) = await NewMember();
        await Buy(customer, 1_000m);
        await app.Deliver();
        Assert.Equal(1, await app.Db<SurveysDb, int>(db => db.WaveDues.CountAsync(d => d.WaveId == wave && d.CustomerId == customer)));
    }

    [Fact]
    public async Task The_liability_adds_up_from_the_ledger_month_by_month_and_leaves_as_a_file()
    {
        var (_, customer) = await NewMember();
        await Happen(new ResponseFinished(Interlocked.Increment(ref serial), 1, null, customer, null, null, 5, null, false, app.Clock.Now));
        await Buy(customer, 300m);
        var view = await app.Send(new ReadLiability.Query { To = new(2028, 12, 1), Months = 36 }); // other tests were in the future
        Assert.All(view.Months, m => Assert.Equal(m.Closing, m.Opening + m.Earned - m.Redeemed - m.Expired - m.Reversed));
        Assert.Equal(view.Outstanding, view.Whole.Closing);
        Assert.Equal(view.Outstanding, await app.Db<LoyaltyDb, long>(db => db.Members.SumAsync(m => m.Balance)));
        Assert.True(view.Settled);
        Assert.True(view.Whole.Marketing >= 50 && view.Whole.Marketing % 50 == 0);
        Assert.Equal(view.Terms.Of(view.Outstanding), view.Worth);
        Assert.Equal(view.Outstanding, view.Expiring.Sum(e => e.Points));
        var browser = await app.As("supervisor");
        Assert.Contains("Contract liability", (await browser.Get("/loyalty/liability?months=3")).Html);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/loyalty/liability?months=x&to=nonsense")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/loyalty/liability")).Status);
        var csv = await browser.Http.GetAsync("/loyalty/liability/file?format=Csv&months=36&to=2028-12-01");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Contains(view.Whole.Closing.ToString(System.Globalization.CultureInfo.InvariantCulture), await csv.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/loyalty/liability/file?format=Xlsx")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/loyalty/liability/settings", ("Form.Value", "0"), ("Form.Currency", "CNY"), ("Form.BreakagePercent", "101"))).Status);
        var before = view.Worth;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post("/loyalty/liability/settings", ("Form.Value", "0.02"), ("Form.Currency", "CNY"), ("Form.BreakagePercent", "10"))).Status);
        Assert.Equal(2 * before, (await app.Send(new ReadLiability.Query { Months = 3 })).Worth, 1);
    }
}
