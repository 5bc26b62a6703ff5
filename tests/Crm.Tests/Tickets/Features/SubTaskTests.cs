using System.Net;
using System.Net.Http.Json;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.SubTasks;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>What other departments are asked for, who watches, and tags.</summary>
public sealed class SubTaskTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<int> Notices(long person, string keyLike) => app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == person && EF.Functions.Like(n.Key, keyLike)));

    [Fact]
    public void What_is_asked_of_somebody_who_is_absent_or_has_left_is_told_to_who_acts_for_them()
    {
        var now = app.Clock.Now;
        var teams = new Dictionary<long, TeamFacts> { [7] = new(7, "Warehouse", 1, "Logistics", 3, null) };
        var task = new SubTask(1, "Look", 1, 7, now.AddHours(1), 9, now);
        Assert.Equal([1], task.Receivers(People(Somebody(1)), teams));
        Assert.Equal([2], task.Receivers(People(Somebody(1) with { AbsentUntil = now.AddDays(1), SubstituteId = 2 }), teams));
        Assert.Equal([3], task.Receivers(People(Somebody(1) with { Active = false }), teams));

        static StaffFacts Somebody(long id) => new(id, "Somebody", "S", null, "en", "UTC", [7], [], [], 10, true, true, null, null);
        static Dictionary<long, StaffFacts> People(StaffFacts first) => new() { [1] = first, [2] = Somebody(2), [3] = Somebody(3) };
    }

    [Fact]
    public async Task A_sub_task_is_handed_to_somebody_else_put_off_and_withdrawn_and_each_concerned_is_told()
    {
        var (ticket, manager, analyst) = (await app.Ticket(), await app.Person("manager"), await app.Person("analyst"));
        var task = await app.Send(new AskSubTask.Command { Id = ticket, Title = "Ask the warehouse", OwnerId = manager, Within = "4h" }, "agent");
        var (agent, url, due) = (await app.As("agent"), $"/tickets/sub-tasks/{task}", app.Clock.Now.AddHours(4));
        Assert.Contains($"{url}/edit", (await agent.Get($"/tickets/{ticket}/around", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("wu.qian")).Get($"{url}/edit")).Status);
        var form = await agent.Get($"{url}/edit");
        Assert.NotEmpty((await agent.Submit(form, $"{url}/edit", ("Form.DueAt", "2020-01-01T10:00"))).ErrorOf("Form.DueAt"));
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(form, $"{url}/edit", ("Form.Title", "Ask the shop"), ("Form.OwnerId", $"{analyst}"), ("Form.TeamId", ""))).Status);
        var row = await app.Db<TicketsDb, SubTask>(db => db.SubTasks.AsNoTracking().SingleAsync(s => s.Id == task));
        Assert.Equal(("Ask the shop", analyst, due), (row.Title, row.OwnerId!.Value, row.DueAt));
        Assert.Equal(new[] { analyst, manager }.Order(), (await Told($"subtask:{task}")).Order());
        Assert.Contains("Ask the shop", (await (await app.As("analyst")).Get("/tickets/sub-tasks")).Html, StringComparison.Ordinal);

        Assert.NotEmpty((await agent.Post($"{url}/withdraw", ("Form.Why", ""))).ErrorOf("Form.Why"));
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"{url}/withdraw", ("Form.Why", "Found it"))).Status);
        Assert.DoesNotContain("Ask the shop", (await (await app.As("analyst")).Get("/tickets/sub-tasks")).Html, StringComparison.Ordinal);
        Assert.Equal([analyst], await Told($"subtask-withdrawn:{task}"));
        Assert.Contains((await app.Read(ticket)).History, h => h.Kind == HistoryKind.SubTaskWithdrawn && h.Note == "Ask the shop: Found it");
        app.Clock.Advance(TimeSpan.FromHours(5));
        await app.Scope(async s => { await s.GetRequiredService<Crm.Tickets.Features.Sweeps.WatchSubTasks>().Run(default); return true; });
        Assert.Empty(await Told($"subtask-overdue:{task}"));

        Task<List<long>> Told(string key) => app.Db<TicketsDb, List<long>>(db => db.Notifications.Where(n => n.Key.StartsWith(key)).Select(n => n.StaffId).ToListAsync());
    }

    [Fact]
    public async Task Another_department_does_it_without_reading_the_ticket_and_the_clocks_run_on()
    {
        var id = await app.Ticket();
        var manager = await app.Person("manager");
        var agent = await app.As("agent");
        var before = (await app.Read(id)).Clocks.Select(c => (c.Kind, c.State, c.DueAt)).ToList();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"/tickets/{id}/sub-tasks/new", ("Form.Title", "Ask the warehouse"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/sub-tasks/new", ("Form.Title", "Ask the warehouse"), ("Form.OwnerId", $"{manager}"), ("Form.Within", "4h"))).Status);
        Assert.Equal(before, (await app.Read(id)).Clocks.Select(c => (c.Kind, c.State, c.DueAt)));
        var task = await app.Db<TicketsDb, SubTask>(db => db.SubTasks.SingleAsync(s => s.TicketId == id));
        Assert.Equal(app.Clock.Now.AddHours(4), task.DueAt);
        Assert.Equal(1, await Notices(manager, $"subtask:{task.Id}"));
        Assert.Contains("Ask the warehouse", (await agent.Get($"/tickets/{id}/around", htmx: true)).Html, StringComparison.Ordinal);

        // The ticket is not theirs to read; the task is theirs to do.
        var other = await app.As("manager");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/tickets/{id}")).Status);
        var list = await other.Get("/tickets/sub-tasks");
        Assert.Contains("Ask the warehouse", list.Html, StringComparison.Ordinal);
        Assert.Null(list.Document.QuerySelector($"main a[href='/tickets/{id}']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.Post($"/tickets/sub-tasks/{task.Id}/done", ("Form.Result", ""))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("analyst")).Get($"/tickets/sub-tasks/{task.Id}/done")).Status);
        Assert.Equal(HttpStatusCode.Found, (await other.Post($"/tickets/sub-tasks/{task.Id}/done", ("Form.Result", "Two left"))).Status);
        Assert.Equal(1, await Notices(await app.Person("agent"), $"subtask-done:{task.Id}"));
        Assert.Contains("Two left", (await agent.Get($"/tickets/{id}/around", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains((await app.Read(id)).History, h => h.Kind == HistoryKind.SubTaskDone && h.Note!.Contains("Two left", StringComparison.Ordinal));
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new FinishSubTask.Command { Id = task.Id, Result = "Again" }, "manager"));
    }

    [Fact]
    public async Task A_task_of_a_team_is_seen_and_done_by_its_members()
    {
        var id = await app.Ticket();
        var team = (await app.Staff())[await app.Person("wu.qian")].TeamIds[0];
        var task = await app.Send(new AskSubTask.Command { Id = id, Title = "Look at the complaint", TeamId = team, Within = "1wd" }, "agent");
        var member = await app.As("wu.qian");
        Assert.Contains("Look at the complaint", (await member.Get("/tickets/sub-tasks?view=Team")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Look at the complaint", (await member.Get("/tickets/sub-tasks?view=Mine")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await (await app.Api("wu.qian")).PostAsJsonAsync($"/api/v1/sub-tasks/{task}/done", new { result = "Seen" })).StatusCode);
        Assert.Contains("Look at the complaint", (await member.Get("/tickets/sub-tasks?view=Done")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overdue_is_told_once()
    {
        var manager = await app.Person("manager");
        var task = await app.Send(new AskSubTask.Command { Id = await app.Ticket(), Title = "Late one", OwnerId = manager, Within = "1h" }, "agent");
        Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchSubTasks>().Run(default); return 0; });
        await Sweep();
        Assert.Equal(0, await Notices(manager, $"subtask-overdue:{task}"));
        app.Clock.Advance(TimeSpan.FromHours(2));
        await Sweep();
        await app.Db<TicketsDb>(db => db.Notifications.Where(n => n.Key == $"subtask-overdue:{task}" && n.StaffId != manager).ExecuteDeleteAsync());
        await Sweep();
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.Key == $"subtask-overdue:{task}")));
    }

    [Fact]
    public async Task Watchers_hear_of_words_notes_and_steps_each_once_and_not_of_their_own()
    {
        var id = await app.Ticket();
        var agent = await app.As("agent");
        var supervisor = await app.As("supervisor");
        await supervisor.Submit(await supervisor.Get($"/tickets/{id}/around"), $"/tickets/{id}/watch");
        await agent.Post($"/tickets/{id}/watchers", ("Form.StaffId", $"{await app.Person("sun.li")}"));
        var (boss, colleague) = (await app.Person("supervisor"), await app.Person("sun.li"));
        Assert.Equal(1, await Notices(colleague, $"ticket-watch:{id}"));

        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = "Hello?" }, "agent");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Looking" }, "supervisor");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Coming" }, "agent");
        await app.Deliver();
        await app.Deliver();
        // The customer's words and two steps (assigned, in progress); the note is the supervisor's own.
        Assert.Equal(3, await Notices(boss, "ticket-watched:%"));
        Assert.Equal(4, await Notices(colleague, "ticket-watched:%"));
        Assert.Equal(0, await Notices(await app.Person("agent"), "ticket-watched:%"));

        await supervisor.Submit(await supervisor.Get($"/tickets/{id}/around"), $"/tickets/{id}/watch");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "More" }, "agent");
        await app.Deliver();
        Assert.Equal(3, await Notices(boss, "ticket-watched:%"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"/tickets/{id}/watchers", ("Form.StaffId", $"{await app.Person("analyst")}"))).Status);
    }

    [Fact]
    public async Task Tags_are_spelled_as_they_were_first_are_in_the_history_and_narrow_the_list()
    {
        var (id, other) = (await app.Ticket(subject: "Tagged one"), await app.Ticket(subject: "Tagged two"));
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/tags", ("Form.More", "Recall, 批次A，#spring"))).Status);
        Assert.Equal(["Recall", "批次A", "spring"], (await app.Read(id)).Tags);
        var api = await app.Api("agent");
        Assert.Equal(HttpStatusCode.OK, (await api.PutAsJsonAsync($"/api/v1/tickets/{other}/tags", new { tags = new[] { "RECALL" } })).StatusCode);
        Assert.Equal(["Recall"], (await app.Read(other)).Tags);
        Assert.Contains((await app.Read(id)).History, h => h.Kind == HistoryKind.Tags && h.To == "Recall, 批次A, spring");
        var list = (await agent.Get("/tickets?view=Any&tag=" + Uri.EscapeDataString("批次A"))).Html;
        Assert.Contains("Tagged one", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Tagged two", list, StringComparison.Ordinal);
        // Asked as the index is made.
        var sql = await app.Db<TicketsDb, string>(db => Task.FromResult(TicketSearch.Tagged(db.Tickets, "x").ToQueryString()));
        Assert.Contains("cardinality(t.tags) > 0", sql, StringComparison.Ordinal);
        Assert.Contains("t.tags @>", sql, StringComparison.Ordinal);
        await using var connection = new Npgsql.NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        await using var explain = new Npgsql.NpgsqlCommand("set enable_seqscan = off; explain select id from tickets.tickets t where cardinality(t.tags) > 0 and t.tags @> array['x']::text[]", connection);
        await using (var plan = await explain.ExecuteReaderAsync())
        {
            var lines = new List<string>();
            while (await plan.ReadAsync()) lines.Add(plan.GetString(0));
            Assert.Contains("ix_tickets_tags", string.Join('\n', lines), StringComparison.Ordinal);
        }

        var stale = await agent.Get($"/tickets/{id}/tags");
        await agent.Post($"/tickets/{id}/edit", ("Form.Subject", "Changed meanwhile"));
        Assert.Equal(HttpStatusCode.Conflict, (await agent.Submit(stale, $"/tickets/{id}/tags", ("Form.More", "late"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"/tickets/{id}/tags", ("Form.More", new string('x', 41)))).Status);
    }
}
