using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Mail;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>What customers are told of their tickets, and the link that shows how far they have come.</summary>
public sealed class ProgressTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_customer_hears_of_arrival_of_who_has_it_and_of_waiting_each_with_the_link()
    {
        var (customer, id) = await Fresh();
        await app.Send(new TakeTicket.Command(id), "agent");
        await app.Deliver();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new WaitTicket.Command { Id = id, On = TicketStatus.WaitingThirdParty }, "agent");
        await app.Deliver();
        var mails = await app.MailsTo(customer);
        Assert.Equal(["ticket.waits", "ticket.assigned", "ticket.acknowledgement"], mails.Select(m => m.Purpose));
        var link = ProgressLink.Of((await app.Read(id)).LinkId, "zh-CN"); // as the customer is written to
        Assert.All(mails, m => Assert.Contains(link, m.TextBody, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handing_a_ticket_on_tells_the_customer_nothing_new()
    {
        var (customer, id) = await Fresh();
        await app.Send(new TakeTicket.Command(id), "agent");
        await app.Deliver();
        await app.Send(new TakeTicket.Command(id), "supervisor");
        await app.Deliver();
        Assert.Single(await app.MailsTo(customer), m => m.Purpose == "ticket.assigned");
    }

    [Fact]
    public async Task A_reply_that_begins_the_waiting_is_the_only_word_of_it()
    {
        var (customer, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Which colour?", Then = AfterSending.Wait }, "agent");
        await app.Deliver();
        Assert.Equal(["ticket.reply", "ticket.acknowledgement"], (await app.MailsTo(customer)).Select(m => m.Purpose).Order().Reverse());
    }

    [Fact]
    public async Task What_is_not_urgent_waits_for_the_customers_morning()
    {
        var (customer, id) = await Fresh();
        app.Clock.Now = new(2026, 3, 5, 14, 30, 0, TimeSpan.Zero); // 22:30 in Shanghai
        await app.Send(new TakeTicket.Command(id), "agent");
        await app.Deliver();
        Assert.Equal(new DateTimeOffset(2026, 3, 6, 1, 0, 0, TimeSpan.Zero), (await app.MailsTo(customer)).Single(m => m.Purpose == "ticket.assigned").DueAt);
    }

    [Fact]
    public async Task What_the_installation_switches_off_is_not_said()
    {
        var (customer, id) = await Fresh();
        await app.Send(new ChangeProgress.Command { Is = new() { Assigned = false } }, "admin");
        try
        {
            await app.Send(new TakeTicket.Command(id), "agent");
            await app.Deliver();
            Assert.Equal(["ticket.acknowledgement"], (await app.MailsTo(customer)).Select(m => m.Purpose));
        }
        finally { await app.Send(new ChangeProgress.Command(), "admin"); }
    }

    [Fact]
    public async Task An_administrator_switches_each_message_and_what_the_link_shows_on_one_page()
    {
        var (_, id) = await Fresh();
        var url = ProgressLink.Of((await app.Read(id)).LinkId, "en");
        var (admin, customer) = (await app.As("admin"), app.Anonymous());
        var before = await customer.Get(url);
        var page = await admin.Get("/tickets/settings/progress");
        Assert.Equal(5, page.Document.QuerySelectorAll("main input[type=checkbox]").Count(box => box.HasAttribute("checked")));
        try
        {
            Assert.Equal(HttpStatusCode.Found, (await admin.Submit(page, "/tickets/settings/progress", ("Form.Is.Received", "true"), ("Form.Is.Assigned", "false"), ("Form.Is.Waiting", "true"), ("Form.Is.Conversation", "false"), ("Form.Is.Write", "false"))).Status);
            Assert.Equal(new ChangeProgress.Command { Is = new() { Assigned = false, Conversation = false, Write = false } }, await app.Send(new ChangeProgress.Query(), "admin"));
            var shown = await customer.Get(url);
            Assert.DoesNotContain("Please look.", shown.Html, StringComparison.Ordinal);
            Assert.Null(shown.Document.QuerySelector("textarea"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await customer.Submit(before, url, ("Form.Body", "All the same"))).Status); // the form was open before
        }
        finally { await app.Send(new ChangeProgress.Command(), "admin"); }
        Assert.Contains("Please look.", (await customer.Get(url)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_come_too_late_to_open_it_again_are_told_so_before_the_archive_has_it()
    {
        var (_, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Done", Then = AfterSending.Resolve, CauseId = 1, ResolutionId = 10 }, "agent");
        var url = ProgressLink.Of((await app.Read(id)).LinkId, "en");
        Assert.Contains("opens it again", (await app.Anonymous().Get(url)).Html, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(8)); // longer than it can be opened again; the sweep that archives has not come
        var late = await app.Anonymous().Get(url);
        Assert.Equal("Solved", late.Text("#stage"));
        Assert.Contains("becomes a new ticket", late.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "In work")]
    [InlineData("zh-CN", "处理中")]
    public async Task Whoever_has_the_link_sees_where_the_ticket_stands_without_signing_in_and_nothing_that_is_ours_alone(string language, string stage)
    {
        var (_, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "It left yesterday." }, "agent");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "He is always like that." }, "agent");
        var page = await app.Anonymous(language).Get(ProgressLink.Of((await app.Read(id)).LinkId, language));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(stage, page.Text("#stage"));
        Assert.Contains("It left yesterday.", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("always like that", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain((await app.Staff())[await app.Person("agent")].Name, page.Html, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Response.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task A_reply_that_can_still_be_taken_back_is_not_shown_yet()
    {
        var (_, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Too hasty", AtDesk = true }, "agent");
        var link = ProgressLink.Of((await app.Read(id)).LinkId, "en");
        Assert.DoesNotContain("Too hasty", (await app.Anonymous().Get(link)).Html, StringComparison.Ordinal);
        app.Clock.Advance(AddMessage.UndoFor);
        Assert.Contains("Too hasty", (await app.Anonymous().Get(link)).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/t/en/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/t/en/short")]
    [InlineData("/t/en/%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7%E5%AE%A2%E6%88%B7")]
    [InlineData("/t/fr/AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_link_that_nobody_issued_leads_nowhere(string url) => Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(url)).Status);

    [Fact]
    public async Task What_a_customer_writes_there_lands_on_the_ticket_once_and_ends_the_waiting_for_them()
    {
        var (_, id) = await Fresh();
        await app.Send(new TakeTicket.Command(id), "agent");
        await app.Send(new WaitTicket.Command { Id = id, On = TicketStatus.WaitingCustomer }, "agent");
        var (url, customer) = (ProgressLink.Of((await app.Read(id)).LinkId, "en"), app.Anonymous());
        var page = await customer.Get(url);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => customer.Submit(page, url, ("Form.Body", "It is the blue one."))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
        var ticket = await app.Read(id);
        Assert.Single(ticket.Messages, m => m.Body == "It is the blue one." && m is { Kind: MessageKind.Customer, Channel: TicketChannel.Web, ById: null });
        Assert.Equal(TicketStatus.InProgress, ticket.Status);
        var me = await app.Person("agent");
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == me && n.Url == $"/tickets/{id}" && n.Text == "tickets.notice.heard")));
    }

    [Fact]
    public async Task An_empty_message_is_refused_beside_its_field_and_too_long_a_one_keeps_its_text()
    {
        var (_, id) = await Fresh();
        var (url, customer) = (ProgressLink.Of((await app.Read(id)).LinkId, "en"), app.Anonymous());
        var page = await customer.Get(url);
        var empty = await customer.Submit(page, url, ("Form.Body", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        Assert.NotEqual("", empty.ErrorOf("Form.Body"));
        var words = new string('长', WriteByLink.Length + 1);
        var long_ = await customer.Submit(page, url, ("Form.Body", words));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, long_.Status);
        Assert.Equal(words, long_.ValueOf("Form.Body").Trim());
    }

    [Fact]
    public async Task What_a_customer_writes_after_the_end_becomes_a_new_ticket_linked_with_the_old_one_and_never_two()
    {
        var (customer, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Done", Then = AfterSending.Resolve, CauseId = 1, ResolutionId = 10 }, "agent");
        app.Clock.Advance(TimeSpan.FromDays(8));
        await app.Scope(async s => { await s.GetRequiredService<ArchiveTickets>().Run(default); return true; });
        var old = await app.Read(id);
        Assert.Equal(TicketStatus.Archived, old.Status);

        var (url, reader) = (ProgressLink.Of(old.LinkId, "en"), app.Anonymous());
        var page = await reader.Get(url);
        var first = await reader.Submit(page, url, ("Form.Body", "It is broken again."));
        var again = await reader.Submit(page, url, ("Form.Body", "It is broken again."));
        Assert.Equal(HttpStatusCode.SeeOther, first.Status);
        Assert.Equal(first.Location, again.Location);
        var next = await app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().Include(t => t.Messages).SingleAsync(t => t.CustomerId == customer && t.Id != id));
        Assert.Equal((old.Subject, old.TeamId, TicketStatus.Created, "It is broken again."), (next.Subject, next.TeamId, next.Status, next.Messages.Single().Body));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Links.AnyAsync(l => l.FromId == id && l.ToId == next.Id && l.Kind == LinkKind.GoesOn)));
        Assert.Contains(ProgressLink.Of(next.LinkId, "en"), first.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_agent_hears_after_the_end_goes_on_in_a_new_ticket_as_well()
    {
        var (_, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Done", Then = AfterSending.Resolve, CauseId = 1, ResolutionId = 10 }, "agent");
        app.Clock.Advance(TimeSpan.FromDays(8));
        await app.Scope(async s => { await s.GetRequiredService<ArchiveTickets>().Run(default); return true; });
        var agent = await app.As("agent");
        var answer = await agent.Post($"/tickets/{id}/heard", ("Form.Channel", "Phone"), ("Form.Body", "She called again."));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.NotEqual($"/tickets/{id}", answer.Location!.OriginalString);
        Assert.Contains("She called again.", (await agent.Get(answer.Location.OriginalString)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_a_merged_ticket_leads_to_the_one_that_goes_on()
    {
        var (customer, id) = await Fresh();
        var into = await app.Ticket(customer, subject: "The same again");
        await app.Send(new MergeTickets.Command { Id = id, Into = (await app.Read(into)).Name, Note = "twice" }, "supervisor");
        Assert.Contains("The same again", (await app.Anonymous().Get(ProgressLink.Of((await app.Read(id)).LinkId, "en"))).Text("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_by_the_link_of_a_ticket_merged_into_a_strangers_stand_on_a_ticket_of_ones_own_and_lead_nobody_to_theirs()
    {
        var ((customer, id), (_, strangers)) = (await Fresh(), await Fresh());
        await app.Send(new MergeTickets.Command { Id = id, Into = (await app.Read(strangers)).Name, Note = "one household", OtherCustomer = true }, "supervisor");
        var (url, reader) = (ProgressLink.Of((await app.Read(id)).LinkId, "en"), app.Anonymous());
        var page = await reader.Get(url);
        var first = await reader.Submit(page, url, ("Form.Body", "Mine alone."));
        var again = await reader.Submit(page, url, ("Form.Body", "Mine alone."));
        Assert.Equal((HttpStatusCode.SeeOther, first.Location), (first.Status, again.Location));
        var own = await app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().Include(t => t.Messages).SingleAsync(t => t.CustomerId == customer && t.Id != id));
        Assert.Equal("Mine alone.", Assert.Single(own.Messages).Body);
        Assert.StartsWith(ProgressLink.Of(own.LinkId, "en"), first.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain((await app.Read(strangers)).Messages, m => m.Body == "Mine alone.");

        // That one goes the same way: what is written then begins another, and still none of the stranger's.
        await app.Send(new MergeTickets.Command { Id = own.Id, Into = (await app.Read(strangers)).Name, Note = "once more", OtherCustomer = true }, "supervisor");
        var later = await reader.Submit(await reader.Get(url), url, ("Form.Body", "Mine as well."));
        var last = await app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().SingleAsync(t => t.CustomerId == customer && t.Id != id && t.Id != own.Id));
        Assert.StartsWith(ProgressLink.Of(last.LinkId, "en"), later.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain((await app.Read(strangers)).Messages, m => m.Body == "Mine as well.");
    }

    [Fact]
    public async Task After_a_merge_both_links_show_the_customers_words_of_both_tickets_and_never_a_strangers()
    {
        var ((customer, id), (_, strangers)) = (await Fresh(), await Fresh());
        var into = await app.Ticket(customer, subject: "The same again");
        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Phone, Body = "Said first." }, "agent");
        await app.Send(new HearCustomer.Command { Id = into, Channel = TicketChannel.Phone, Body = "Said next." }, "agent");
        await app.Send(new HearCustomer.Command { Id = strangers, Channel = TicketChannel.Phone, Body = "Said by another." }, "agent");
        var number = (await app.Read(into)).Name;
        await app.Send(new MergeTickets.Command { Id = id, Into = number, Note = "twice" }, "supervisor");
        await app.Send(new MergeTickets.Command { Id = strangers, Into = number, Note = "one household", OtherCustomer = true }, "supervisor");
        foreach (var ticket in new[] { id, into })
        {
            var page = await app.Anonymous().Get(ProgressLink.Of((await app.Read(ticket)).LinkId, "en"));
            Assert.Contains("Said first.", page.Html, StringComparison.Ordinal);
            Assert.Contains("Said next.", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Said by another.", page.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_resolution_that_can_still_be_taken_back_is_no_step_yet_and_one_that_was_never_is()
    {
        var (_, id) = await Fresh();
        await app.Send(new TakeTicket.Command(id), "agent");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var link = ProgressLink.Of((await app.Read(id)).LinkId, "en");
        async Task<(string Stage, bool Solved)> Shown()
        {
            var page = await app.Anonymous().Get(link);
            return (page.Text("#stage"), page.Document.QuerySelectorAll("main li span").Any(s => s.TextContent == "Solved"));
        }
        var resolve = new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Done", Then = AfterSending.Resolve, CauseId = 1, ResolutionId = 10, AtDesk = true };
        var hasty = await app.Send(resolve, "agent");
        Assert.Equal(("In work", false), await Shown());
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await app.Send(new UndoReply.Command(id, hasty.Id), "agent");
        app.Clock.Advance(AddMessage.UndoFor);
        Assert.Equal(("In work", false), await Shown());
        await app.Send(resolve, "agent");
        app.Clock.Advance(AddMessage.UndoFor);
        Assert.Equal(("Solved", true), await Shown());
    }

    [Theory]
    [InlineData("optedOut", true)]
    [InlineData("invalid", false)]
    public async Task An_address_opted_out_of_advertising_gets_what_is_said_about_its_tickets_and_an_invalid_one_nothing(string mark, bool written)
    {
        app.Clock.Now = new DateTimeOffset(2026, 3, 4, 2, 0, 0, TimeSpan.Zero) + TimeSpan.FromSeconds(Interlocked.Add(ref moments, 10));
        var email = new Dictionary<string, object> { ["value"] = $"{Guid.NewGuid():N}@example.com", [mark] = true };
        var made = await (await app.Api("supervisor")).PostAsJsonAsync("/api/v1/customers?allowDuplicate=true", new { kind = "organisation", name = $"Quiet {Guid.NewGuid():N}", emails = new[] { email } });
        var customer = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var id = await app.Ticket(customer);
        await app.Deliver();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "It left yesterday." }, "agent");
        Assert.Equal(written ? ["ticket.acknowledgement", "ticket.reply"] : [], (await app.MailsTo(customer)).Select(m => m.Purpose).Order());
        // What is no answer to them still has nowhere to go.
        Assert.Null((await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().FactsOf([customer], default)))[customer].Email);
    }

    [Theory]
    [InlineData(true, TicketChannel.Web, "The reply is on its way.", null)]
    [InlineData(false, TicketChannel.Web, "The reply stands on the ticket.", "no valid e-mail address")]
    [InlineData(true, TicketChannel.Internal, "The reply stands on the ticket.", "internal ticket")]
    public async Task Whoever_replies_is_told_before_and_after_when_no_mail_goes_to_the_customer(bool address, TicketChannel channel, string said, string? hint)
    {
        var customer = await app.Customer($"Reached {Guid.NewGuid():N}"[..16], address ? $"{Guid.NewGuid():N}@example.com" : null);
        var id = await app.Send(new OpenTicket.Command { CustomerId = customer, Type = TicketType.Inquiry, Channel = channel, Priority = TicketPriority.Normal, Subject = "Where is it?", Description = "Please look.", AllowDuplicate = true }, "agent");
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{id}");
        if (hint is null) Assert.Null(page.Document.QuerySelector("#say-reply-unmailed"));
        else Assert.Contains(hint, page.Text("#say-reply-unmailed"), StringComparison.Ordinal);
        var sent = await agent.Submit(page, $"/tickets/{id}/reply", ("Form.Body", "It left yesterday."));
        Assert.Contains(said, (await agent.Get(sent.Location!.OriginalString)).Html, StringComparison.Ordinal);
        Assert.Equal(hint is null, (await app.MailsTo(customer)).Exists(m => m.Purpose == "ticket.reply"));
    }

    [Fact]
    public async Task Whoever_wrote_a_reply_hears_once_when_its_mail_is_given_up()
    {
        var (customer, id) = await Fresh();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "It left yesterday." }, "agent");
        async Task<int> Refused()
        {
            // A file that is gone can never go along.
            await app.Db<PlatformDb>(db => db.Mail.Where(m => m.CustomerId == customer && m.Purpose == "ticket.reply").ExecuteUpdateAsync(s => s.SetProperty(m => m.AttachmentId, Guid.NewGuid()).SetProperty(m => m.DueAt, app.Clock.Now)));
            await app.Services.GetRequiredService<MailSender>().SendDue();
            Assert.Null((await app.MailsTo(customer)).Single(m => m.Purpose == "ticket.reply").SentAt);
            var me = await app.Person("agent");
            return await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == me && n.Url == $"/tickets/{id}" && n.Text == "tickets.notice.lost"));
        }
        Assert.Equal(1, await Refused());
        Assert.Equal(1, await Refused());
    }

    [Fact]
    public async Task Files_of_a_reply_are_named_in_its_mail_and_saved_from_the_link_once_they_have_left()
    {
        var (customer, id) = await Fresh();
        var file = await Stored("offer.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "See attached.", Files = [file], AtDesk = true }, "agent");
        var (link, reader) = (ProgressLink.Of((await app.Read(id)).LinkId, "en"), app.Anonymous());
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get($"{link}/files/{file}")).Status);
        app.Clock.Advance(AddMessage.UndoFor);
        Assert.Contains("offer.svg", (await app.MailsTo(customer)).Single(m => m.Purpose == "ticket.reply").TextBody, StringComparison.Ordinal);
        var shown = (await reader.Get(link)).Document.QuerySelector($"a[href='{link}/files/{file}']");
        Assert.Contains("offer.svg", shown!.TextContent, StringComparison.Ordinal);
        var saved = await reader.Get($"{link}/files/{file}");
        Assert.Contains("<svg", saved.Html, StringComparison.Ordinal);
        Assert.Equal("attachment", saved.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", saved.Response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_link_opens_no_file_of_a_note_of_a_reply_taken_back_of_another_ticket_nor_of_a_hidden_conversation()
    {
        var ((_, id), (_, other)) = (await Fresh(), await Fresh());
        var files = new List<Guid>();
        foreach (var name in new[] { "note.txt", "hasty.txt", "theirs.txt", "sent.txt" }) files.Add(await Stored(name, name));
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Between us", Files = [files[0]] }, "agent");
        var hasty = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Too hasty", Files = [files[1]], AtDesk = true }, "agent");
        await app.Send(new UndoReply.Command(id, hasty.Id), "agent");
        await app.Send(new AddMessage.Command { Id = other, Visibility = MessageVisibility.Public, Body = "Theirs", Files = [files[2]] }, "agent");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Yours", Files = [files[3]] }, "agent");
        app.Clock.Advance(AddMessage.UndoFor);
        var (link, reader) = (ProgressLink.Of((await app.Read(id)).LinkId, "en"), app.Anonymous());
        async Task<List<HttpStatusCode>> Opened()
        {
            var answers = new List<HttpStatusCode>();
            foreach (var file in files) answers.Add((await reader.Get($"{link}/files/{file}")).Status);
            return answers;
        }
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK], await Opened());
        await app.Send(new ChangeProgress.Command { Is = new() { Conversation = false } }, "admin");
        try { Assert.All(await Opened(), s => Assert.Equal(HttpStatusCode.NotFound, s)); }
        finally { await app.Send(new ChangeProgress.Command(), "admin"); }
    }

    async Task<Guid> Stored(string name, string content) => (await app.Scope(s => s.GetRequiredService<IFiles>().Save(new MemoryStream(Encoding.UTF8.GetBytes(content)), name, default))).Id;

    // Each at a time of its own, by day in Shanghai, so that no two acts share an instant.
    async Task<(long Customer, long Ticket)> Fresh()
    {
        app.Clock.Now = new DateTimeOffset(2026, 3, 4, 2, 0, 0, TimeSpan.Zero) + TimeSpan.FromSeconds(Interlocked.Add(ref moments, 10));
        var customer = await app.Customer($"Progress {Guid.NewGuid():N}"[..16], $"{Guid.NewGuid():N}@example.com");
        var id = await app.Ticket(customer, subject: $"Progress {Guid.NewGuid():N}");
        await app.Deliver();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        return (customer, id);
    }

    static int moments;
}
