using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Merging, splitting, linking, and the warning before the same is opened twice.</summary>
public sealed class TogetherTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task<string> Number(long id) => (await app.Read(id)).Name;

    async Task<long> Merge(long id, long into, string @as = "agent", bool other = false) =>
        await app.Send(new MergeTickets.Command { Id = id, Into = await Number(into), Note = "The same matter", OtherCustomer = other }, @as);

    async Task<long> Hear(long id, string words, string @as = "agent") => (await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = words }, @as)).MessageId;

    [Fact]
    public async Task A_merged_ticket_ends_its_clocks_and_is_read_on_the_other_without_a_mail()
    {
        var customer = await app.Customer("Merge & Co", "merge@co.test");
        var (source, target) = (await app.Ticket(customer, subject: "Printer broken"), await app.Ticket(customer, subject: "Printer broken again"));
        await app.Deliver();
        var mails = (await app.MailsTo(customer)).Count;
        var agent = await app.As("agent");
        var answer = await agent.Post($"/tickets/{source}/merge", ("Form.Into", await Number(target)), ("Form.Note", "The same printer"));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal($"/tickets/{target}", answer.Location!.OriginalString);

        var merged = await app.Read(source);
        Assert.Equal((TicketStatus.Merged, (long?)target), (merged.Status, merged.MergedIntoId));
        Assert.All(merged.Clocks, c => Assert.False(c.Owed));
        Assert.All(merged.Clocks, c => Assert.Equal(ClockState.Cancelled, c.State));
        Assert.Equal(Ticket.NoDue, merged.NextDueAt);
        Assert.Contains(merged.History, h => h.Kind == HistoryKind.Merged && h.Note == "The same printer");
        var survivor = await app.Read(target);
        Assert.Contains(survivor.History, h => h.Kind == HistoryKind.TookOver && h.From == merged.Name);
        Assert.Contains(survivor.Messages, m => m.Kind == MessageKind.Note && m.Body.Contains("The same printer", StringComparison.Ordinal));
        Assert.True(survivor.IsOpen);

        var page = await agent.Get($"/tickets/{target}");
        Assert.Contains(merged.Name, page.Text("main"), StringComparison.Ordinal);
        Assert.Equal(3, page.Document.QuerySelectorAll("article.ticket-message").Length);
        Assert.Contains($"/tickets/{target}", (await agent.Get($"/tickets/{source}")).Document.QuerySelector(".alert a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(1, await app.Outbox("TicketMerged", source));
        await app.Deliver();
        Assert.Equal(mails, (await app.MailsTo(customer)).Count);
    }

    [Fact]
    public async Task What_is_said_on_a_merged_ticket_lands_at_the_end_of_the_chain()
    {
        var customer = await app.Customer("Chain");
        var (a, b, c) = (await app.Ticket(customer, subject: "One"), await app.Ticket(customer, subject: "Two"), await app.Ticket(customer, subject: "Three"));
        await Merge(a, b);
        await Merge(b, c);
        await Hear(a, "Still waiting, here as ever");
        await app.Send(new AddMessage.Command { Id = b, Visibility = MessageVisibility.Public, Body = "We are on it" }, "agent");
        var end = await app.Read(c);
        Assert.Contains(end.Messages, m => m.Body == "Still waiting, here as ever");
        Assert.Contains(end.Messages, m => m.Body == "We are on it");
        Assert.Single((await app.Read(a)).Messages);
        Assert.Equal(c, (await app.Read(a)).MergedIntoId);
        // The API lands there as well, and shows the whole conversation.
        var api = await app.Api("agent");
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync($"/api/v1/tickets/{a}/messages", new { visibility = "internal", body = "By the API" })).StatusCode);
        var json = await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{c}");
        Assert.Contains("By the API", json.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("body").GetString()));
        Assert.Equal(3, json.GetProperty("messages").EnumerateArray().Count(m => m.GetProperty("kind").GetString() == "customer" && m.GetProperty("body").GetString() == "Please look."));
    }

    [Fact]
    public async Task Another_customers_ticket_is_merged_only_when_it_is_meant_and_each_keeps_their_words()
    {
        var (source, target) = (await app.Ticket(await app.Customer("Left"), subject: "Left's"), await app.Ticket(await app.Customer("Right"), subject: "Right's"));
        var agent = await app.As("agent");
        var answer = await agent.Post($"/tickets/{source}/merge", ("Form.Into", await Number(target)), ("Form.Note", "One line for both"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotEmpty(answer.ErrorOf("Form.OtherCustomer"));
        Assert.True((await app.Read(source)).IsOpen);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{source}/merge", ("Form.Into", await Number(target)), ("Form.Note", "One line for both"), ("Form.OtherCustomer", "true"))).Status);
        var page = (await agent.Get($"/tickets/{target}")).Text("main");
        Assert.Contains("Left", page, StringComparison.Ordinal);
        Assert.Contains("Right", page, StringComparison.Ordinal);
        Assert.DoesNotContain("One line for both", string.Join('|', (await app.Read(target)).Messages.Select(m => m.Body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_is_named_counts_more_than_one_that_was_ticked_before_and_is_shown_by_name()
    {
        var customer = await app.Customer("Several");
        long source = await app.Ticket(customer), ticked = await app.Ticket(customer, subject: "Ticked first"), meant = await app.Ticket(customer, subject: "Named then");
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{source}/merge");
        var tick = page.Document.QuerySelectorAll("[type=radio]").Single(r => r.ParentElement!.TextContent.Contains("Ticked first", StringComparison.Ordinal));
        Task<Answer> Merge(string note) => agent.Send(new HttpRequestMessage(HttpMethod.Post, $"/tickets/{source}/merge")
        {
            Content = new FormUrlEncodedContent(new[] { (tick.GetAttribute("name")!, tick.GetAttribute("value")!), ("Form.Into", $"{meant}"), ("Form.Note", note), ("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken")) }
                .Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
        });
        var refused = await Merge("");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Named then", refused.Document.QuerySelector("[data-picker]")!.GetAttribute("data-picker-text"), StringComparison.Ordinal);
        Assert.Equal($"/tickets/{meant}", (await Merge("One matter")).Location!.OriginalString);
        Assert.DoesNotContain("→ ", (await agent.Get($"/tickets/{meant}")).Document.QuerySelector("section[aria-label=History]")!.TextContent.Split("Goes on for")[1].Split('\n')[0], StringComparison.Ordinal);
        Assert.True((await app.Read(ticked)).IsOpen);
    }

    [Fact]
    public async Task Who_may_not_merge_cannot_and_nothing_is_merged_out_of_reach()
    {
        var mine = await app.Ticket();
        var theirs = await app.Ticket(@as: "wu.qian");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/tickets/{mine}/merge")).Status);
        await Assert.ThrowsAsync<RuleException>(() => Merge(mine, theirs, other: true));
        await Assert.ThrowsAsync<MissingException>(() => Merge(theirs, mine, other: true));
        await Assert.ThrowsAsync<RuleException>(() => Merge(mine, mine));
    }

    /// <summary>However many merge whatever into each other at once: there is no circle, no chain, and one ticket of every group goes on.</summary>
    [Fact]
    public async Task Merging_each_into_the_other_at_once_makes_no_circle()
    {
        for (var round = 0; round < 4; round++)
        {
            var customer = await app.Customer($"Ring {round}");
            var ids = new List<long>();
            for (var i = 0; i < 5; i++) ids.Add(await app.Ticket(customer, subject: $"Ring {i}"));
            var numbers = new Dictionary<long, string>();
            foreach (var id in ids) numbers[id] = await Number(id);
            var pairs = ids.SelectMany(a => ids.Where(b => a != b).Select(b => (a, b))).OrderBy(p => (p.a * 7919 + p.b * 104729 + round) % 31).ToList();
            await Task.WhenAll(pairs.Select(p => Task.Run(async () =>
            {
                try { await app.Send(new MergeTickets.Command { Id = p.a, Into = numbers[p.b], Note = "Storm" }, "agent"); }
                catch (Exception e) when (e is RuleException or DbUpdateConcurrencyException) { /* the other was first */ }
            })));
            var after = await app.Db<TicketsDb, List<Ticket>>(db => db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync());
            var going = Assert.Single(after, t => t.Status != TicketStatus.Merged);
            Assert.All(after.Where(t => t != going), t => Assert.Equal(going.Id, t.MergedIntoId));
            Assert.Null(going.MergedIntoId);
        }
    }

    [Fact]
    public async Task Sub_tasks_and_watchers_go_over_with_a_merge()
    {
        var customer = await app.Customer("Goes over");
        var (source, target) = (await app.Ticket(customer, subject: "Old"), await app.Ticket(customer, subject: "New"));
        await app.Send(new Crm.Tickets.Features.SubTasks.AskSubTask.Command { Id = source, Title = "Check stock", OwnerId = await app.Person("manager"), Within = "8h" }, "agent");
        await app.Send(new Crm.Tickets.Features.Watching.WatchTicket.Command { Id = source }, "supervisor");
        await Merge(source, target);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.SubTasks.CountAsync(s => s.TicketId == target)));
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Watchers.CountAsync(w => w.TicketId == target)));
        Assert.True((await app.Read(target)).Watched);
    }

    [Fact]
    public async Task Drafts_go_over_with_a_merge_after_what_is_begun_there()
    {
        var customer = await app.Customer("Half written");
        var (source, target) = (await app.Ticket(customer, subject: "Old draft"), await app.Ticket(customer, subject: "New draft"));
        Task Keep(long id, MessageKind kind, string text, string @as) => app.Send(new KeepDraft.Command(id, kind, text, long.MaxValue), @as);
        await Keep(source, MessageKind.Reply, "Half a reply", "zhao.min");
        await Keep(source, MessageKind.Note, "Said here", "agent");
        await Keep(target, MessageKind.Note, "Said there", "agent");
        await Merge(source, target);
        await app.Scope(async s => { await s.GetRequiredService<Crm.Tickets.Features.Sweeps.SweepDesks>().Run(default); return true; });
        var drafts = await app.Db<TicketsDb, List<Draft>>(db => db.Drafts.AsNoTracking().Where(d => d.TicketId == source || d.TicketId == target).OrderBy(d => d.Text).ToListAsync());
        Assert.Equal([(target, MessageKind.Reply, "Half a reply"), (target, MessageKind.Note, "Said there\n\nSaid here")], drafts.Select(d => (d.TicketId, d.Kind, d.Text)));
    }

    [Fact]
    public async Task Chosen_messages_become_a_ticket_of_their_own_linked_and_with_clocks()
    {
        var id = await app.Ticket(subject: "Two things");
        var other = await Hear(id, "And also my invoice is wrong");
        var agent = await app.As("agent");
        var all = await app.Db<TicketsDb, List<long>>(db => db.Messages.Where(m => m.TicketId == id).Select(m => m.Id).ToListAsync());
        var bad = await agent.Post($"/tickets/{id}/split", [("Form.Subject", "Invoice"), .. all.Select(m => ("Form.MessageIds", (string?)$"{m}"))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.MessageIds"));

        var answer = await agent.Post($"/tickets/{id}/split", ("Form.Subject", "Invoice"), ("Form.MessageIds", $"{other}"));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        var part = await app.Read(long.Parse(answer.Location!.OriginalString.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture));
        var source = await app.Read(id);
        Assert.Equal(["And also my invoice is wrong"], part.Messages.Select(m => m.Body));
        Assert.DoesNotContain(source.Messages, m => m.Id == other);
        Assert.Equal((source.CustomerId, TicketStatus.Created, "Invoice"), (part.CustomerId, part.Status, part.Subject));
        Assert.Contains(part.Clocks, c => c.Kind == ClockKind.FirstResponse && c.Owed);
        Assert.Contains(source.History, h => h.Kind == HistoryKind.SplitOff && h.To == part.Name);
        Assert.Contains(part.Name, (await agent.Get($"/tickets/{id}/around", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains(source.Name, (await agent.Get($"/tickets/{part.Id}/around", htmx: true)).Html, StringComparison.Ordinal);
        // Search finds it by the words it took along.
        Assert.Contains($"/tickets/{part.Id}?", (await agent.Get("/tickets?q=invoice")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_split_off_is_not_waited_for_where_it_was_said()
    {
        var id = await app.Ticket(subject: "Answered once");
        await Answer("Here it is");
        var (first, second) = (await Later("And my invoice?"), await Later("And my address?"));
        await app.Send(new SplitTicket.Command { Id = id, Subject = "Invoice", MessageIds = [first] }, "agent");
        var source = await app.Read(id);
        var asked = source.Messages.Single(m => m.Id == second).At;
        Assert.Equal(asked, source.UnansweredSince);
        Assert.Equal(asked, Assert.Single(source.Clocks, c => c.Kind == ClockKind.NextResponse && c.Owed).StartedAt);

        await app.Send(new SplitTicket.Command { Id = id, Subject = "Address", MessageIds = [second] }, "agent");
        source = await app.Read(id);
        Assert.Null(source.UnansweredSince);
        Assert.DoesNotContain(source.Clocks, c => c.Kind == ClockKind.NextResponse && c.Owed);
        Assert.Equal(source.Clocks.Single(c => c.Kind == ClockKind.Resolution).DueAt, source.NextDueAt);
        Assert.Equal(source.Messages.Max(m => m.At), source.LastMessageAt);

        // What was answered may go without a word.
        var third = await Later("One more");
        await Answer("Done");
        var fourth = await Later("And another");
        await app.Send(new SplitTicket.Command { Id = id, Subject = "More", MessageIds = [third] }, "agent");
        Assert.Contains((source = await app.Read(id)).Clocks, c => c.Kind == ClockKind.NextResponse && c.Owed);
        Assert.Equal(source.Messages.Single(m => m.Id == fourth).At, source.UnansweredSince);

        async Task<long> Later(string words)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(5));
            return await Hear(id, words);
        }

        Task Answer(string words) => app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = words }, "agent");
    }

    [Fact]
    public async Task The_same_words_are_split_off_once()
    {
        var id = await app.Ticket();
        var other = await Hear(id, "Something else");
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            try { await app.Send(new SplitTicket.Command { Id = id, Subject = $"Part {i}", MessageIds = [other] }, "agent"); return 1; }
            catch (Exception e) when (e is RuleException or DbUpdateConcurrencyException) { return 0; }
        })));
        Assert.Equal(1, results.Sum());
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Links.CountAsync(l => l.FromId == id)));
    }

    [Fact]
    public async Task Links_show_on_both_pages_with_their_kind_and_can_be_taken_away()
    {
        var (parent, child) = (await app.Ticket(subject: "Big"), await app.Ticket(subject: "Small"));
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{parent}/link", ("Form.Other", await Number(child)), ("Form.As", "Child"))).Status);
        var above = await agent.Get($"/tickets/{parent}/around", htmx: true);
        Assert.Contains("Child", above.Html, StringComparison.Ordinal);
        Assert.Contains("still open", above.Html, StringComparison.Ordinal);
        Assert.Contains("Parent", (await agent.Get($"/tickets/{child}/around", htmx: true)).Html, StringComparison.Ordinal);
        await agent.Post($"/tickets/{child}/resolve", ("Form.Note", "Done"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
        Assert.DoesNotContain("still open", (await agent.Get($"/tickets/{parent}/around", htmx: true)).Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"/tickets/{child}/link", ("Form.Other", await Number(parent)), ("Form.As", "Related"))).Status);
        await agent.Submit(await agent.Get($"/tickets/{parent}/around"), $"/tickets/{parent}/links/{child}/remove");
        Assert.Equal(0, await app.Db<TicketsDb, int>(db => db.Links.CountAsync(l => l.FromId == parent)));
        Assert.Equal(2, (await app.Read(child)).History.Count(h => h.Kind == HistoryKind.Linked));
    }

    [Fact]
    public async Task Parents_make_no_circle_even_at_once()
    {
        var ids = new List<long>();
        for (var i = 0; i < 4; i++) ids.Add(await app.Ticket(subject: $"Level {i}"));
        var numbers = new Dictionary<long, string>();
        foreach (var id in ids) numbers[id] = await Number(id);
        await Task.WhenAll(ids.SelectMany(a => ids.Where(b => a != b).Select(b => Task.Run(async () =>
        {
            try { await app.Send(new LinkTickets.Command { Id = a, Other = numbers[b], As = LinkAs.Child }, "agent"); }
            catch (RuleException) { /* it would have been a circle, or a second parent */ }
        }))));
        var parents = await app.Db<TicketsDb, Dictionary<long, long>>(db => db.Links.Where(l => ids.Contains(l.ToId) && l.Kind == LinkKind.Parent).ToDictionaryAsync(l => l.ToId, l => l.FromId));
        foreach (var id in ids)
        {
            var (at, steps) = (id, 0);
            while (parents.TryGetValue(at, out var up)) { at = up; Assert.True(++steps <= ids.Count, "A circle."); }
        }
        Assert.NotEmpty(parents);
    }

    [Fact]
    public async Task Open_tickets_of_the_customer_are_shown_while_the_next_is_written_down()
    {
        var customer = await app.Customer("Warned");
        var id = await app.Ticket(customer, subject: "打印机无法开机了");
        await app.Ticket(customer, subject: "Invoice missing");
        var agent = await app.As("agent");
        var form = await agent.Get($"/tickets/new?customer={customer}");
        var request = new HttpRequestMessage(HttpMethod.Post, "/tickets/check") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")), new("Form.CustomerId", $"{customer}"), new("Form.Subject", "打印机无法开机")]) };
        var shown = await agent.Send(request);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Equal($"/tickets/{id}", shown.Document.QuerySelector(".alert-warning a")!.GetAttribute("href"));
        Assert.Single(shown.Document.QuerySelectorAll(".badge"), b => b.TextContent == "similar");
    }

    [Fact]
    public async Task The_same_request_twice_in_a_day_is_refused_unless_it_is_meant()
    {
        var customer = await app.Customer("Twice");
        var api = await app.Api("agent");
        object Body(string subject) => new { customerId = customer, type = "inquiry", channel = "web", subject, description = "Where is it?" };
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/tickets", Body("Order 7"))).StatusCode);
        var again = await api.PostAsJsonAsync("/api/v1/tickets", Body("order 7 "));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.StartsWith("/tickets/", (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("existing").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/tickets", Body("Order 8"))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/tickets?allowDuplicate=true", Body("Order 7"))).StatusCode);

        var agent = await app.As("agent");
        var page = await agent.Post($"/tickets/new?customer={customer}", ("Form.CustomerId", $"{customer}"), ("Form.Subject", "Order 7"), ("Form.Description", "Where is it?"));
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.NotNull(page.Document.QuerySelector("input[name='Form.AllowDuplicate']"));
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, "/tickets/new", ("Form.AllowDuplicate", "true"))).Status);
        app.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/tickets", Body("Order 8"))).StatusCode);
    }
}
