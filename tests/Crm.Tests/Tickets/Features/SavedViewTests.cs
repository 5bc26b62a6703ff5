using System.Globalization;
using System.Net;
using Crm.Contracts.Tickets;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Watching;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Features;

/// <summary>Views people keep, the way through them, paper and spreadsheets.</summary>
public sealed class SavedViewTests(CrmApp app) : IClassFixture<CrmApp>
{
    static long IdOf(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('=')[^1], CultureInfo.InvariantCulture);

    async Task<string> Role(Browser browser, string url, string name) =>
        (await browser.Get(url)).Document.QuerySelectorAll("input[name='Form.RoleIds']").Single(i => i.ParentElement!.TextContent.Trim() == name).GetAttribute("value")!;

    [Fact]
    public async Task A_view_keeps_filters_columns_and_order_counts_and_can_be_where_the_list_opens()
    {
        var (urgent, calm) = (await app.Ticket(subject: "Urgent matter", priority: TicketPriority.Urgent), await app.Ticket(subject: "Calm matter"));
        var agent = await app.As("agent");
        var form = await agent.Get("/tickets/saved-views/new?view=Open&priority=Urgent");
        Assert.Equal("Urgent", form.ValueOf("Form.Filter.Priority"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Submit(form, "/tickets/saved-views/new", ("Form.Name", ""))).Status);
        var saved = await agent.Submit(form, "/tickets/saved-views/new", ("Form.Name", "Fire"), ("Form.Filter.Sort", "Newest"), ("Form.Columns", "Priority"), ("Form.Columns", "Tags"), ("Form.Default", "true"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var id = IdOf(saved);

        foreach (var url in new[] { $"/tickets?saved={id}", "/tickets" })
        {
            var list = await agent.Get(url);
            Assert.Equal("Fire", list.Text("h1"));
            Assert.Contains("Urgent matter", list.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Calm matter", list.Html, StringComparison.Ordinal);
            Assert.Equal(["Ticket", "Priority", "Tags"], list.Document.QuerySelectorAll("th[scope=col]").Select(h => h.TextContent.Trim()).Where(t => t.Length > 0));
        }
        Assert.Contains("Calm matter", (await agent.Get("/tickets?view=Open")).Html, StringComparison.Ordinal);
        var counts = await agent.Get($"/tickets/views?saved={id}", htmx: true);
        Assert.Equal($"{(await agent.Get($"/tickets?saved={id}")).Document.QuerySelectorAll("a[data-open]").Length}", counts.Document.QuerySelector($"a[href='/tickets?saved={id}'] .badge")!.TextContent);

        // A change of a view that somebody else changed meanwhile is not lost, and a deleted default is none.
        var stale = await agent.Get($"/tickets/saved-views/{id}");
        await agent.Post($"/tickets/saved-views/{id}", ("Form.Name", "Blaze"));
        Assert.Equal(HttpStatusCode.Conflict, (await agent.Submit(stale, $"/tickets/saved-views/{id}", ("Form.Name", "Flood"))).Status);
        await agent.Submit(await agent.Get("/tickets/saved-views"), $"/tickets/saved-views/{id}/delete");
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets?saved={id}")).Status);
        Assert.Contains("Calm matter", (await agent.Get("/tickets")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_are_ones_own_until_they_are_shared_with_a_role_by_who_may()
    {
        var supervisor = await app.As("supervisor");
        var role = await Role(supervisor, "/tickets/saved-views/new", "Agent");
        var own = IdOf(await supervisor.Post("/tickets/saved-views/new", ("Form.Name", "Mine alone")));
        var shared = IdOf(await supervisor.Post("/tickets/saved-views/new", ("Form.Name", "For agents"), ("Form.RoleIds", role)));
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets?saved={own}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await agent.Get($"/tickets?saved={shared}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"/tickets/saved-views/{shared}")).Status);
        Assert.Empty((await agent.Get("/tickets/saved-views/new")).Document.QuerySelectorAll("input[name='Form.RoleIds']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Post("/tickets/saved-views/new", ("Form.Name", "Sneaked"), ("Form.RoleIds", role))).Status);
        // Scope holds: what is shared is the question, not the rows.
        var theirs = await app.Ticket(subject: "Of the complaints team", @as: "wu.qian");
        Assert.DoesNotContain($"/tickets/{theirs}?", (await agent.Get($"/tickets?saved={shared}")).Html, StringComparison.Ordinal);
        Assert.Contains($"/tickets/{theirs}?", (await supervisor.Get($"/tickets?saved={shared}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_and_customers_are_not_kept_in_a_view()
    {
        var agent = await app.As("agent");
        var form = await agent.Get("/tickets/saved-views/new?q=Zhang&customerId=5&type=Repair");
        var id = IdOf(await agent.Submit(form, "/tickets/saved-views/new", ("Form.Name", "Repairs"), ("Form.Filter.Q", "Zhang"), ("Form.Filter.CustomerId", "5")));
        var kept = await app.Db<TicketsDb, string>(db => db.SavedViews.Where(v => v.Id == id).Select(v => v.Filter).SingleAsync());
        Assert.DoesNotContain("Zhang", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("5", kept.Replace("50", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("repair", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_walks_through_the_list_one_came_from_in_its_order_also_after_the_ticket_moved_on()
    {
        var customer = await app.Customer("Walked");
        var ids = new List<long>();
        for (var i = 0; i < 4; i++) ids.Add(await app.Ticket(customer, subject: $"Walk {i}"));
        var agent = await app.As("agent");
        foreach (var view in new[] { "Open", "Any" })
        {
            var list = await agent.Get($"/tickets?view={view}&customerId={customer}");
            var links = list.Document.QuerySelectorAll("a[data-open]").Select(a => a.GetAttribute("href")!).ToList();
            Assert.Equal(4, links.Count);
            var at = links[0];
            for (var i = 1; i < 4; i++)
            {
                var page = await agent.Get(at);
                var next = await agent.Get(page.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
                Assert.Equal(links[i].Split('?')[0], next.Location!.OriginalString.Split('?')[0]);
                at = next.Location.OriginalString;
            }
            var last = await agent.Get((await agent.Get(at)).Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
            Assert.StartsWith("/tickets?", last.Location!.OriginalString, StringComparison.Ordinal);
            var back = await agent.Get((await agent.Get(at)).Document.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
            Assert.Equal(links[2].Split('?')[0], back.Location!.OriginalString.Split('?')[0]);
        }
        // Resolved, it stands at another place; the way goes on from where it was.
        var open = (await agent.Get($"/tickets?view=Open&customerId={customer}")).Document.QuerySelectorAll("a[data-open]").Select(a => a.GetAttribute("href")!).ToList();
        var second = await agent.Get(open[1]);
        await agent.Post(open[1].Split('?')[0] + "/resolve", ("Form.Note", "Done"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
        Assert.Equal(open[2].Split('?')[0], (await agent.Get(second.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!)).Location!.OriginalString.Split('?')[0]);
    }

    [Fact]
    public async Task Every_order_pages_through_all_rows_once()
    {
        var customer = await app.Customer("Paged");
        for (var i = 0; i < 7; i++) await app.Ticket(customer, subject: $"Page {i}", priority: (TicketPriority)(i % 4));
        foreach (var (view, sort) in new[] { (TicketView.Open, (TicketSort?)null), (TicketView.Open, TicketSort.Due), (TicketView.Open, TicketSort.Newest), (TicketView.Any, TicketSort.Due), (TicketView.Closed, TicketSort.Newest) })
        {
            var seen = new List<long>();
            string? after = null;
            do
            {
                var page = await app.Send(new ListTickets.Query { View = view, Sort = sort, CustomerId = customer, Limit = 3, After = after }, "agent");
                seen.AddRange(page.Items.Select(r => r.Id));
                after = page.NextCursor;
            }
            while (after is not null);
            Assert.Equal(view == TicketView.Closed ? 0 : 7, seen.Distinct().Count());
            Assert.Equal(seen.Count, seen.Distinct().Count());
            if (sort == TicketSort.Newest || view == TicketView.Any) Assert.Equal(seen.OrderDescending(), seen);
        }
    }

    [Fact]
    public async Task Paper_shows_what_was_said_and_notes_only_when_asked()
    {
        var id = await app.Ticket(subject: "For the file");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Between us" }, "agent");
        var hasty = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Too hasty", AtDesk = true }, "agent");
        await app.Send(new UndoReply.Command(id, hasty.Id), "agent");
        var agent = await app.As("agent");
        var paper = await agent.Get($"/tickets/{id}/print");
        Assert.Equal($"{(await app.Read(id)).Name} For the file", string.Join(' ', paper.Document.QuerySelectorAll(".page-header :is(.page-pretitle, .page-title)").Where(e => e.Closest(".d-print-none") is null).Select(e => e.TextContent)));
        Assert.Contains("Please look.", paper.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Between us", paper.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Too hasty", paper.Html, StringComparison.Ordinal);
        var whole = await agent.Get($"/tickets/{id}/print?notes=true");
        Assert.Contains("Between us", whole.Html, StringComparison.Ordinal);
        Assert.Contains("Taken back by", whole.Document.QuerySelectorAll("article").Single(a => a.TextContent.Contains("Too hasty", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_leaves_as_a_table_without_formulas_and_it_is_written_down()
    {
        var id = await app.Ticket(subject: "=cmd|' /C calc'!A0");
        await app.Send(new TagTicket.Command { Id = id, Tags = ["table"] }, "agent");
        await app.Ticket(subject: "Not in it");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/export?tag=table")).Status);
        var supervisor = await app.As("supervisor");
        var started = await supervisor.Post("/tickets/export?view=Any&tag=table");
        Assert.Equal(HttpStatusCode.Found, started.Status);
        await app.Jobs();
        var file = await supervisor.Get(started.Location!.OriginalString + "/file");
        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.Contains("'=cmd", file.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Not in it", file.Html, StringComparison.Ordinal);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportTickets")));
    }
}
