using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Privacy;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Lifecycle.Features.WinBack;
using Crm.Lifecycle.Features.Worth;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>The night's work and what people do with it. Customers of a class of their own; those of other tests only add to the numbers.</summary>
public sealed class ScoringTests(CrmApp app) : IClassFixture<CrmApp>
{
    readonly ChurnWorld world = new(app);

    Task<long> StaffId(string person) => app.Scope(s => Task.FromResult(((Crm.Platform.Users.CurrentUser)s.GetService(typeof(Crm.Platform.Users.CurrentUser))!).Id!.Value), person);

    [Fact]
    public async Task One_time_buyers_are_not_called_safe()
    {
        await world.Population("Often", 300);
        var once = await world.Customer("Once", null, null, 170);
        await world.Score();
        var score = (await world.ScoreOf(once))!;
        Assert.Equal(1, score.AliveBg);
        Assert.InRange(score.Alive!.Value, 0, 0.9);
        Assert.True(score.Class >= RiskClass.Watch);
        Assert.Equal(RiskState.New, score.State);
        Assert.Equal(RiskMethod.Rules, score.Method);
        Assert.Null(score.Probability);
        Assert.Contains(ReasonWords.Read(score.Reasons), r => r.Signal == ChurnSignal.OneTimeBuyer);
    }

    [Fact]
    public async Task Who_refused_to_be_profiled_is_not_scored_and_told_so()
    {
        var id = await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Kind = CustomerKind.Individual, Name = "Refuser" });
        await app.Db<LifecycleDb>(async db => await db.Database.ExecuteSqlAsync($"delete from lifecycle.customers where customer_id = {id}"));
        await app.Db<LifecycleDb>(async db => await db.CopyIn([ChurnWorld.Known(id, "Refuser", null, null, app.Clock.Now)], default));
        await world.Order(id, 170);
        await world.Score();
        Assert.NotNull(await world.ScoreOf(id));
        await app.Send(new SayConsent.Command { Id = id, Purpose = Purpose.Profiling, Given = false, Source = ConsentSource.Phone, Evidence = "call" });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Score();
        Assert.Null(await world.ScoreOf(id));
        var shown = await app.Send(new ShowRisk.Query(id));
        Assert.True(shown.Refused);
        Assert.Null(shown.Now);
    }

    [Fact]
    public async Task The_list_follows_what_customers_do()
    {
        var owner = await StaffId("manager");
        var (bought, silent, wrote) = (await world.Customer("Bought", owner, null, 170), await world.Customer("Silent", owner, null, 170), await world.Customer("Wrote", owner, null, 170));
        await world.Score();
        foreach (var id in new[] { bought, silent, wrote }) Assert.Equal(RiskState.New, (await world.ScoreOf(id))!.State);
        // One notice for the owner, however many are new, and none for those who were there already.
        var notices = await app.Db<LifecycleDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == owner && n.Text == "churn.notice"));
        Assert.Equal(1, notices);
        await world.Score();
        Assert.Equal(1, await app.Db<LifecycleDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == owner && n.Text == "churn.notice")));

        app.Clock.Advance(TimeSpan.FromDays(1));
        await world.Order(bought, 0.1);
        await world.Touch(wrote, TouchKind.Interaction, 0.1);
        await world.Score();
        Assert.Equal(RiskState.WonBack, (await world.ScoreOf(bought))!.State);
        Assert.Null((await world.ScoreOf(wrote))!.State);

        app.Clock.Advance(TimeSpan.FromDays(12));
        await world.Score();
        Assert.Equal((RiskState.Lost, true), ((await world.ScoreOf(silent))!.State, (await world.ScoreOf(silent))!.Churned));
        var loss = await app.Db<LifecycleDb, Loss>(db => db.Losses.SingleAsync(l => l.CustomerId == silent));
        Assert.Equal((100, "medium", (long?)null), (loss.Value, loss.Segment, loss.ReasonId));
        // The next nights say it no second time; and who comes back is marked.
        app.Clock.Advance(TimeSpan.FromDays(2));
        await world.Order(silent, 0.5);
        await world.Score();
        Assert.NotNull((await app.Db<LifecycleDb, Loss>(db => db.Losses.AsNoTracking().SingleAsync(l => l.CustomerId == silent))).BackAt);
    }

    [Fact]
    public async Task A_person_takes_it_in_hand_snoozes_it_or_gives_the_customer_up_with_a_reason()
    {
        var owner = await StaffId("manager");
        var id = await world.Customer("Handled", owner, null, 170);
        await world.Score();
        await app.Send(new MoveRisk.Command { CustomerId = id, To = RiskState.InHand }, "manager");
        await world.Score();
        Assert.Equal(RiskState.InHand, (await world.ScoreOf(id))!.State);

        var browser = await app.As("manager");
        Assert.Contains("P(alive)", (await browser.Get($"/churn/{id}")).Html);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post($"/churn/{id}/state", ("Form.To", "Snoozed"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post($"/churn/{id}/state", ("Form.To", "Snoozed"), ("Form.Until", "2020-01-01"))).Status);
        var bad = await browser.Post($"/churn/{id}/state", ("Form.To", "Lost"), ("Form.Note", "kept what was typed"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.ReasonId"));
        Assert.Equal("kept what was typed", bad.ValueOf("Form.Note"));

        var until = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(5);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"/churn/{id}/state", ("Form.To", "Snoozed"), ("Form.Until", $"{until:yyyy-MM-dd}"))).Status);
        Assert.DoesNotContain("Handled", (await browser.Get("/churn")).Html);
        Assert.Contains("Handled", (await browser.Get("/churn?state=Snoozed")).Html);

        var reason = (await app.Send(new ListChurnReasons.Query()))[0].Id;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post($"/churn/{id}/state", ("Form.To", "Lost"), ("Form.ReasonId", $"{reason}"), ("Form.Note", "told us"))).Status);
        var loss = await app.Db<LifecycleDb, Loss>(db => db.Losses.SingleAsync(l => l.CustomerId == id));
        Assert.Equal((reason, "told us", owner), (loss.ReasonId, loss.Note, loss.ById));
        // Becoming churned by time later is the same loss.
        app.Clock.Advance(TimeSpan.FromDays(15));
        await world.Score();
        Assert.Equal(1, await app.Db<LifecycleDb, int>(db => db.Losses.CountAsync(l => l.CustomerId == id)));
        var causes = await app.Send(new ShowCauses.Query(CauseSegment.Source));
        Assert.True(causes.Lines.Single(l => l.ReasonId == reason).Losses >= 1);
        Assert.Equal(1, causes.Lines[^1].Cumulative!.Value, 1e-9);
    }

    [Fact]
    public async Task Whoever_has_the_customer_sees_the_warning_and_nobody_else_within_own_scope()
    {
        var (mine, others) = (await world.Customer("Mine to see", await StaffId("manager"), null, 170), await world.Customer("Of somebody else", 1, null, 170));
        await world.Score();
        var manager = await app.As("manager");
        var list = (await manager.Get("/churn")).Html;
        Assert.Contains("Mine to see", list);
        Assert.DoesNotContain("Of somebody else", list);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get($"/churn/{others}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get($"/churn/{others}/state")).Status);
        Assert.Contains("days without purchase", (await manager.Get($"/churn/panel/{mine}", htmx: true)).Html);
        Assert.Contains("预警", (await (await app.As("manager", "zh-CN")).Get("/churn")).Html);
        foreach (var url in new[] { "/churn", "/churn/model", "/churn/causes", "/churn/plans", "/value" }) Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(url)).Status);
        foreach (var url in new[] { "/churn/settings", "/churn/plans/new", "/value/costs", "/churn/reasons/new" }) Assert.Equal(HttpStatusCode.Forbidden, (await manager.Get(url)).Status);
        foreach (var url in new[] { "/churn/model", "/churn/causes?by=Industry", "/churn/losses", "/churn/plans", "/churn/reasons", "/value" }) Assert.Equal((url, HttpStatusCode.OK), (url, (await manager.Get(url)).Status));
        var api = await app.Api("manager");
        Assert.Contains("Mine to see", await api.GetStringAsync("/api/v1/churn-risks?class=watch") + await api.GetStringAsync("/api/v1/churn-risks"));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/churn-models")).StatusCode);
    }

    [Fact]
    public async Task A_plan_leaves_a_tenth_alone_gives_the_others_to_dos_and_measures_the_difference()
    {
        var customers = new List<long>();
        for (var i = 0; i < 120; i++) customers.Add(await world.Customer($"Plan {i}", null, null, 171));
        await world.Score();
        var plan = await app.Send(new SavePlan.Command { Name = "Try", Days = 30, Least = RiskClass.Watch, Steps = [new() { Day = 0, English = "Call", Chinese = "致电" }, new() { Day = 7, English = "Write", Chinese = "去信" }, new()] });
        await app.Send(new StartPlan.Command(plan));
        var members = await app.Db<LifecycleDb, List<WinBackMember>>(db => db.WinBackMembers.AsNoTracking().Where(m => m.PlanId == plan).ToListAsync());
        var held = members.Where(m => m.HeldOut).Select(m => m.CustomerId).ToHashSet();
        Assert.Equal((int)Math.Round(members.Count * 0.1, MidpointRounding.AwayFromZero), held.Count);
        Assert.True(customers.TrueForAll(c => members.Exists(m => m.CustomerId == c)));
        var wanted = await app.Db<LifecycleDb, List<string>>(db => db.Outbox.Where(o => o.Type.Contains("ToDoWanted")).Select(o => o.Payload).ToListAsync());
        Assert.Equal((members.Count - held.Count) * 2, wanted.Count);
        Assert.DoesNotContain(wanted, w => held.Any(h => w.Contains($":{h},", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new StartPlan.Command(plan)));

        // Half of those tried buy; of those left alone nobody. A purchase after the end does not count.
        app.Clock.Advance(TimeSpan.FromDays(3));
        var tried = members.Where(m => !m.HeldOut).Select(m => m.CustomerId).ToList();
        foreach (var id in tried.Take(tried.Count / 2)) await world.Order(id, 1);
        app.Clock.Advance(TimeSpan.FromDays(40));
        await world.Order(held.First(), 1);
        await world.Score();
        var shown = await app.Send(new ShowPlan.Query(plan));
        Assert.Equal((tried.Count / 2, 0), (shown.Treated.Reached, shown.Control.Reached));
        Assert.Equal(shown.Treated.Reached / (double)shown.Treated.N, shown.Uplift!.Difference, 1e-9);
        Assert.False(shown.TooFew);
        Assert.True(shown.Uplift.Significant);
        var supervisor = await app.As("supervisor");
        Assert.Contains("Newcombe", (await (await app.As("analyst")).Get($"/churn/plans/{plan}")).Html);
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/churn/plans/{plan}")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/churn/plans/{plan}/close")).Status);
        Assert.Equal(WinBackState.Closed, (await app.Send(new ShowPlan.Query(plan))).State);
    }

    [Fact]
    public async Task A_plan_with_few_customers_says_that_it_proves_nothing_and_a_bad_form_loses_nothing()
    {
        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Post("/churn/plans/new", ("Form.Name", "Small"), ("Form.Days", "3"), ("Form.Steps[0].English", "Only one language"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Days"));
        Assert.Equal("Only one language", bad.ValueOf("Form.Steps[0].English"));
        var owner = ChurnWorld.Next();
        await world.Customer("Few", owner, null, 170);
        await world.Score();
        var plan = await app.Send(new SavePlan.Command { Name = "Small", Least = RiskClass.Watch, OwnerId = owner, Steps = [new() { Day = 0, English = "Call", Chinese = "致电" }] });
        await app.Send(new StartPlan.Command(plan));
        var shown = await app.Send(new ShowPlan.Query(plan));
        Assert.Equal((1, 0), (shown.Treated.N, shown.Control.N));
        Assert.True(shown.TooFew);
        Assert.Null(shown.Uplift);
    }

    [Fact]
    public async Task Worth_is_told_of_a_segment_as_well()
    {
        await world.Population("Others", 300);
        var supervisor = await app.Api("supervisor");
        var made = await supervisor.PostAsJsonAsync("/api/v1/customers", new { kind = "organisation", name = "Of a segment", industry = "分群行业" });
        var customer = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.Created, (await supervisor.PostAsJsonAsync("/api/v1/purchases", new { customerId = customer, purchasedAt = app.Clock.Now.AddDays(-20), goodsAmount = 300, currency = "CNY" })).StatusCode);
        await app.Deliver();
        await app.Scope(s => s.GetRequiredService<FactKeeper>().Drain(default));
        await world.Score();
        var kept = await supervisor.PostAsJsonAsync("/api/v1/segments", new { name = "分群", shared = true, rule = new { match = "all", conditions = new[] { new { fact = "industry", @is = "any_of", values = new[] { "分群行业" } } } } });
        var segment = (await kept.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();

        var (all, part) = (await app.Send(new ShowWorth.Query()), await app.Send(new ShowWorth.Query(segment)));
        Assert.True(all.All.Customers > 300);
        Assert.Equal((1L, 1L), (part.All.Customers, part.Bands.Sum(b => b.Handbook)));
        Assert.Null(part.All.AverageHandbook); // an average of one tells about a person
        var page = await (await app.As("admin")).Get($"/value?segment={segment}");
        Assert.Equal("分群", page.Document.QuerySelector("select[name='segment'] option[selected]")!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("admin")).Get("/value?segment=987654321")).Status);
    }

    [Fact]
    public async Task What_winning_a_customer_costs_stands_beside_what_one_is_worth()
    {
        await world.Population("Worth", 300);
        await world.Score();
        var month = DateOnly.FromDateTime(app.Clock.Now.AddMonths(-1).UtcDateTime);
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/value/costs/new", ("Form.Channel", "Online"), ("Form.Amount", "-1"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/value/costs/new", ("Form.Channel", "Online"), ("Form.Month", $"{month:yyyy-MM-dd}"), ("Form.Amount", "5000"), ("Form.Currency", "CNY"))).Status);
        // The same month and channel twice would be counted twice.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/value/costs/new", ("Form.Channel", "Online"), ("Form.Month", $"{month:yyyy-MM}-01"), ("Form.Amount", "5000"), ("Form.Currency", "CNY"))).Status);
        var worth = await app.Send(new ShowWorth.Query());
        var online = worth.Channels.Single(c => c.Source == SourceChannel.Online);
        Assert.Equal(5000, online.Cost);
        Assert.Equal(Math.Round(5000m / online.New, 2), online.PerCustomer);
        Assert.Equal((double)(online.Worth.AverageFuture!.Value / (5000m / online.New)), online.Ratio!.Value, 1e-6);
        Assert.Equal(worth.All.Valued, worth.Bands.Sum(b => b.Future));
        Assert.True(worth.Fit!.Fitted);
        Assert.Contains("CLV : CAC", (await supervisor.Get("/value")).Html);
        var cost = (await app.Send(new ListCosts.Query())).Items[0].Id;
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/value/costs/{cost}/remove")).Status);
    }

    [Fact]
    public async Task Settings_and_reasons_refuse_what_makes_no_sense()
    {
        var supervisor = await app.As("supervisor");
        Assert.NotEmpty((await supervisor.Post("/churn/settings", ("Form.HorizonDays", "300"))).ErrorOf("Form.HorizonDays"));
        Assert.NotEmpty((await supervisor.Post("/churn/settings", ("Form.MediumPercent", "80"))).ErrorOf("Form.HighPercent"));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/churn/settings", ("Form.WatchPoints", "29"))).Status);
        Assert.Equal("29", (await supervisor.Get("/churn/settings")).ValueOf("Form.WatchPoints"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/churn/reasons/new", ("Form.English", "Half"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/churn/reasons/new", ("Form.English", "Moved abroad"), ("Form.Chinese", "移居国外"))).Status);
        Assert.Contains("Moved abroad", (await supervisor.Get("/churn/reasons")).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/churn/score")).Status);
    }

    [Fact]
    public async Task Merging_and_erasing_leave_no_score_behind()
    {
        var (from, into) = (await world.Customer("From", null, null, 170), await world.Customer("Into", null, null, 170));
        await world.Score();
        await app.Scope(async s => { await new ScoresWhenMerged((LifecycleDb)s.GetService(typeof(LifecycleDb))!).Handle(new(from, into, app.Clock.Now), default); return true; });
        Assert.Null(await world.ScoreOf(from));
        await app.Send(new MoveRisk.Command { CustomerId = into, To = RiskState.Lost, ReasonId = (await app.Send(new ListChurnReasons.Query()))[0].Id, Note = "a name" });
        await app.Scope(async s => { await new ScoresWhenErased((LifecycleDb)s.GetService(typeof(LifecycleDb))!).Handle(new(into, app.Clock.Now), default); return true; });
        Assert.Null(await world.ScoreOf(into));
        Assert.Null((await app.Db<LifecycleDb, Loss>(db => db.Losses.SingleAsync(l => l.CustomerId == into))).Note);
    }
}
