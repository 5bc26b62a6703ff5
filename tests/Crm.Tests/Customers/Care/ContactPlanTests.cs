using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Segments;
using Crm.Customers.Features.ToDos;
using Crm.Platform.UseCases;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Care;

public sealed class ContactPlanTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Key(string name, string? @as = "manager") => app.NewCustomer(name, CustomerLevel.Key, @as: @as);

    async Task<Crm.Customers.Domain.ToDo> Open(long id) => Assert.Single(await app.Planned(id), t => t.IsOpen);

    [Fact]
    public async Task A_key_customer_gets_one_planned_contact_a_week_ahead_and_a_normal_one_none()
    {
        var (key, normal) = (await Key("重点"), await app.NewCustomer("普通"));
        await app.Plans();
        await app.Plans();
        var planned = await Open(key);
        Assert.Equal((app.Clock.Now.AddDays(7), await app.Person("manager")), (planned.DueAt, planned.OwnerId!.Value));
        Assert.Empty(await app.Planned(normal));
        Assert.Contains("plan", (await (await app.As("manager")).Get($"/customers/{key}")).Text("[aria-label='To-dos'] .badge"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logged_contact_closes_it_at_once_and_plans_the_next_a_cadence_after_that_contact()
    {
        var id = await Key("常联系");
        await app.Plans();
        app.Clock.Advance(TimeSpan.FromDays(5));
        await app.Talks(id, daysAgo: 1);
        var all = await app.Planned(id);
        Assert.Equal(2, all.Count);
        Assert.Equal(app.Clock.Now.AddDays(-1), all[0].ClosedAt);
        Assert.StartsWith("I0", all[0].Result, StringComparison.Ordinal);
        Assert.Equal(app.Clock.Now.AddDays(6), all[1].DueAt);
        await app.Talks(id, daysAgo: 3); // older than the one it counts from: nothing new
        Assert.Equal(2, (await app.Planned(id)).Count);
    }

    [Fact]
    public async Task Contacts_that_came_in_by_import_count_with_the_next_sweep()
    {
        var id = await Key("导入联系");
        await app.Plans();
        app.Clock.Advance(TimeSpan.FromDays(2));
        await app.Db<CustomersDb>(async db =>
        {
            db.Interactions.Add(Crm.Customers.Domain.Interaction.Log(id, new(null, app.Clock.Now, InteractionType.Visit, null, null, "x", null, null, null, null, Crm.Customers.Domain.Outcome.Resolved), null, app.Clock.Now));
            await db.SaveChangesAsync();
        });
        await app.Plans();
        Assert.Equal(app.Clock.Now.AddDays(7), (await Open(id)).DueAt);
    }

    [Fact]
    public async Task Closing_it_by_hand_counts_from_then_and_putting_it_off_is_respected()
    {
        var id = await Key("手动关闭");
        await app.Plans();
        app.Clock.Advance(TimeSpan.FromDays(8));
        await app.Send(new CloseToDo.Command { Id = (await Open(id)).Id, Result = "met at the fair" }, "manager");
        await app.Plans();
        var next = await Open(id);
        Assert.Equal(app.Clock.Now.AddDays(7), next.DueAt);
        await app.Send(new EditToDo.Command { Id = next.Id, What = next.What, OwnerId = next.OwnerId, DueAt = app.Clock.Now.AddDays(20), Version = next.Version }, "manager");
        await app.Plans();
        Assert.Equal(app.Clock.Now.AddDays(20), (await Open(id)).DueAt);
        next = await Open(id);
        await Assert.ThrowsAsync<RuleException>(async () => await app.Send(new EditToDo.Command { Id = next.Id, What = next.What, OwnerId = await app.Person("agent"), DueAt = next.DueAt, Version = next.Version }, "manager"));
    }

    [Fact]
    public async Task A_missed_contact_shows_as_cooling_until_somebody_calls()
    {
        var id = await Key("正在冷淡的");
        await app.Plans();
        var manager = await app.As("manager");
        Assert.DoesNotContain("正在冷淡的", (await manager.Get("/customers/panels/cooling", htmx: true)).Html, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(10));
        await app.Facts();
        var segment = await app.Send(new WriteSegment.Command { Name = "冷淡", Rule = Of(RuleMatch.All, When("contactDue", RuleTest.AtLeast, "2")) }, "manager");
        manager = await app.As("manager");
        var panel = await manager.Get("/customers/panels/cooling", htmx: true);
        Assert.Contains("正在冷淡的", panel.Html, StringComparison.Ordinal);
        Assert.Contains("3 days overdue", panel.Html, StringComparison.Ordinal);
        Assert.Contains("Cooling", (await manager.Get($"/customers/{id}")).Text("main"), StringComparison.Ordinal);
        Assert.True(await app.Lists(id, new() { Cooling = true }));
        Assert.True(await app.Lists(id, new() { Segment = segment }, "manager"));
        Assert.Contains("Cooling", (await manager.Get("/customers?cooling=true")).Text("tbody"), StringComparison.Ordinal);
        var api = await app.Api("manager");
        Assert.True((await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}")).GetProperty("cooling").GetBoolean());
        Assert.Contains((await api.GetFromJsonAsync<JsonElement>("/api/v1/customers/cooling")).GetProperty("items").EnumerateArray(), r => r.GetProperty("customerId").GetInt64() == id && r.GetProperty("daysOverdue").GetInt32() == 3);
        await app.Talks(id);
        await app.Facts();
        Assert.False(await app.Lists(id, new() { Cooling = true }));
        Assert.False(await app.Lists(id, new() { Segment = segment }, "manager"));
        Assert.DoesNotContain("正在冷淡的", (await manager.Get("/customers/panels/cooling", htmx: true)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planned_contact_still_to_come_is_not_within_the_last_days()
    {
        var id = await Key("尚未到期");
        await app.Plans();
        await app.Facts();
        var segment = await app.Send(new WriteSegment.Command { Name = "近期逾期", Rule = Of(RuleMatch.All, When("contactDue", RuleTest.AtMost, "30")) }, "manager");
        Assert.False(await app.Lists(id, new() { Segment = segment }, "manager"));
    }

    [Fact]
    public async Task A_customer_can_have_a_rhythm_of_its_own_or_none()
    {
        var id = await app.NewCustomer("自定频率");
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/customers/{id}/plan", ("Form.Rhythm", "Own"), ("Form.Days", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/plan", ("Form.Rhythm", "Own"), ("Form.Days", "14"))).Status);
        Assert.Equal(app.Clock.Now.AddDays(14), (await Open(id)).DueAt);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/plan", ("Form.Rhythm", "Own"), ("Form.Days", "3"))).Status);
        Assert.Equal(app.Clock.Now.AddDays(3), (await Open(id)).DueAt);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/plan", ("Form.Rhythm", "None"))).Status);
        Assert.Empty(await app.Planned(id));
        var api = await app.Api("manager");
        var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/customers/{id}/contact-plan") { Content = JsonContent.Create(new { rhythm = "own", days = 30 }) };
        put.Headers.IfMatch.Add((await api.GetAsync($"/api/v1/customers/{id}")).Headers.ETag!);
        Assert.Equal(30, (await (await api.SendAsync(put)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("cadenceDays").GetInt32());
    }

    [Fact]
    public async Task Who_is_new_on_the_plan_after_a_long_silence_is_due_within_a_day_and_not_long_overdue()
    {
        var id = await app.NewCustomer("久未联系");
        await app.Talks(id, daysAgo: 0);
        app.Clock.Advance(TimeSpan.FromDays(100));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set level = 'vip' where id = {id}"));
        await app.Plans();
        Assert.Equal(app.Clock.Now.AddDays(1), (await Open(id)).DueAt);
    }

    [Fact]
    public async Task Two_who_plan_at_once_plan_one()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++) ids.Add(await Key($"并发 {i}"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => app.Scope(async s => { await s.GetRequiredService<ContactPlans>().Keep(n % 2 == 0 ? [.. ids] : null, default); return 0; })));
        foreach (var id in ids) Assert.Single(await app.Planned(id));
    }

    [Fact]
    public async Task The_level_decides_by_the_settings()
    {
        var id = await app.NewCustomer("普通也跟进");
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/customers/settings/care", ("Form.NormalDays", "-1"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/customers/settings/care", ("Form.NormalDays", "60"))).Status);
        await app.Plans();
        Assert.Equal(app.Clock.Now.AddDays(60), (await Open(id)).DueAt);
        await admin.Post("/customers/settings/care", ("Form.NormalDays", "30"));
        await app.Plans();
        Assert.Equal(app.Clock.Now.AddDays(30), (await Open(id)).DueAt);
        await admin.Post("/customers/settings/care", ("Form.NormalDays", "0"));
        await app.Plans();
        Assert.Empty(await app.Planned(id));
    }

    [Fact]
    public async Task An_absent_owners_substitute_has_it_meanwhile_and_the_supervisor_that_of_one_who_left()
    {
        var id = await Key("代班");
        await app.Plans();
        var (manager, agent) = (await app.Person("manager"), await app.Person("agent"));
        await app.Db<StaffDb>(async db =>
        {
            (await db.Members.Include(m => m.Absences).SingleAsync(m => m.Id == manager)).BeAbsent(new Crm.Staff.Domain.Absence(app.Clock.Now, app.Clock.Now.AddDays(3), agent, null), app.Clock.Now);
            await db.SaveChangesAsync();
        });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Plans();
        Assert.Equal(agent, (await Open(id)).OwnerId);
        app.Clock.Advance(TimeSpan.FromDays(4));
        app.Services.GetRequiredService<Crm.Staff.Features.Access.StaffCache>().Drop(); // as ten seconds would
        await app.Plans();
        Assert.Equal(manager, (await Open(id)).OwnerId);
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set owner_id = 999999 where id = {id}"));
        await app.Plans();
        Assert.Equal(await app.Person("qian.xue"), (await Open(id)).OwnerId);
    }

    [Fact]
    public async Task Merging_leaves_one_planned_contact_and_undoing_plans_for_both()
    {
        var (into, from) = (await Key("合并甲", @as: null), await Key("合并乙", @as: null));
        var note = await app.Send(new AddToDo.Command { CustomerId = from, What = "a person's own", DueAt = app.Clock.Now.AddDays(2) });
        await app.Send(new AddToDo.Command { CustomerId = into, What = "another", DueAt = app.Clock.Now.AddDays(2) });
        await app.Plans();
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = (await app.Customer(into)).Version });
        await app.Deliver();
        await app.Plans();
        await Open(into);
        Assert.Empty(await app.Planned(from));
        Assert.Equal(into, await app.Db<CustomersDb, long>(db => db.ToDos.Where(t => t.Id == note).Select(t => t.CustomerId).SingleAsync()));
        await app.Send(new UndoMerge.Command(await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync())));
        await app.Deliver();
        await app.Plans();
        await Open(into);
        await Open(from);
        Assert.Equal(from, await app.Db<CustomersDb, long>(db => db.ToDos.Where(t => t.Id == note).Select(t => t.CustomerId).SingleAsync()));
    }

    [Fact]
    public async Task Who_is_erased_is_planned_for_no_more_and_words_about_them_go()
    {
        var id = await Key("抹除计划", @as: null);
        await app.Plans();
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set since_said = '2020-01-01', since_reason = '抹除计划说的' where id = {id}"));
        await app.Db<CustomersDb>(async db =>
        {
            db.AdmissionDecisions.Add(new(id, Admission.Rejected, [], "抹除计划的电话不通", null, app.Clock.Now));
            await db.SaveChangesAsync();
        });
        await app.Send(new EraseCustomer.Command { Id = id, Confirm = $"{(await app.Customer(id)).Number}", Reason = "asked" });
        await app.Plans();
        Assert.DoesNotContain(await app.Planned(id), t => t.IsOpen);
        Assert.Null((await app.Customer(id)).SinceReason);
        Assert.Equal([Eraser.Blank], await app.Db<CustomersDb, List<string?>>(db => db.AdmissionDecisions.Where(d => d.CustomerId == id).Select(d => d.Reason).ToListAsync()));
    }
}

public sealed class ReviewTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("2026-03-04", 3, "2026-06-04")]
    [InlineData("2025-11-30", 3, "2026-03-01")]
    [InlineData("2024-02-29", 12, "2025-03-01")]
    public void A_review_is_due_when_it_lies_that_many_months_back(string reviewed, int months, string due)
    {
        var at = new DateTimeOffset(DateTime.Parse(reviewed, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
        var expected = new DateTimeOffset(DateTime.Parse(due, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
        Assert.Equal(expected, Crm.Customers.Domain.Customer.ReviewDue(at, months));
        Assert.True(at <= expected.AddMonths(-months));
        Assert.False(at <= expected.AddTicks(-1).AddMonths(-months));
    }

    [Fact]
    public async Task The_interval_is_a_setting_and_counts_at_once()
    {
        var id = await app.NewCustomer("复核间隔");
        app.Clock.Advance(TimeSpan.FromDays(40));
        Assert.False(await app.Lists(id, new() { ReviewDue = true }));
        var admin = await app.As("admin");
        await admin.Post("/customers/settings/care", ("Form.ReviewMonths", "1"));
        Assert.True(await app.Lists(id, new() { ReviewDue = true }));
        await admin.Post("/customers/settings/care", ("Form.ReviewMonths", "3"));
        Assert.False(await app.Lists(id, new() { ReviewDue = true }));
    }

    [Fact]
    public async Task Who_has_no_owner_at_work_is_looked_over_by_the_teams_supervisor()
    {
        var id = await app.NewCustomer("无人负责");
        var (team, supervisor) = await app.Scope(async s =>
        {
            var teams = await s.GetRequiredService<Crm.Contracts.Staff.IStaffDirectory>().Teams(default);
            var led = teams.Values.First(t => t.SupervisorId is not null);
            return (led.Id, led.SupervisorId!.Value);
        });
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set owner_id = null, team_id = {team} where id = {id}"));
        app.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(await app.Person("supervisor"), supervisor);
        Assert.True(await app.Lists(id, new() { Mine = true, ReviewDue = true }, "supervisor"));
        Assert.Contains("无人负责", (await (await app.As("supervisor")).Get("/customers/panels/reviews", htmx: true)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("无人负责", (await (await app.As("manager")).Get("/customers/panels/reviews", htmx: true)).Html, StringComparison.Ordinal);
    }
}
