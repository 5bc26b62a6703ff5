using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Board;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Routing;

public sealed class BoardTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Every_open_ticket_stands_in_the_column_of_its_next_due_time()
    {
        await Clear();
        var id = await app.Ticket(type: TicketType.Complaint); // first response in 2 h
        var start = app.Clock.Now;
        try
        {
            foreach (var (after, column) in new[] { (0.0, Urgency.WithinFourHours), (1.5, Urgency.WithinHour), (2.5, Urgency.Breached) })
            {
                app.Clock.Now = start.AddHours(after);
                var board = await app.Send(new ShowBoard.Query(), "supervisor");
                Assert.Equal(id, board.Columns.Single(c => c.Urgency == column).Cards.Single().Id);
                Assert.Equal(1, board.Columns.Sum(c => c.Count));
            }
        }
        finally { app.Clock.Now = start; }
        var later = await app.Ticket(type: TicketType.Suggestion);
        Assert.Equal(later, (await app.Send(new ShowBoard.Query(), "supervisor")).Columns.Single(c => c.Urgency == Urgency.Later).Cards.Single().Id);
        await app.Send(new WaitTicket.Command { Id = later, On = TicketStatus.WaitingCustomer }, "agent");
        Assert.Empty((await app.Send(new ShowBoard.Query(), "supervisor")).Columns.Single(c => c.Urgency == Urgency.Later).Cards);
    }

    [Fact]
    public async Task A_supervisor_sees_the_teams_of_their_department_alone_and_agents_no_board()
    {
        await Clear();
        var id = await app.Ticket(subject: "Seen by one");
        Assert.Contains("Seen by one", (await (await app.As("supervisor")).Get("/tickets/board")).Html, StringComparison.Ordinal);
        var other = await (await app.As("qian.xue")).Get("/tickets/board");
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.DoesNotContain("Seen by one", other.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Wei Zhang", other.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/board")).Status);
        Assert.Contains("/tickets/board", (await (await app.As("supervisor")).Get("/")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Seen by one", (await (await app.As("supervisor")).Get($"/tickets/board?teamId={await app.Team("complaints")}")).Html, StringComparison.Ordinal);
        Assert.NotEqual(0, id);
    }

    [Fact]
    public async Task Workload_counts_assigned_in_progress_and_waiting_apart()
    {
        await Clear();
        long a = await app.Ticket(), b = await app.Ticket(), c = await app.Ticket(), d = await app.Ticket();
        foreach (var id in new[] { a, b, c }) await app.Send(new TakeTicket.Command(id), "zhao.min");
        await app.Send(new StartTicket.Command(b), "zhao.min");
        await app.Send(new WaitTicket.Command { Id = c, On = TicketStatus.WaitingCustomer }, "zhao.min");
        var board = await app.Send(new ShowBoard.Query(), "supervisor");
        var line = board.People.Single(p => p.Name == "Min Zhao");
        Assert.Equal((1, 1, 1, 8), (line.Assigned, line.InProgress, line.Waiting, line.Capacity));
        Assert.NotNull(line.OldestDueAt);
        Assert.Equal((d, 1), (Assert.Single(board.Queue).Id, board.QueueCount));
        var json = await (await app.Api("supervisor")).GetFromJsonAsync<JsonElement>("/api/v1/tickets/board");
        Assert.Equal(1, json.GetProperty("unassigned").GetInt32());
        Assert.Contains(json.GetProperty("people").EnumerateArray(), p => p.GetProperty("inProgress").GetInt32() == 1);
    }

    [Fact]
    public async Task A_card_dropped_on_a_person_is_theirs_says_so_and_is_taken_back()
    {
        await Clear();
        var id = await app.Ticket();
        var zhao = await app.Person("zhao.min");
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get("/tickets/board");
        var given = await Htmx(supervisor, page, "/tickets/board/give", ("TicketId", $"{id}"), ("AssigneeId", $"{zhao}"), ("Version", Version(page, id)));
        Assert.Equal(HttpStatusCode.OK, given.Status);
        Assert.DoesNotContain("<html", given.Html, StringComparison.Ordinal);
        // It stands outside what is shown anew at every change, this one among them: else it is gone before it is read.
        Assert.Contains("Given to Min Zhao", given.Document.QuerySelector("#said[hx-swap-oob]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("#said"));
        Assert.Null(page.Document.QuerySelector("#board #said"));
        var live = new HttpRequestMessage(HttpMethod.Get, page.Document.QuerySelector("#board")!.GetAttribute("hx-get"));
        live.Headers.Add("HX-Request", "true");
        Assert.Null((await supervisor.Send(live)).Document.QuerySelector("#said"));
        var ticket = await app.Read(id);
        Assert.Equal((zhao, TicketStatus.Assigned), (ticket.OwnerId, ticket.Status));
        Assert.Contains(ticket.History, h => h.Reason == "tickets.reason.board");

        var undone = await Htmx(supervisor, page, "/tickets/board/undo", ("TicketId", $"{id}"));
        Assert.Contains("Taken back", undone.Html, StringComparison.Ordinal);
        ticket = await app.Read(id);
        Assert.Equal((null, TicketStatus.Created), (ticket.OwnerId, ticket.Status));
        Assert.Equal("tickets.reason.undone", ticket.History.OrderBy(h => h.Id).Last(h => h.Kind == HistoryKind.Assignee).Reason);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Htmx(supervisor, page, "/tickets/board/undo", ("TicketId", $"{id}"))).Status);
    }

    [Fact]
    public async Task A_card_that_somebody_else_has_changed_meanwhile_is_not_given_away()
    {
        await Clear();
        var id = await app.Ticket();
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get("/tickets/board");
        await app.Send(new TakeTicket.Command(id), "agent");
        var refused = await Htmx(supervisor, page, "/tickets/board/give", ("TicketId", $"{id}"), ("AssigneeId", $"{await app.Person("zhao.min")}"), ("Version", Version(page, id)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(await app.Person("agent"), (await app.Read(id)).OwnerId);
        // Nor is an assignment taken back that another has followed.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Htmx(supervisor, page, "/tickets/board/undo", ("TicketId", $"{id}"))).Status);
    }

    [Fact]
    public async Task Who_cannot_drag_assigns_by_a_form_with_a_remark_and_comes_back_to_undo()
    {
        await Clear();
        var id = await app.Ticket();
        var supervisor = await app.As("supervisor");
        Assert.Contains($"/tickets/{id}/assign?back=board", (await supervisor.Get("/tickets/board")).Html, StringComparison.Ordinal);
        var done = await supervisor.Post($"/tickets/{id}/assign?back=board", ("Form.AssigneeId", $"{await app.Person("zhao.min")}"), ("Form.Note", "You know them"));
        Assert.Equal(HttpStatusCode.Found, done.Status);
        Assert.Equal($"/tickets/board?given={id}", done.Location!.OriginalString);
        var board = await supervisor.Get(done.Location.OriginalString);
        Assert.NotNull(board.Document.QuerySelector("#said #undo"));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(board, "/tickets/board/undo", ("TicketId", $"{id}"))).Status);
        Assert.Null((await app.Read(id)).OwnerId);
    }

    [Fact]
    public async Task A_long_column_is_paged_without_gap_or_repetition()
    {
        await Clear();
        var customer = await app.Customer("Many");
        var ids = new List<long>();
        for (var i = 0; i < 47; i++) ids.Add(await app.Ticket(customer, TicketType.Suggestion));
        var column = (await app.Send(new ShowBoard.Query(), "supervisor")).Columns.Single(c => c.Urgency == Urgency.Later);
        Assert.Equal((47, ShowBoard.CardsOfColumn), (column.Count, column.Cards.Count));
        var seen = column.Cards.Select(c => c.Id).ToList();
        for (var after = column.NextCursor; after is not null;)
        {
            var more = await app.Send(new ShowMoreCards.Query(Urgency.Later, after, null), "supervisor");
            seen.AddRange(more.Cards.Select(c => c.Id));
            after = more.NextCursor;
        }
        Assert.Equal(ids.Order(), seen.Order());
    }

    [Fact]
    public async Task Breaches_are_counted_by_type_and_cause()
    {
        await Clear();
        await app.Db<TicketsDb>(db => db.Clocks.ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ClockState.Cancelled)));
        var id = await app.Ticket(type: TicketType.Complaint);
        var start = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromHours(3));
            await app.Scope(async s => { await s.GetRequiredService<WatchClocks>().Run(default); return true; });
            var open = await app.Send(new ShowBreaches.Query(), "supervisor");
            Assert.Equal((1, 1), (open.Today, open.Week));
            Assert.Equal((TicketType.Complaint, 1), (Assert.Single(open.Types).Type, open.Types[0].Week));
            Assert.Null(Assert.Single(open.Causes).CauseId);
            await app.Send(new ResolveTicket.Command { Id = id, Note = "Late", CauseId = 4, ResolutionId = 10 }, "agent");
            app.Clock.Advance(TimeSpan.FromDays(1));
            var resolved = await app.Send(new ShowBreaches.Query(), "supervisor");
            Assert.Equal((0, 1, "Slow response"), (resolved.Today, resolved.Week, Assert.Single(resolved.Causes).Cause));
            Assert.Equal(0, (await app.Send(new ShowBreaches.Query(), "qian.xue")).Week);
            Assert.Contains("Slow response", (await (await app.As("supervisor")).Get("/tickets/board/breaches", htmx: true)).Html, StringComparison.Ordinal);
        }
        finally { app.Clock.Now = start; }
    }

    Task Clear() => app.Db<TicketsDb>(db => db.Tickets.ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TicketStatus.Archived)));

    static string Version(Answer page, long id) => page.Document.QuerySelector($"[data-ticket='{id}']")!.GetAttribute("data-version")!;

    static Task<Answer> Htmx(Browser browser, Answer page, string url, params (string Name, string Value)[] fields)
    {
        var token = page.Document.QuerySelector("#give input[name='__RequestVerificationToken']")!.GetAttribute("value")!;
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))) };
        request.Headers.Add("HX-Request", "true");
        return browser.Send(request);
    }
}
