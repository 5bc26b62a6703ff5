using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Policies, calendars and escalation as administrators set them, and what comes of it. Every test has an installation of its own, since they change what is promised to all.</summary>
public sealed class SlaTests : IAsyncLifetime
{
    readonly CrmApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    Task<bool> Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchClocks>().Run(default); return true; });

    async Task<Clock> ClockOf(long ticket, ClockKind kind) => (await app.Read(ticket)).Clocks.Last(c => c.Kind == kind);

    [Fact]
    public async Task The_shipped_policies_are_the_table()
    {
        var shipped = await app.Db<TicketsDb, List<SlaPolicy>>(db => db.Policies.AsNoTracking().OrderBy(p => p.Position).ToListAsync());
        Assert.Equal(
            [
                ("Complaint", "2h", "4h", "48h", 100), ("Repair", "4h", "8h", "24h", 100), ("Inquiry", "24h", "24h", "48h", 100), ("Suggestion", "24h", null, "10wd", 100),
                ("By phone", "15min", null, null, 100), ("By e-mail", "24h", null, null, 100), ("High or urgent", null, null, "48h", 100), ("VIP fast lane", null, null, null, 50),
            ],
            shipped.Select(p => (p.Name, p.FirstResponse?.ToString(), p.NextResponse?.ToString(), p.Resolution?.ToString(), p.Percent)));
        Assert.All(shipped, p => Assert.Equal(1, p.Conditions));
    }

    [Fact]
    public async Task A_new_policy_with_more_conditions_applies_at_once_and_open_clocks_follow_in_the_background()
    {
        var old = await app.Ticket(type: TicketType.Repair);
        var met = await app.Ticket(type: TicketType.Repair);
        await app.Send(new AddMessage.Command { Id = met, Visibility = MessageVisibility.Public, Body = "Here" }, "agent");
        var admin = await app.As("admin");
        var bad = await admin.Post("/tickets/settings/policies/new", ("Form.Name", ""), ("Form.NameZh", "网页报修"), ("Form.FirstResponse", "soon"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Name"));
        Assert.NotEmpty(bad.ErrorOf("Form.FirstResponse"));
        Assert.Equal("网页报修", bad.ValueOf("Form.NameZh"));

        var made = await admin.Post("/tickets/settings/policies/new", ("Form.Name", "Repair from the web"), ("Form.NameZh", "网页报修"), ("Form.Type", "Repair"), ("Form.Channel", "Web"), ("Form.FirstResponse", "6h"), ("Form.Resolution", "16wh"));
        Assert.Equal(HttpStatusCode.Found, made.Status);
        Assert.Equal(app.Clock.Now.AddHours(6), (await ClockOf(await app.Ticket(type: TicketType.Repair), ClockKind.FirstResponse)).DueAt);
        Assert.Equal(app.Clock.Now.AddHours(4), (await ClockOf(old, ClockKind.FirstResponse)).DueAt);
        await Jobs();
        Assert.Equal(app.Clock.Now.AddHours(6), (await ClockOf(old, ClockKind.FirstResponse)).DueAt);
        Assert.Equal((await app.Read(old)).NextDueAt, app.Clock.Now.AddHours(6));
        // 16 working hours from Wednesday 10:00, nine a day: Thursday 17:00.
        Assert.Equal(("16wh", new DateTimeOffset(2026, 3, 5, 9, 0, 0, TimeSpan.Zero)), ((await ClockOf(old, ClockKind.Resolution)).Target.ToString(), (await ClockOf(old, ClockKind.Resolution)).DueAt));
        Assert.Equal(("4h", ClockState.Met), ((await ClockOf(met, ClockKind.FirstResponse)).Target.ToString(), (await ClockOf(met, ClockKind.FirstResponse)).State));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "SlaPolicy" && a.Change == "created")));

        var id = await app.Db<TicketsDb, long>(db => db.Policies.Where(p => p.Name == "Repair from the web").Select(p => p.Id).SingleAsync());
        await admin.Post($"/tickets/settings/policies/{id}", ("Form.Active", "false"));
        await Jobs();
        Assert.Equal("4h", (await ClockOf(old, ClockKind.FirstResponse)).Target.ToString());
    }

    [Fact]
    public async Task A_stale_policy_is_not_overwritten()
    {
        var admin = await app.As("admin");
        var mine = await admin.Get("/tickets/settings/policies/1");
        await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "1h"));
        var answer = await admin.Submit(mine, "/tickets/settings/policies/1", ("Form.FirstResponse", "3h"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("1h", (await app.Db<TicketsDb, SlaPolicy>(db => db.Policies.SingleAsync(p => p.Id == 1))).FirstResponse.ToString());
    }

    [Fact]
    public async Task Another_host_goes_by_changed_rules_at_once()
    {
        var elsewhere = new SlaBook();
        Task<SlaRules> Read() => app.Db<TicketsDb, SlaRules>(db => elsewhere.Read(db, default));
        var before = await Read();
        Assert.Same(before, await Read());
        await (await app.As("admin")).Post("/tickets/settings/policies/1", ("Form.FirstResponse", "1h"));
        var complaint = new SlaFacts(TicketType.Complaint, TicketPriority.Normal, TicketChannel.Web, Contracts.Customers.CustomerLevel.Normal);
        Assert.Equal(("2h", "1h"), (before.Promise(ClockKind.FirstResponse, complaint, app.Clock.Now)!.Target.ToString(), (await Read()).Promise(ClockKind.FirstResponse, complaint, app.Clock.Now)!.Target.ToString()));
    }

    [Fact]
    public async Task Policies_are_put_in_order_and_agents_may_do_none_of_it()
    {
        var admin = await app.As("admin");
        var page = await admin.Get("/tickets/settings");
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(page, "/tickets/settings/policies/3/move?up=true")).Status);
        Assert.Equal([1, 3, 2], await app.Db<TicketsDb, List<long>>(db => db.Policies.OrderBy(p => p.Position).Select(p => p.Id).Take(3).ToListAsync()));
        var agent = await app.As("agent");
        foreach (var url in new[] { "policies/new", "policies/1", "policies/try", "calendars/new", "calendars/1", "calendars/1/import", "calendars/1/export", "clocks" })
            Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/tickets/settings/" + url)).Status);
    }

    [Fact]
    public async Task The_form_tells_which_policy_would_apply_and_why_not_the_others()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/tickets/settings/policies/try")).Status);
        var text = (await admin.Get("/tickets/settings/policies/try?Form.Type=Suggestion&Form.Channel=Phone&Form.Priority=High&Form.Level=Vip&Form.At=2026-03-04T10:00")).Text("main");
        foreach (var expected in new[] { "By phone", "Applies", "Longer target", "50 %", "7.5 min", "24 h", "5 working days", "VIP fast lane" }) Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("Internal tickets have no clocks", (await admin.Get("/tickets/settings/policies/try?Form.Channel=Internal")).Text("main"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Get("/tickets/settings/policies/try?Form.At=yesterday")).Status);
        Assert.Contains("适用", (await (await app.As("admin", "zh-CN")).Get("/tickets/settings/policies/try")).Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_that_its_calendar_cannot_keep_is_refused()
    {
        var admin = await app.As("admin");
        var made = await admin.Post("/tickets/settings/calendars/new", ("Form.Name", "An hour a week"), ("Form.Zone", "Europe/Berlin"), ("Form.Week[0]", "09:00-10:00"), ("Form.Week[1]", ""), ("Form.Week[2]", ""), ("Form.Week[3]", ""), ("Form.Week[4]", ""));
        var calendar = made.Location!.OriginalString.Split('/')[^1];
        var refused = await admin.Post("/tickets/settings/policies/1", ("Form.Resolution", "2000wh"), ("Form.CalendarId", calendar));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("twenty years", refused.ErrorOf("Form.Resolution"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/policies/1", ("Form.Resolution", "20wh"), ("Form.CalendarId", calendar))).Status);
        // What counts by it keeps it; with the last policy it may go.
        await admin.Post("/tickets/settings/policies/1", ("Form.CalendarId", ""));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get($"/tickets/settings/calendars/{calendar}"), $"/tickets/settings/calendars/{calendar}/delete")).Status);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Calendars.CountAsync()));
    }

    [Fact]
    public async Task A_calendar_may_be_round_the_clock_and_never_without_hours()
    {
        var admin = await app.As("admin");
        var empty = await admin.Post("/tickets/settings/calendars/1", [.. Enumerable.Range(0, 7).Select(i => ($"Form.Week[{i}]", (string?)""))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        Assert.Contains("At least one weekday", empty.Html, StringComparison.Ordinal);
        await admin.Post("/tickets/settings/calendars/1", ("Form.RoundTheClock", "true"));
        await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "20wh"));
        Assert.Equal(app.Clock.Now.AddHours(20), (await ClockOf(await app.Ticket(type: TicketType.Complaint), ClockKind.FirstResponse)).DueAt);
    }

    const string Year = """{"year":2026,"days":[{"name":"国庆节","date":"2026-10-01","isOffDay":true},{"name":"国庆节","date":"2026-10-02","isOffDay":true},{"name":"国庆节","date":"2026-10-10","isOffDay":false}]}""";

    static async Task<Answer> Upload(Browser browser, string url, string content, string name)
    {
        var page = await browser.Get(url);
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "Form.File", name }, { new StringContent("AsTold"), "Form.Meaning" } };
        form.Add(new StringContent(page.Document.QuerySelector("form[enctype] input[name='__RequestVerificationToken']")!.GetAttribute("value")!), "__RequestVerificationToken");
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, url) { Content = form });
    }

    [Fact]
    public async Task A_year_of_holidays_is_looked_at_before_it_is_taken_over_and_moves_open_clocks()
    {
        app.Clock.Now = new(2026, 9, 30, 2, 0, 0, TimeSpan.Zero); // Wednesday
        var ticket = await app.Ticket(type: TicketType.Suggestion);
        Assert.Equal(new DateTimeOffset(2026, 10, 14, 2, 0, 0, TimeSpan.Zero), (await ClockOf(ticket, ClockKind.Resolution)).DueAt);
        var admin = await app.As("admin");
        const string Url = "/tickets/settings/calendars/1/import";
        var wrong = await Upload(admin, Url, "no holidays", "x.json");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.NotEmpty(wrong.ErrorOf("Form.File"));

        var found = await Upload(admin, Url, Year, "cn-2026.json");
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Contains("09:00-18:00", found.Text("main"), StringComparison.Ordinal);
        Assert.Empty((await Days()));
        var done = await admin.Submit(found, Url, found.Document.QuerySelectorAll("input[name='Form.Take']").Select(i => ("Form.Take", i.GetAttribute("value"))).ToArray());
        Assert.Equal(HttpStatusCode.Found, done.Status);
        Assert.Equal([("国庆节", ""), ("国庆节", ""), ("国庆节", "09:00-18:00")], (await Days()).Select(d => (d.Name, d.Slots)));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "CalendarDay" && a.Action == "ImportDays")));
        await Jobs();
        // Two days off and a Saturday worked: one day later.
        Assert.Equal(new DateTimeOffset(2026, 10, 15, 2, 0, 0, TimeSpan.Zero), (await ClockOf(ticket, ClockKind.Resolution)).DueAt);
        Assert.Contains("3 stand there already", (await Upload(admin, Url, Year, "again.json")).Text("main"), StringComparison.Ordinal);

        var month = await admin.Get("/tickets/settings/calendars/1");
        Assert.Contains(month.Document.QuerySelectorAll(".work-month td[title]"), td => td.GetAttribute("title") is { } t && t.StartsWith("2026-10-10", StringComparison.Ordinal) && t.Contains("Make-up", StringComparison.Ordinal));
        Assert.Equal(12, month.Document.QuerySelectorAll(".work-month").Length);
        Assert.Contains((await (await app.As("admin", "zh-CN")).Get("/tickets/settings/calendars/1")).Document.QuerySelectorAll(".work-month .work-mark"), mark => mark.TextContent == "班");

        foreach (var (format, type) in new[] { ("Json", "application/json"), ("Ics", "text/calendar") })
        {
            var file = await admin.Get($"/tickets/settings/calendars/1/export?format={format}");
            Assert.Equal(type, file.Response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains("3 stand there already", (await Upload(admin, Url, file.Html, "own." + format)).Text("main"), StringComparison.Ordinal);
        }

        Task<List<CalendarDay>> Days() => app.Db<TicketsDb, List<CalendarDay>>(db => db.Set<CalendarDay>().OrderBy(d => d.Date).ToListAsync());
    }

    [Fact]
    public async Task Several_days_are_set_at_once_and_one_is_opened_as_it_stands()
    {
        var admin = await app.As("admin");
        const string Url = "/tickets/settings/calendars/1/days/new";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post(Url, ("Form.Date", "2026-10-05"), ("Form.Until", "2026-10-01"), ("Form.Name", "国庆节"))).Status);
        await admin.Post(Url, ("Form.Date", "2026-10-01"), ("Form.Until", "2026-10-07"), ("Form.Name", "国庆节"));
        await admin.Post(Url, ("Form.Date", "2026-12-24"), ("Form.Name", "Christmas Eve"), ("Form.Slots", "9:00-12:00"));
        Assert.Equal(8, await app.Db<TicketsDb, int>(db => db.Set<CalendarDay>().CountAsync()));
        var day = await admin.Get(Url + "?date=2026-12-24");
        Assert.Equal(("Christmas Eve", "09:00-12:00"), (day.ValueOf("Form.Name"), day.ValueOf("Form.Slots")));
    }

    [Fact]
    public async Task A_due_time_is_explained_to_the_pointer_and_to_the_ear_in_both_languages()
    {
        app.Clock.Now = new(2026, 10, 2, 8, 50, 0, TimeSpan.Zero); // Friday 16:50
        var admin = await app.As("admin");
        await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-05"), ("Form.Name", "国庆节"));
        await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "8wh"), ("Form.Resolution", "200h"));
        var id = await app.Ticket(type: TicketType.Complaint, subject: "Explain me");
        const string English = "8 h of working time from Fri 16:50, weekend and 5 Oct off", Chinese = "自周五 16:50 起 8 小时工作时间，周末和10月5日休息";
        foreach (var (language, words) in new[] { ("en", English), ("zh-CN", Chinese) })
        {
            var agent = await app.As("agent", language);
            var list = await agent.Get("/tickets?view=Team");
            var due = Assert.Single(list.Document.QuerySelectorAll("td .badge[title]"), b => b.QuerySelector("time") is not null);
            Assert.Contains(words, due.GetAttribute("title"), StringComparison.Ordinal);
            Assert.Contains("2026-10-06 15:50", due.GetAttribute("title"), StringComparison.Ordinal);
            Assert.Contains(words, due.QuerySelector(".visually-hidden")!.TextContent, StringComparison.Ordinal);
            Assert.Contains(words, (await agent.Get($"/tickets/{id}")).Text("main"), StringComparison.Ordinal);
        }
        var json = await (await app.Api("agent")).GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{id}");
        var clock = json.GetProperty("clocks")[0];
        Assert.Equal(("first_response", "running", "8wh", "Complaint", "Standard"), (Of("kind"), Of("state"), Of("target"), Of("policy"), Of("calendar")));
        Assert.Contains("5 Oct off", Of("explanation"), StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 10, 6, 7, 50, 0, TimeSpan.Zero), clock.GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("clocks")[1].GetProperty("calendar").ValueKind);

        string? Of(string name) => clock.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_ticket_tells_what_happened_to_its_clocks()
    {
        var id = await app.Ticket(type: TicketType.Complaint);
        var agent = await app.As("agent");
        await agent.Post($"/tickets/{id}/wait", ("Form.On", "WaitingCustomer"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await agent.Post($"/tickets/{id}/heard", ("Form.Channel", "Phone"), ("Form.Body", "Well?"), ("Form.LiveCall", "true"));
        var first = await ClockOf(id, ClockKind.FirstResponse);
        Assert.Equal((ClockState.Met, TimeSpan.FromHours(1)), (first.State, first.PausedFor));
        var steps = await app.Db<TicketsDb, List<ClockEvent>>(db => db.ClockSteps.Where(s => s.ClockId == first.Id).OrderBy(s => s.Id).Select(s => s.Event).ToListAsync());
        Assert.Equal([ClockEvent.Started, ClockEvent.Paused, ClockEvent.Resumed, ClockEvent.Met], steps);
        var text = (await agent.Get($"/tickets/{id}")).Text("main");
        foreach (var expected in new[] { "Stands still", "Goes on", "1 h elapsed in all, 0 min of it counts" }) Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breach_is_told_up_the_chain_once_each_though_three_hosts_watch()
    {
        var (agent, supervisor, manager) = (await app.Person("agent"), await app.Person("supervisor"), await app.Person("manager"));
        var admin = await app.As("admin");
        var refused = await admin.Post("/tickets/settings/clocks", ("Form.WarnPercent", "50"), ("Form.Steps[1].To", "Person"), ("Form.Steps[1].AfterMinutes", "60"), ("Form.Steps[1].PersonId", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Steps[1].PersonId"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/clocks", ("Form.WarnPercent", "50"), ("Form.Steps[1].To", "Person"), ("Form.Steps[1].AfterMinutes", "60"), ("Form.Steps[1].PersonId", $"{manager}"))).Status);
        var ids = new List<long>();
        for (var i = 0; i < 8; i++) ids.Add(await app.Ticket(type: TicketType.Complaint));
        foreach (var id in ids) await app.Send(new TakeTicket.Command(id), "agent");

        await Watch(62);
        Assert.Equal((8, 0, 0), await Told()); // half of two hours
        await Watch(60);
        Assert.Equal((16, 8, 0), await Told());
        await Watch(59);
        Assert.Equal((16, 8, 8), await Told());
        await Watch(600);
        Assert.Equal((16, 8, 8), await Told());
        Assert.Equal(8, await app.Db<TicketsDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Tickets.TicketClockBreached")));
        Assert.All(await app.Db<TicketsDb, List<Clock>>(db => db.Clocks.Where(c => c.Kind == ClockKind.FirstResponse).ToListAsync()), c => Assert.Equal((3, (DateTimeOffset?)null), (c.Escalations, c.EscalateAt)));

        async Task Watch(int minutes)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(Sweep)));
            await Sweep();
        }

        async Task<(int, int, int)> Told()
        {
            var by = await app.Db<TicketsDb, Dictionary<long, int>>(db => db.Notifications.Where(n => n.Text.StartsWith("tickets.notice.") && n.Key.StartsWith("clock-")).GroupBy(n => n.StaffId).ToDictionaryAsync(g => g.Key, g => g.Count()));
            return (by.GetValueOrDefault(agent), by.GetValueOrDefault(supervisor), by.GetValueOrDefault(manager));
        }
    }

    [Fact]
    public async Task Third_parties_stop_the_clocks_when_the_setting_says_so()
    {
        var id = await app.Ticket(type: TicketType.Complaint);
        var agent = await app.As("agent");
        await agent.Post($"/tickets/{id}/wait", ("Form.On", "WaitingThirdParty"));
        Assert.Equal(ClockState.Running, (await ClockOf(id, ClockKind.Resolution)).State);
        await (await app.As("admin")).Post("/tickets/settings/clocks", ("Form.PauseOnThirdParty", "true"));
        await Jobs();
        Assert.Equal((ClockState.Paused, Ticket.NoDue), ((await ClockOf(id, ClockKind.Resolution)).State, (await app.Read(id)).NextDueAt));
    }

    [Fact]
    public async Task Whom_nobody_supervises_is_told_of_by_all_who_review()
    {
        var id = await app.Ticket(type: TicketType.Complaint);
        await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.TeamId, (long?)null)));
        app.Clock.Advance(TimeSpan.FromHours(3));
        await Sweep();
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Notifications.AnyAsync(n => n.Url == $"/tickets/{id}" && n.Text == "tickets.notice.breached.FirstResponse")));
    }

    [Fact]
    public async Task Handling_time_tells_the_working_time_beside_it_on_the_page_to_programs_and_in_the_export()
    {
        app.Clock.Now = new(2026, 3, 6, 8, 0, 0, TimeSpan.Zero); // Friday 16:00 in Shanghai, open until 18:00
        var id = await app.Ticket(subject: "Over the weekend");
        await app.Send(new Crm.Tickets.Features.Watching.TagTicket.Command { Id = id, Tags = ["weekend"] }, "agent");
        app.Clock.Advance(TimeSpan.FromHours(66)); // Monday 10:00
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains("2 d 18 h" + "3 h of it working time", string.Concat((await (await app.As("agent")).Get($"/tickets/{id}")).Document.QuerySelectorAll("#ticket-facts .datagrid-item").Single(i => i.TextContent.Contains("Handling time", StringComparison.Ordinal)).QuerySelector(".datagrid-content")!.TextContent), StringComparison.Ordinal);
        var json = await (await app.Api("agent")).GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{id}");
        Assert.Equal((66 * 3600, 3 * 3600), (json.GetProperty("handlingSeconds").GetInt64(), json.GetProperty("workedSeconds").GetInt64()));
        var supervisor = await app.As("supervisor");
        var started = await supervisor.Post("/tickets/export?view=Any&tag=weekend");
        await Jobs();
        var lines = (await supervisor.Get(started.Location!.OriginalString + "/file")).Html.Split('\n');
        var (head, row) = (lines[0].Split(','), lines[1].Split(','));
        Assert.Equal(("66", "3"), (row[Array.IndexOf(head, "Handling time (hours)")], row[Array.IndexOf(head, "of it working time (hours)")]));
    }
}
