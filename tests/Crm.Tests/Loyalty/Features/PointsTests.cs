using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features;
using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.Events;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

public sealed class PointsTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int people;

    async Task<long> NewCustomer(string by = "admin")
    {
        var api = await app.Api(by);
        var answer = await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Member {Interlocked.Increment(ref people)}" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    async Task<(long Member, long Customer)> NewMember()
    {
        var customer = await NewCustomer();
        return (await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true }), customer);
    }

    async Task Happen(IEvent happened)
    {
        await app.Db<CustomersDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
        await app.Deliver();
    }

    async Task<ShowMember.Result> Show(long member)
    {
        var shown = await app.Send(new ShowMember.Query(member));
        // Whatever a test does: balance, lots and ledger must tell the same.
        Assert.Equal(shown.Balance, shown.Lots.Sum(l => l.Remainder));
        Assert.Equal(shown.Balance, shown.Entries.Sum(e => e.Change));
        return shown;
    }

    PurchaseRecorded Purchase(long id, long customer, decimal goods, string currency = "CNY") => new(id, customer, app.Clock.Now, goods, currency, false);

    [Fact]
    public async Task A_purchase_earns_once_however_often_its_event_arrives()
    {
        var (member, customer) = await NewMember();
        await Happen(Purchase(101, customer, 123.99m));
        await Happen(Purchase(101, customer, 123.99m));
        Assert.Equal(123, (await Show(member)).Balance);
    }

    [Fact]
    public async Task A_finished_survey_earns_once_and_a_currency_without_rate_earns_nothing()
    {
        var (member, customer) = await NewMember();
        await Happen(new ResponseFinished(201, 1, null, customer, null, null, 5, null, false, app.Clock.Now));
        await Happen(Purchase(102, customer, 500m, "USD"));
        Assert.Equal(50, (await Show(member)).Balance);
    }

    [Fact]
    public async Task Purchases_before_joining_and_customers_who_never_joined_earn_nothing()
    {
        var (member, customer) = await NewMember();
        await Happen(new PurchaseRecorded(103, customer, app.Clock.Now.AddDays(-1), 99m, "CNY", true));
        await Happen(Purchase(104, await NewCustomer(), 99m));
        Assert.Equal(0, (await Show(member)).Balance);
    }

    [Fact]
    public async Task Refunds_take_back_by_cumulative_rounding_and_a_replay_takes_nothing_twice()
    {
        var (member, customer) = await NewMember();
        await Happen(Purchase(105, customer, 100.50m));
        var half = new PurchaseRefunded(105, customer, 33.33m, 33.33m, 100.50m, "CNY", app.Clock.Now);
        await Happen(half);
        await Happen(half);
        Assert.Equal(66, (await Show(member)).Balance);
        await Happen(new PurchaseRefunded(105, customer, 67.17m, 100.50m, 100.50m, "CNY", app.Clock.Now));
        Assert.Equal(0, (await Show(member)).Balance);
    }

    [Fact]
    public async Task Thirty_two_at_once_never_overspend_a_member_nor_oversell_a_reward()
    {
        var reward = await app.Send(new SaveReward.Command { NameEn = "Lamp", NameZh = "台灯", Points = 40, Stock = 5 });
        var members = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            var (member, customer) = await NewMember();
            await Happen(Purchase(1000 + i, customer, 100m));
            members.Add(member);
        }
        var tries = Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            try { await app.Send(new RedeemReward.Command { MemberId = members[i % 4], RewardId = reward, Key = $"{i}" }); return true; }
            catch (RuleException) { return false; }
        }));
        var succeeded = (await Task.WhenAll(tries)).Count(x => x);
        Assert.Equal(5, succeeded);
        Assert.Equal(0, await app.Db<LoyaltyDb, int?>(db => db.Rewards.Where(r => r.Id == reward).Select(r => r.Stock).SingleAsync()));
        Assert.Equal(400 - (5 * 40), (await Task.WhenAll(members.Select(Show))).Sum(m => m.Balance));
    }

    [Fact]
    public async Task The_same_redemption_sent_again_redeems_once_and_a_cancellation_gives_everything_back_once()
    {
        var (member, customer) = await NewMember();
        await Happen(Purchase(106, customer, 100m));
        var reward = await app.Send(new SaveReward.Command { NameEn = "Cup", NameZh = "杯子", Points = 60, Stock = 2 });
        var command = new RedeemReward.Command { MemberId = member, RewardId = reward, Key = "form" };
        var both = await Task.WhenAll(Task.Run(() => app.Send(command)), Task.Run(() => app.Send(command)));
        Assert.Equal(both[0].Id, both[1].Id);
        Assert.Equal(40, (await Show(member)).Spendable);
        await app.Send(new CancelRedemption.Command(both[0].Id));
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new CancelRedemption.Command(both[0].Id)));
        Assert.Equal(100, (await Show(member)).Spendable);
        Assert.Equal(2, await app.Db<LoyaltyDb, int?>(db => db.Rewards.Where(r => r.Id == reward).Select(r => r.Stock).SingleAsync()));
    }

    [Fact]
    public async Task The_sweep_writes_off_expired_lots_and_a_second_run_changes_nothing()
    {
        var (member, customer) = await NewMember();
        await Happen(Purchase(107, customer, 70m));
        var expiry = (await Show(member)).Lots.Single().ExpiresAt;
        var now = app.Clock.Now;
        try
        {
            app.Clock.Now = expiry;
            for (var i = 0; i < 2; i++) await app.Scope(async s => { await s.GetRequiredService<ExpirePoints>().Run(default); return 0; });
            var shown = await Show(member);
            Assert.Equal((0L, 2), (shown.Balance, shown.Entries.Count));
        }
        finally { app.Clock.Now = now; }
    }

    [Fact]
    public async Task The_ledger_refuses_to_be_changed()
    {
        var (_, customer) = await NewMember();
        await Happen(Purchase(108, customer, 70m));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.Db<LoyaltyDb>(db => db.Entries.ExecuteUpdateAsync(e => e.SetProperty(x => x.Points, 1))));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.Db<LoyaltyDb>(db => db.Entries.ExecuteDeleteAsync()));
    }

    [Fact]
    public async Task A_merged_customer_brings_the_points_along_and_an_erased_one_forfeits_them()
    {
        var (from, a) = await NewMember();
        var (into, b) = await NewMember();
        await Happen(Purchase(109, a, 30m));
        await Happen(Purchase(110, b, 5m));
        await Happen(new CustomerMerged(a, b, app.Clock.Now));
        Assert.Equal((0L, 35L), ((await Show(from)).Balance, (await Show(into)).Balance));
        await Happen(new CustomerErased(b, app.Clock.Now));
        var forgotten = await Show(into);
        Assert.Equal((0L, ""), (forgotten.Balance, forgotten.CustomerName));
    }

    [Fact]
    public async Task A_member_is_enrolled_and_redeems_in_the_browser()
    {
        var agent = await app.As("supervisor");
        var customer = await NewCustomer("supervisor");
        var refused = await agent.Post($"/loyalty/members/new?customer={customer}", ("Form.CustomerId", $"{customer}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("The customer has to accept the terms first.", refused.ErrorOf("Form.TermsAccepted"));
        var joined = await agent.Post($"/loyalty/members/new?customer={customer}", ("Form.CustomerId", $"{customer}"), ("Form.TermsAccepted", "true"));
        Assert.Equal(HttpStatusCode.Redirect, joined.Status);
        var again = await agent.Post($"/loyalty/members/new?customer={customer}", ("Form.CustomerId", $"{customer}"), ("Form.TermsAccepted", "true"));
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        var panel = await agent.Get($"/loyalty/panel/{customer}", htmx: true);
        Assert.Equal("0", panel.Text("a.h1"));

        var reward = await app.Send(new SaveReward.Command { NameEn = "Pen", NameZh = "笔", Points = 10 });
        var poor = await agent.Post($"{joined.Location}/redeem", ("Form.RewardId", $"{reward}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, poor.Status);
        Assert.Contains("Only 0 points can be spent; 10 are needed.", poor.Html);
        await Happen(Purchase(111, customer, 15m));
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Post($"{joined.Location}/redeem", ("Form.RewardId", $"{reward}"))).Status);
        Assert.Contains("Pen", (await agent.Get($"{joined.Location}")).Html);
    }

    [Fact]
    public async Task Only_those_who_manage_rewards_may_add_one_and_a_stale_edit_overwrites_nothing()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/loyalty/rewards/new")).Status);
        var admin = await app.As("admin");
        var bad = await admin.Post("/loyalty/rewards/new", ("Form.NameEn", "Mug"), ("Form.NameZh", ""), ("Form.Points", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal(("Mug", "x"), (bad.ValueOf("Form.NameEn"), bad.ValueOf("Form.Points")));
        await admin.Post("/loyalty/rewards/new", ("Form.NameEn", "Mug"), ("Form.NameZh", "马克杯"), ("Form.Points", "10"));
        var id = await app.Db<LoyaltyDb, long>(db => db.Rewards.Where(r => r.NameEn == "Mug").Select(r => r.Id).SingleAsync());
        var opened = await admin.Get($"/loyalty/rewards/{id}");
        await admin.Post($"/loyalty/rewards/{id}", ("Form.Points", "20"));
        var stale = await admin.Submit(opened, $"/loyalty/rewards/{id}", ("Form.Points", "30"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(20, await app.Db<LoyaltyDb, long>(db => db.Rewards.Where(r => r.Id == id).Select(r => r.Points).SingleAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(stale, $"/loyalty/rewards/{id}")).Status);
    }
}
