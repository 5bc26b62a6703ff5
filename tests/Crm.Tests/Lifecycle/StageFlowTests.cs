using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Customers.Data;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Books;
using Crm.Lifecycle.Features.Flow;
using Crm.Lifecycle.Features.Stages;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Crm.Tests.Customers.Care;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Lifecycle;

/// <summary>Stages follow what happens, in whichever module; people may overrule them; playbooks follow the stages.</summary>
public sealed class StageFlowTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_customer_passes_through_the_stages_as_things_happen_and_time_passes()
    {
        var id = await app.Newcomer();
        Assert.Equal(CustomerStage.Prospect, await app.StageOf(id));
        await app.Orders(id, 100);
        Assert.Equal(CustomerStage.Dormant, await app.StageOf(id));
        await app.Orders(id, 2);
        Assert.Equal(CustomerStage.Growing, await app.StageOf(id));
        var start = app.Clock.Now;
        app.Clock.Now = start.AddDays(88);
        await app.Midnight();
        Assert.Equal(CustomerStage.Dormant, await app.StageOf(id));
        await app.Speaks(id, 0);
        app.Clock.Now = start.AddDays(200);
        await app.Midnight();
        Assert.Equal(CustomerStage.Dormant, await app.StageOf(id));
        app.Clock.Now = start.AddDays(88 + 180);
        await app.Midnight();
        Assert.Equal(CustomerStage.Churned, await app.StageOf(id));
        Assert.Equal([null, CustomerStage.Prospect, CustomerStage.Dormant, CustomerStage.Growing, CustomerStage.Dormant], (await app.HistoryOf(id)).Select(h => h.From));
        app.Clock.Now = start;
    }

    [Fact]
    public async Task An_order_given_back_whole_is_no_order_and_told_twice_is_one()
    {
        var id = await app.Newcomer();
        var purchase = await app.Orders(id, 1, 100);
        Assert.Equal(CustomerStage.New, await app.StageOf(id));
        // The same event again, as after a crash in the middle: nothing doubles.
        await app.Db<CustomersDb>(async db => { db.Publish(new PurchaseRecorded(purchase, id, app.Clock.Now.AddDays(-1), 100, "CNY", true)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(1, await app.Db<LifecycleDb, int>(db => db.Orders.CountAsync(o => o.CustomerId == id)));
        await app.Send(new RefundPurchase.Command { Id = purchase, Amount = 100, Reason = "broken", Version = await app.Db<CustomersDb, uint>(db => db.Purchases.Where(p => p.Id == purchase).Select(p => p.Version).SingleAsync()) });
        await app.Deliver();
        Assert.Equal(CustomerStage.Prospect, await app.StageOf(id));
    }

    [Fact]
    public async Task An_open_deal_is_development_and_a_signed_one_a_new_customer_whose_running_contract_keeps_it_awake()
    {
        var id = await app.Newcomer();
        var deal = await app.Db<SalesDb, long>(async db =>
        {
            var opened = new Opportunity(id, new Deal("Deal", 1000, "CNY", 50, null, null, null, null), Stage.Lead, null, app.Clock.Now);
            db.Opportunities.Add(opened);
            await db.SaveChangesAsync();
            return opened.Id;
        });
        await app.Deliver();
        Assert.Equal(CustomerStage.InDevelopment, await app.StageOf(id));
        var start = app.Clock.Now;
        await app.Db<SalesDb>(async db => { (await db.Opportunities.Include(o => o.Changes).SingleAsync(o => o.Id == deal)).Win(null, null, start, new DateOnly(2026, 10, 1)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(CustomerStage.New, await app.StageOf(id));
        app.Clock.Now = start.AddDays(150);
        await app.Midnight();
        Assert.Equal(CustomerStage.Growing, await app.StageOf(id));
        app.Clock.Now = start.AddDays(450);
        await app.Midnight();
        Assert.Equal(CustomerStage.Churned, await app.StageOf(id));
        app.Clock.Now = start;
    }

    [Fact]
    public async Task By_hand_holds_until_its_last_day_with_a_reason_and_shows_who_said_so()
    {
        var id = await app.Newcomer("Hand Ltd");
        await app.Orders(id, 100);
        var manager = await app.As("manager");
        var bad = await manager.Post($"/lifecycle/customers/{id}/stage", ("Form.Stage", "Mature"), ("Form.Reason", ""), ("Form.Until", "2026-03-20"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "2026-03-20"), (bad.Status, bad.ValueOf("Form.Until")));
        Assert.NotEmpty(bad.ErrorOf("Form.Reason"));
        var past = await manager.Post($"/lifecycle/customers/{id}/stage", ("Form.Stage", "Mature"), ("Form.Reason", "why"), ("Form.Until", "2026-03-03"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "why"), (past.Status, past.ValueOf("Form.Reason")));
        Assert.NotEmpty(past.ErrorOf("Form.Until"));
        Assert.Equal(HttpStatusCode.Redirect, (await manager.Post($"/lifecycle/customers/{id}/stage", ("Form.Stage", "Mature"), ("Form.Reason", "framework agreement"), ("Form.Until", "2026-03-20"))).Status);
        await app.Deliver();
        Assert.Equal(CustomerStage.Mature, await app.StageOf(id));
        var page = await manager.Get($"/lifecycle/customers/{id}");
        Assert.Contains("framework agreement", page.Html);
        Assert.Contains("Set by hand until", (await manager.Get($"/lifecycle/panel/{id}", htmx: true)).Html);
        await app.Speaks(id, 0); // facts change, the hand holds
        Assert.Equal(CustomerStage.Mature, await app.StageOf(id));
        var start = app.Clock.Now;
        app.Clock.Now = new(2026, 3, 20, 2, 0, 0, TimeSpan.Zero);
        await app.Midnight();
        Assert.Equal(CustomerStage.Mature, await app.StageOf(id));
        app.Clock.Now = new(2026, 3, 21, 2, 0, 0, TimeSpan.Zero);
        await app.Midnight();
        Assert.Equal(CustomerStage.Dormant, await app.StageOf(id));
        Assert.Equal(StageReason.HandEnded, (await app.HistoryOf(id))[^1].Why);
        app.Clock.Now = start;
    }

    [Fact]
    public async Task A_setting_by_hand_can_be_ended_and_others_customers_are_out_of_reach()
    {
        var id = await app.Newcomer();
        var api = await app.Api("manager");
        Assert.Equal(HttpStatusCode.OK, (await api.PutAsJsonAsync($"/api/v1/lifecycle/customers/{id}/stage", new { stage = "mature", reason = "said so" })).StatusCode);
        Assert.Equal(CustomerStage.Mature, await app.StageOf(id));
        Assert.Equal(new DateOnly(2026, 3, 4).AddDays(90), await app.Db<LifecycleDb, DateOnly>(db => db.HandSettings.Where(h => h.CustomerId == id).Select(h => h.Until).SingleAsync()));
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync($"/api/v1/lifecycle/customers/{id}/stage")).StatusCode);
        Assert.Equal(CustomerStage.Prospect, await app.StageOf(id));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PutAsJsonAsync($"/api/v1/lifecycle/customers/{id}/stage", new { stage = "mature" })).StatusCode);
        var other = await app.Newcomer(@as: "supervisor");
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/v1/lifecycle/customers/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PutAsJsonAsync($"/api/v1/lifecycle/customers/{other}/stage", new { stage = "mature", reason = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/lifecycle/kpis")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/lifecycle/customers/{id}/stage")).Status);
    }

    [Fact]
    public async Task A_merge_moves_what_was_bought_and_taken_back_returns_it_and_the_history_stays_whole()
    {
        var (from, into) = (await app.Newcomer(), await app.Newcomer());
        await app.Orders(from, 10);
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = (await app.Customer(into)).Version });
        await app.Deliver();
        Assert.Equal(CustomerStage.New, await app.StageOf(into));
        Assert.Equal((CustomerStage.New, (CustomerStage?)null, StageReason.Merged), (await app.HistoryOf(from))[^1] is var left ? (left.From!.Value, left.To, left.Why) : default);
        await app.Send(new UndoMerge.Command(await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync())));
        await app.Deliver();
        Assert.Equal((CustomerStage.New, CustomerStage.Prospect), (await app.StageOf(from), await app.StageOf(into)));
    }

    [Fact]
    public async Task Whoever_is_erased_leaves_the_figures_and_the_words_said_of_them_go()
    {
        var id = await app.Newcomer("Forget Me");
        await app.Send(new SetStage.Command { CustomerId = id, Stage = CustomerStage.Mature, Reason = "secret words", Until = new(2026, 4, 1) });
        await app.Send(new EraseCustomer.Command { Id = id, Confirm = $"{(await app.Customer(id)).Number}", Reason = "asked" });
        await app.Deliver();
        var row = await app.Db<LifecycleDb, KnownCustomer>(db => db.Customers.AsNoTracking().SingleAsync(c => c.CustomerId == id));
        Assert.Equal(("", null, null), (row.Name, row.OwnerId, row.Stage));
        Assert.NotNull(row.GoneAt);
        Assert.Null(await app.Db<LifecycleDb, string?>(db => db.HandSettings.Where(h => h.CustomerId == id).Select(h => h.Reason).SingleAsync()));
        Assert.Equal(StageReason.Erased, (await app.HistoryOf(id))[^1].Why);
    }

    [Fact]
    public async Task A_playbook_becomes_to_dos_once_for_each_entry_and_falls_away_with_the_stage()
    {
        await app.Send(new SwitchBook.Command("stage.new", true), "supervisor");
        var id = await app.Newcomer();
        await app.Orders(id, 1);
        var toDos = () => app.Db<CustomersDb, List<(Guid?, DateTimeOffset, long?)>>(async db => [.. (await db.ToDos.Where(t => t.CustomerId == id && t.WantedKey != null).OrderBy(t => t.DueAt).ToListAsync()).Select(t => (t.WantedKey, t.DueAt, t.OwnerId))]);
        var given = await toDos();
        Assert.Equal([new DateTimeOffset(2026, 3, 7, 15, 59, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 3, 15, 59, 0, TimeSpan.Zero)], given.Select(t => t.Item2));
        Assert.All(given, t => Assert.Equal((app.Db<CustomersDb, long?>(db => db.Customers.Where(c => c.Id == id).Select(c => c.OwnerId).SingleAsync())).Result, t.Item3));
        // Told again: the same to-dos.
        var changed = (await app.HistoryOf(id))[^1];
        await app.Db<LifecycleDb>(async db => { db.Publish(new CustomerStageChanged(id, changed.From, CustomerStage.New, changed.At)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(2, (await toDos()).Count);
        // One is carried out, the other falls away when the stage is left.
        var first = await app.Db<CustomersDb, long>(db => db.ToDos.Where(t => t.WantedKey == given[0].Item1).Select(t => t.Id).SingleAsync());
        await app.Send(new CloseToDo.Command { Id = first, Result = "all well" }, "manager");
        await app.Deliver();
        var start = app.Clock.Now;
        app.Clock.Now = start.AddDays(95);
        await app.Midnight();
        Assert.Single(await toDos());
        var book = (await app.Send(new ListBooks.Query(), "admin")).Single(b => b.Key == "stage.new");
        Assert.Equal((1, 2, 1, 1, 0, 1), (book.Runs, book.Given, book.Done, book.InTime, book.Open, book.FellAway));
        var page = await (await app.As("manager")).Get($"/lifecycle/customers/{id}");
        Assert.Contains("Done", page.Html);
        Assert.Contains("Fell away", page.Html);
        app.Clock.Now = start;
        await app.Send(new SwitchBook.Command("stage.new", false), "supervisor");
    }

    [Fact]
    public async Task Playbooks_are_edited_step_by_step_and_a_bad_step_keeps_what_was_typed()
    {
        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Post("/lifecycle/books/stage.mature/steps/0", ("Form.English", "Invite"), ("Form.Chinese", ""), ("Form.AfterDays", "9999"), ("Form.Doer", "Supervisor"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Invite", "9999"), (bad.Status, bad.ValueOf("Form.English"), bad.ValueOf("Form.AfterDays")));
        Assert.NotEmpty(bad.ErrorOf("Form.Chinese"));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/lifecycle/books/stage.mature/steps/0", ("Form.English", "Invite"), ("Form.Chinese", "邀请"), ("Form.AfterDays", "9"), ("Form.Doer", "Supervisor"))).Status);
        var step = (await app.Send(new ShowBook.Query("stage.mature"), "supervisor")).Steps.Single(s => s.English == "Invite");
        Assert.Equal((9, StepDoer.Supervisor), (step.AfterDays, step.Doer));
        var opened = await supervisor.Get($"/lifecycle/books/stage.mature/steps/{step.Id}");
        await supervisor.Post($"/lifecycle/books/stage.mature/steps/{step.Id}", ("Form.English", "Invite them"));
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.Submit(opened, $"/lifecycle/books/stage.mature/steps/{step.Id}", ("Form.English", "Mine"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/lifecycle/books/stage.mature/steps/{step.Id}/remove")).Status);
        Assert.DoesNotContain((await app.Send(new ShowBook.Query("stage.mature"), "supervisor")).Steps, s => s.Id == step.Id);
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.Get("/lifecycle/books/nothing")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/lifecycle/books/stage.mature/steps/0")).Status);
    }

    [Fact]
    public async Task Rules_and_names_are_changed_on_a_page_and_everybody_is_settled_anew()
    {
        var id = await app.Newcomer();
        await app.Orders(id, 40);
        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Post("/lifecycle/settings", ("Form.DormantDays", "300"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "300"), (bad.Status, bad.ValueOf("Form.DormantDays")));
        Assert.NotEmpty(bad.ErrorOf("Form.ChurnedDays"));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/lifecycle/settings", ("Form.DormantDays", "30"), ("Form.Names[5].English", "Asleep"), ("Form.Names[5].Chinese", "休眠"))).Status);
        await app.Jobs();
        Assert.Equal(CustomerStage.Dormant, await app.StageOf(id));
        Assert.Contains("Asleep", (await (await app.As("manager")).Get($"/lifecycle/customers/{id}")).Html);
        Assert.Contains("休眠", (await (await app.As("manager", "zh-CN")).Get("/lifecycle")).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post("/lifecycle/settings", ("Form.DormantDays", "90"), ("Form.Names[5].English", ""), ("Form.Names[5].Chinese", ""))).Status);
        await app.Jobs();
        Assert.Equal(CustomerStage.New, await app.StageOf(id));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/lifecycle/settings")).Status);
    }
}
