using System.Net;
using System.Text;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Live;
using Crm.Platform.Mail;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>What makes the ticket's page quick and forgiving: the composer, undo, drafts, presence, mentions.</summary>
public sealed class DeskTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly TimeSpan Undo = AddMessage.UndoFor;

    static string Address() => $"{Guid.NewGuid():N}@example.com";

    [Theory]
    [InlineData("reply")]
    [InlineData("note")]
    [InlineData("heard")]
    public async Task A_form_sent_again_is_stored_once_and_other_words_are_another_message(string form)
    {
        var (agent, id) = (await app.As("agent"), await app.Ticket());
        var (page, address) = (await agent.Get($"/tickets/{id}"), $"/tickets/{id}/{form}");
        Task<Answer> Send(string words) => agent.Submit(page, address, ("Form.Body", words));
        async Task<int> Stored(string words) => (await app.Read(id)).Messages.Count(m => m.Body == words);
        Assert.All(await Task.WhenAll(Send("Said once"), Send("Said once"), Send("Said once")), a => Assert.Equal(HttpStatusCode.Found, a.Status));
        Assert.Equal(HttpStatusCode.Found, (await Send("Said once")).Status);
        Assert.Equal(1, await Stored("Said once"));
        Assert.Equal(HttpStatusCode.Found, (await Send("Said later")).Status);
        Assert.Equal(1, await Stored("Said later"));
        if (form != "reply") return;
        // From a page one came back to, after taking it back.
        var said = (await app.Read(id)).Messages.Single(m => m.Body == "Said once").Id;
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/undo/{said}")).Status);
        Assert.Equal(HttpStatusCode.Found, (await Send("Said once")).Status);
        Assert.Equal(2, await Stored("Said once"));
    }

    [Fact]
    public async Task Nobody_who_writes_is_refused_because_others_write_at_that_moment()
    {
        var (_, id) = await Fresh();
        var words = Enumerable.Range(0, 12).Select(n => $"Word {n}").ToList();
        await Task.WhenAll(words.Select((word, n) => (Task)(n % 3 == 0
            ? app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = word }, "supervisor")
            : app.Send(new AddMessage.Command { Id = id, Visibility = n % 3 == 1 ? MessageVisibility.Public : MessageVisibility.Internal, Body = word }, n % 2 == 0 ? "agent" : "supervisor"))));
        Assert.Equal(words.Order(StringComparer.Ordinal), (await app.Read(id)).Messages.Select(m => m.Body).Where(words.Contains).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reply_sent_from_the_page_waits_ten_seconds_and_can_be_taken_back_until_then()
    {
        var (customer, id) = await Fresh();
        var agent = await app.As("agent");
        var answer = await agent.Post($"/tickets/{id}/reply", ("Form.Body", "Too hasty"));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(ClockState.Met, (await First(id)).State);
        Assert.Equal(app.Clock.Now + Undo, (await Mail(customer))!.DueAt);
        await Send();
        Assert.Null((await Mail(customer))!.SentAt);

        app.Clock.Advance(TimeSpan.FromSeconds(9));
        var page = await agent.Get($"/tickets/{id}");
        var message = (await app.Read(id)).Messages.Single(m => m.Kind == MessageKind.Reply);
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, $"/tickets/{id}/undo/{message.Id}")).Status);
        Assert.Null(await Mail(customer));
        var ticket = await app.Read(id);
        Assert.Equal(ClockState.Running, ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State);
        Assert.Null(ticket.FirstAnsweredAt);
        var withdrawn = ticket.Messages.Single(m => m.Kind == MessageKind.Reply);
        Assert.Equal((await app.Person("agent"), app.Clock.Now), (withdrawn.WithdrawnById!.Value, withdrawn.WithdrawnAt!.Value));

        var after = await agent.Get($"/tickets/{id}");
        Assert.Equal("Too hasty", after.Text("#say-reply [data-body]"));
        Assert.Contains("Taken back by", after.Text($"#m{message.Id}"), StringComparison.Ordinal);
        app.Clock.Advance(Undo);
        await Send();
        Assert.Null(await Mail(customer));
    }

    [Fact]
    public async Task After_ten_seconds_it_is_too_late_and_said_so_in_words()
    {
        var (customer, id) = await Fresh();
        var agent = await app.As("agent");
        await agent.Post($"/tickets/{id}/reply", ("Form.Body", "Gone"));
        var page = await agent.Get($"/tickets/{id}");
        var message = (await app.Read(id)).Messages.Single(m => m.Kind == MessageKind.Reply);
        app.Clock.Advance(Undo);
        await Send();
        Assert.NotNull((await Mail(customer))!.SentAt);
        var late = await agent.Submit(page, $"/tickets/{id}/undo/{message.Id}");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("too late", late.Text("[role=alert]"), StringComparison.Ordinal);
        Assert.Null((await app.Read(id)).Messages.Single(m => m.Id == message.Id).WithdrawnAt);
        Assert.Equal(ClockState.Met, (await First(id)).State);
        Assert.DoesNotContain($"/undo/{message.Id}", (await agent.Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_back_what_a_colleague_sent()
    {
        var (_, id) = await Fresh();
        var message = await Sent(id, AfterSending.Stay);
        Assert.Equal("tickets.undo.late", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new UndoReply.Command(id, message), "zhao.min"))).Key);
        Assert.DoesNotContain($"/undo/{message}", (await (await app.As("zhao.min")).Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_colleague_answered_meanwhile_stays_the_answer_when_the_first_reply_is_taken_back()
    {
        var (_, id) = await Fresh();
        Task<string?> Answer() => app.Scope(async s => (await s.GetRequiredService<ITicketDirectory>().StoryOf(id, default))?.Answer);
        var hasty = await Sent(id, AfterSending.Stay);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var better = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Better", AtDesk = true }, "zhao.min");
        var answered = app.Clock.Now;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Send(new UndoReply.Command(id, hasty), "agent");
        var ticket = await app.Read(id);
        Assert.Equal((answered, (DateTimeOffset?)null, "Better"), (ticket.FirstAnsweredAt, ticket.UnansweredSince, await Answer()));
        Assert.Equal((ClockState.Met, answered), ((await First(id)).State, (await First(id)).EndedAt));
        await app.Send(new UndoReply.Command(id, better.Id), "zhao.min");
        Assert.Equal((ClockState.Running, (string?)null), ((await First(id)).State, await Answer())); // words that never left are no article's answer
    }

    [Fact]
    public async Task Programs_send_at_once()
    {
        var (customer, id) = await Fresh();
        var message = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "By the API" }, "agent");
        Assert.Equal(app.Clock.Now, (await Mail(customer))!.DueAt);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new UndoReply.Command(id, message.Id), "agent"));
    }

    [Fact]
    public async Task Undo_of_send_and_resolve_takes_back_the_resolution_and_tells_nobody()
    {
        var (customer, id) = await Fresh();
        var before = await app.Read(id);
        var message = await Sent(id, AfterSending.Resolve);
        Assert.Equal(TicketStatus.Resolved, (await app.Read(id)).Status);
        await app.Deliver();
        Assert.Equal((1, 1), (await app.Outbox("TicketResolved", id), await app.Outbox("TicketReadyForSurvey", id)));
        Assert.DoesNotContain(await app.MailsTo(customer), m => m.Purpose.StartsWith("survey", StringComparison.Ordinal));

        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await app.Send(new UndoReply.Command(id, message), "agent");
        await app.Send(new UndoReply.Command(id, message), "agent"); // a second click is no second undo
        var ticket = await app.Read(id);
        Assert.Equal(TicketStatus.Assigned, ticket.Status); // taken up by the answer, and still the agent's
        Assert.Null(ticket.ResolvedAt ?? ticket.FinishedAt);
        Assert.Null(ticket.CauseId);
        Assert.All(ticket.Clocks, c => Assert.Equal(ClockState.Running, c.State));
        Assert.Equal(before.Clocks.Select(c => c.DueAt), ticket.Clocks.Select(c => c.DueAt));
        Assert.Equal((0, 0), (await app.Outbox("TicketResolved", id), await app.Outbox("TicketReadyForSurvey", id)));
        Assert.Null(await Mail(customer));
    }

    [Fact]
    public async Task Undo_of_send_and_resolve_works_also_when_the_customer_has_written_meanwhile_and_nobody_is_asked_how_it_went()
    {
        var (customer, id) = await Fresh();
        var message = await Sent(id, AfterSending.Resolve);
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Web, Body = "One more thing" }, "zhao.min");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await app.Send(new UndoReply.Command(id, message), "agent");
        Assert.Null(await Mail(customer));
        Assert.Equal((0, 0), (await app.Outbox("TicketResolved", id), await app.Outbox("TicketReadyForSurvey", id)));
        Assert.True((await app.Read(id)).IsOpen);

        // Not taken back: the words leave, but the work goes on.
        message = await Sent(id, AfterSending.Resolve);
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Web, Body = "And another" }, "zhao.min");
        app.Clock.Advance(TimeSpan.FromSeconds(8));
        await app.Deliver();
        Assert.Equal(0, await app.Db<Crm.Surveys.Data.SurveysDb, int>(db => db.Invitations.CountAsync(i => i.TicketId == id)));
    }

    [Fact]
    public async Task Undo_of_send_and_wait_ends_the_waiting()
    {
        var (_, id) = await Fresh();
        var message = await Sent(id, AfterSending.Wait);
        Assert.Equal(TicketStatus.WaitingCustomer, (await app.Read(id)).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await app.Send(new UndoReply.Command(id, message), "agent");
        var ticket = await app.Read(id);
        Assert.Equal(TicketStatus.InProgress, ticket.Status);
        Assert.All(ticket.Clocks, c => Assert.Equal(ClockState.Running, c.State));
    }

    [Fact]
    public async Task A_resolution_that_was_looked_at_meanwhile_stays()
    {
        var id = await app.Ticket(await app.Customer("Reviewed", Address()), TicketType.Complaint);
        var message = await Sent(id, AfterSending.Resolve);
        await app.Send(new ReviewTicket.Command { Id = id, Decision = ReviewTicket.Verdict.Approve }, "supervisor");
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new UndoReply.Command(id, message), "agent"));
        Assert.Equal(TicketStatus.Reviewed, (await app.Read(id)).Status);
    }

    [Fact]
    public async Task Undo_against_the_sender_at_the_same_moment_has_one_outcome_every_time()
    {
        var (sent, back) = (0, 0);
        for (var round = 0; round < 24; round++)
        {
            var (customer, id) = await Fresh();
            var message = await Sent(id, round % 2 == 0 ? AfterSending.Stay : AfterSending.Resolve);
            // Another host, whose clock is ahead, finds the mail due while this one still offers to take it back.
            await app.Db<PlatformDb>(db => db.Mail.Where(m => m.CustomerId == customer && m.Purpose == "ticket.reply").ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, app.Clock.Now)));
            var undo = Task.Run(async () =>
            {
                try { await app.Send(new UndoReply.Command(id, message), "agent"); return true; }
                catch (RuleException) { return false; }
            });
            if (round % 3 == 0) await Task.Delay(2);
            await Task.WhenAll(undo, Task.Run(() => app.Services.GetRequiredService<MailSender>().SendDue()));
            var (mail, ticket) = (await Mail(customer), await app.Read(id));
            var withdrawn = ticket.Messages.Single(m => m.Id == message).WithdrawnAt is not null;
            Assert.Equal(await undo, withdrawn);
            Assert.Equal(withdrawn, mail is null);
            if (!withdrawn) Assert.NotNull(mail!.SentAt);
            Assert.Equal(withdrawn ? ClockState.Running : ClockState.Met, ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State);
            if (withdrawn) back++; else sent++;
        }
        Assert.Equal(24, sent + back);
    }

    [Fact]
    public async Task What_is_typed_is_kept_for_its_writer_until_it_is_sent()
    {
        var (_, id) = await Fresh();
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{id}");
        Assert.Equal(HttpStatusCode.OK, (await Keep(agent, page, id, "reply", "Half a sen", 0)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Keep(agent, page, id, "note", "For us", 0)).Status);
        var device = await app.As("agent");
        var elsewhere = await device.Get($"/tickets/{id}");
        Assert.Equal(("Half a sen", "For us"), (elsewhere.Text("#say-reply [data-body]"), elsewhere.Text("#say-note [data-body]")));
        Assert.Equal("", (await (await app.As("zhao.min")).Get($"/tickets/{id}")).Text("#say-reply [data-body]"));
        Assert.Contains((await app.Read(id)).Subject, (await agent.Get("/tickets?view=Drafts")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/tickets/{id}\"", (await (await app.As("zhao.min")).Get("/tickets?view=Drafts")).Html, StringComparison.Ordinal);

        // Refused: the draft is still there.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await device.Submit(elsewhere, $"/tickets/{id}/reply", ("Form.Body", ""))).Status);
        Assert.Equal(2, await Drafts(id));
        Assert.Equal(HttpStatusCode.Found, (await device.Submit(elsewhere, $"/tickets/{id}/reply", ("Form.Body", "Half a sentence, whole."))).Status);
        Assert.Equal(1, await Drafts(id));
        // The page told what was typed only now: it has been sent since.
        var since = long.Parse(page.Document.QuerySelector("#say-reply form")!.GetAttribute("data-since")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.OK, (await Keep(agent, page, id, "reply", "Half a sentence, whole.", since)).Status);
        Assert.Equal(1, await Drafts(id));
        Assert.Equal(HttpStatusCode.OK, (await Keep(agent, page, id, "note", " ", since, elsewhere.Document.QuerySelector("#say-note form")!.GetAttribute("data-version")!)).Status);
        Assert.Equal(0, await Drafts(id));
    }

    [Fact]
    public async Task What_was_typed_on_another_device_meanwhile_is_shown_and_not_written_over()
    {
        var (_, id) = await Fresh();
        var agent = await app.As("agent");
        Task<KeepDraft.Result> Keep(string text, string? was) => app.Send(new KeepDraft.Command(id, MessageKind.Reply, text, 0, was), "agent");
        var first = await Keep("A", null);
        var stale = await agent.Get($"/tickets/{id}");
        Assert.Equal(first.Version, stale.Document.QuerySelector("#say-reply form")!.GetAttribute("data-version"));
        var phone = await Keep("A and a whole paragraph", first.Version);
        var refused = await Act(agent, stale, $"/tickets/{id}/drafts/reply", false, ("text", "A x"), ("since", "0"), ("was", first.Version!));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("A and a whole paragraph", refused.Html, StringComparison.Ordinal);
        Assert.Equal("A and a whole paragraph", await Text(id));
        Assert.Equal(phone.Version, (await Keep("A x", first.Version)).Version);

        Assert.Null((await Keep("A x", phone.Version)).Other); // with open eyes
        Assert.Equal("A x", await Text(id));
        // A file beside it is no other text.
        await Upload(agent, stale, id, "notes.txt", "beside"u8.ToArray());
        Assert.Null((await Keep("A x y", (await Keep("A x", null)).Version)).Other);
        Assert.Equal("A x y", await Text(id));
    }

    [Fact]
    public async Task What_is_typed_after_another_device_sent_is_a_draft_and_what_was_sent_is_none()
    {
        var (_, id) = await Fresh();
        var key = Guid.NewGuid();
        var begun = await app.Send(new KeepDraft.Command(id, MessageKind.Reply, "Half", 0), "agent");
        var sent = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Half\r\nand all", AtDesk = true, Key = key }, "agent");
        Task<KeepDraft.Result> Late(string text, Guid? form) => app.Send(new KeepDraft.Command(id, MessageKind.Reply, text, 0, begun.Version, form), "agent");
        Assert.Equal(sent.Id, (await Late("Half\nand all", null)).Sent);
        Assert.Equal(sent.Id, (await Late("Half\nand", key)).Sent); // the form's own, told late
        Assert.Equal(0, await Drafts(id));
        Assert.Null((await Late("Something else", null)).Sent);
        Assert.Equal("Something else", await Text(id));
    }

    [Fact]
    public async Task Whoever_is_signed_out_while_typing_is_told_so_and_led_back_to_the_ticket()
    {
        var (_, id) = await Fresh();
        var gone = app.Anonymous();
        var request = new HttpRequestMessage(HttpMethod.Post, $"/tickets/{id}/drafts/reply") { Content = new FormUrlEncodedContent([KeyValuePair.Create("text", "Half a sen")]) };
        request.Headers.Add("HX-Request", "true");
        request.Headers.Add("HX-Current-URL", $"http://localhost/tickets/{id}?view=Mine");
        var answer = await gone.Send(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal($"/sign-in?returnUrl=%2Ftickets%2F{id}%3Fview%3DMine", answer.Response.Headers.GetValues("HX-Redirect").Single());
    }

    [Fact]
    public async Task Drafts_go_when_the_ticket_is_archived_and_none_begins_on_it()
    {
        var (_, id) = await Fresh();
        await app.Send(new KeepDraft.Command(id, MessageKind.Reply, "Never sent", 0), "agent");
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "zhao.min");
        var start = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromDays(8));
            await app.Scope(async s => { await s.GetRequiredService<ArchiveTickets>().Run(default); await s.GetRequiredService<SweepDesks>().Run(default); return true; });
        }
        finally { app.Clock.Now = start; }
        Assert.Equal(0, await Drafts(id));
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new KeepDraft.Command(id, MessageKind.Reply, "Too late", 0), "agent"));
    }

    [Fact]
    public async Task Files_dropped_into_the_composer_wait_with_the_draft_and_go_with_the_message()
    {
        var (_, id) = await Fresh();
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{id}");
        var added = await Upload(agent, page, id, "shot.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]);
        Assert.Equal(HttpStatusCode.OK, added.Status);
        Assert.Contains("shot.png", added.Html, StringComparison.Ordinal);
        var both = await Upload(agent, page, id, "notes.txt", "to be removed"u8.ToArray());
        var remove = both.Document.QuerySelectorAll("[hx-post]")[1].GetAttribute("hx-post")!;
        Assert.DoesNotContain("notes.txt", (await Act(agent, page, remove, true)).Html, StringComparison.Ordinal);
        await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/reply", ("Form.Body", "See the picture"));
        var after = await agent.Get($"/tickets/{id}");
        var link = after.Document.QuerySelector($"a[href^='/tickets/{id}/files/']")!;
        Assert.Contains("shot.png", link.TextContent, StringComparison.Ordinal);
        var picture = await agent.Http.GetAsync(link.GetAttribute("href"));
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, await Drafts(id));
    }

    [Fact]
    public async Task Send_and_resolve_offers_the_codes_used_last_in_the_category()
    {
        var (_, id) = await Fresh();
        var agent = await app.As("agent");
        var refused = await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/reply", ("Form.Body", "Typed"), ("Form.Then", "Resolve"), ("Form.CauseId", ""), ("Form.ResolutionId", "11"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.CauseId"));
        Assert.Equal(("Typed", "11"), (refused.ValueOf("Form.Body").Trim(), refused.ValueOf("Form.ResolutionId")));
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(refused, $"/tickets/{id}/reply", ("Form.Then", "Resolve"), ("Form.CauseId", "3"))).Status);
        var ticket = await app.Read(id);
        Assert.Equal((TicketStatus.Resolved, 3, 11), (ticket.Status, ticket.CauseId, ticket.ResolutionId));

        var (_, next) = await Fresh();
        var page = await agent.Get($"/tickets/{next}");
        Assert.Equal(("3", "11"), (page.ValueOf("Form.CauseId"), page.ValueOf("Form.ResolutionId")));
    }

    [Fact]
    public async Task Resolve_and_next_opens_the_next_ticket_of_the_view_one_came_from()
    {
        var customer = await app.Customer("Row");
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            ids.Add(await app.Ticket(customer, subject: $"Row {i}"));
            await app.Send(new TakeTicket.Command(ids[^1]), "zhou.jie");
        }
        var jie = await app.As("zhou.jie");
        Assert.StartsWith($"/tickets/{ids[1]}?view=Mine&at=", (await jie.Get($"/tickets/{ids[0]}/next?view=Mine")).Location!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"/tickets/{ids[0]}?view=Mine&at=", (await jie.Get($"/tickets/{ids[1]}/previous?view=Mine")).Location!.ToString(), StringComparison.Ordinal);
        var page = await jie.Get($"/tickets/{ids[0]}?view=Mine");
        var button = page.Document.QuerySelector("#say-reply button[formaction*=next]")!.GetAttribute("formaction")!;
        Assert.Equal($"/tickets/{ids[0]}/reply?view=Mine&next=true", button);
        var answer = await Act(jie, page, button, false, ("Form.Body", "Done"), ("Form.Then", "Resolve"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
        Assert.StartsWith($"/tickets/{ids[1]}?view=Mine&at=", answer.Location!.ToString(), StringComparison.Ordinal);
        var there = await jie.Get(answer.Location.ToString());
        Assert.NotNull(there.Document.QuerySelector($"#toasts form[action^='/tickets/{ids[0]}/undo/']")); // the way back goes along
    }

    [Fact]
    public async Task Colleagues_see_who_is_there_and_who_types_until_they_fall_silent()
    {
        var (_, id) = await Fresh();
        var (agent, min, wei) = (await app.As("agent"), await app.As("zhao.min"), await Name("agent"));
        var page = await agent.Get($"/tickets/{id}");
        Assert.Equal(HttpStatusCode.NoContent, (await Act(agent, page, $"/tickets/{id}/presence", false, ("typing", "true"))).Status);
        var seen = await min.Get($"/tickets/{id}/others?version={await Version(id)}", htmx: true);
        Assert.Contains(wei, seen.Html, StringComparison.Ordinal);
        Assert.Contains("is typing", seen.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(wei, (await agent.Get($"/tickets/{id}/others?version={await Version(id)}", htmx: true)).Html, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(12));
        Assert.Contains("is here", (await min.Get($"/tickets/{id}")).Text("#ticket-others"), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(wei, (await min.Get($"/tickets/{id}")).Text("#ticket-others"), StringComparison.Ordinal);
        var stranger = await app.As("wu.qian"); // of another team
        Assert.Equal(HttpStatusCode.NotFound, (await Act(stranger, await stranger.Get("/tickets"), $"/tickets/{id}/presence", false)).Status);
    }

    [Fact]
    public async Task A_change_by_others_is_announced_to_those_who_look_and_to_nobody_else()
    {
        var hub = app.Services.GetRequiredService<LiveHub>();
        await hub.StartAsync(default);
        await hub.Listening.WaitAsync(TimeSpan.FromSeconds(10));
        var (_, id) = await Fresh();
        var (_, unseen) = await Fresh();
        using var heard = hub.Listen($"ticket:{id}", $"ticket:{unseen}", "end");
        var min = await app.As("zhao.min");
        var version = await Version(id);
        await app.Send(new StayOnTicket.Command(id, false, false), "zhao.min");
        Assert.Equal($"ticket:{id}", (await Next()).Topic); // she has come
        await app.Send(new StayOnTicket.Command(id, false, false), "zhao.min"); // and is still there: no news
        Assert.Equal("", (await min.Get($"/tickets/{id}/others?version={version}", htmx: true)).Html.Trim());

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Send(new AddMessage.Command { Id = unseen, Visibility = MessageVisibility.Internal, Body = "Nobody looks" }, "agent");
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Look" }, "agent");
        Assert.Equal($"ticket:{id}", (await Next()).Topic);
        Assert.Contains("Updated by " + await Name("agent"), (await min.Get($"/tickets/{id}/others?version={version}", htmx: true)).Html, StringComparison.Ordinal);

        async Task<LiveMessage> Next()
        {
            var next = await heard.Messages.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.NotEqual($"ticket:{unseen}", next.Topic);
            return next;
        }
    }

    [Fact]
    public async Task A_note_calls_colleagues_by_name_or_sign_in_name_once_each()
    {
        var (_, id) = await Fresh();
        var wei = await app.As("agent", "zh-CN");
        Assert.Equal(HttpStatusCode.Found, (await wei.Post($"/tickets/{id}/note", ("Form.Body", "请@赵敏 and @ZHOU.JIE look; @zhao.min too, not a@sun.li or @agents, nor @wu.qian who cannot open it."))).Status);
        long[] meant = [await app.Person("zhao.min"), await app.Person("zhou.jie")];
        var called = await app.Db<TicketsDb, List<long>>(db => db.Mentions.Where(m => m.TicketId == id).Select(m => m.StaffId).ToListAsync());
        Assert.Equal(meant.Order(), called.Order());
        var min = await app.Person("zhao.min");
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == min && n.Text == "tickets.notice.mentioned" && n.Url == $"/tickets/{id}")));

        // Looking changes nothing; being there does.
        var browser = await app.As("zhao.min");
        var subject = (await app.Read(id)).Subject;
        var page = await browser.Get($"/tickets/{id}");
        Assert.Contains($"/tickets/{id}", (await browser.Get("/tickets?view=Mentions")).Html, StringComparison.Ordinal);
        Assert.Equal(1, (await app.Send(new CountViews.Query(), "zhao.min"))[TicketView.Mentions]);
        // A page that was open before does not show the note.
        var note = (await app.Read(id)).Messages.Single(m => m.Kind == MessageKind.Note).Id;
        await Act(browser, page, $"/tickets/{id}/presence", false, ("since", $"{note - 1}"));
        Assert.Equal(1, (await app.Send(new CountViews.Query(), "zhao.min"))[TicketView.Mentions]);
        await Act(browser, page, $"/tickets/{id}/presence", false, ("since", $"{note}"));
        Assert.Equal(0, (await app.Send(new CountViews.Query(), "zhao.min"))[TicketView.Mentions]);
        Assert.DoesNotContain(subject + "</a>", (await browser.Get("/tickets?view=Mentions")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colleagues_are_suggested_by_Chinese_and_by_Latin_names()
    {
        var (agent, id) = (await app.As("agent", "zh-CN"), await app.Ticket());
        Assert.Equal("@赵敏 ", (await agent.Get($"/tickets/{id}/colleagues?q=赵")).Document.QuerySelector("[data-insert]")!.GetAttribute("data-insert"));
        Assert.Equal("@赵敏 ", (await agent.Get($"/tickets/{id}/colleagues?q=zhao")).Document.QuerySelector("[data-insert]")!.GetAttribute("data-insert"));
        var english = await (await app.As("agent")).Get($"/tickets/{id}/colleagues?q=zhao.m");
        Assert.Contains("data-insert=\"@Min Zhao \"", english.Html, StringComparison.Ordinal);
        Assert.Empty((await agent.Get($"/tickets/{id}/colleagues?q=analyst")).Document.QuerySelectorAll("[data-insert]")); // an analyst reads no tickets
        Assert.Empty((await agent.Get($"/tickets/{id}/colleagues?q=agent")).Document.QuerySelectorAll("[data-insert]")); // oneself
        Assert.Empty((await agent.Get($"/tickets/{id}/colleagues?q=wu.qian")).Document.QuerySelectorAll("[data-insert]")); // the ticket is not hers to read
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("wu.qian")).Get($"/tickets/{id}/colleagues?q=zhao")).Status);
    }

    [Fact]
    public async Task A_step_that_is_impossible_is_said_so_before_anything_is_typed()
    {
        var (_, id) = await Fresh();
        var supervisor = await app.As("supervisor");
        string Keys(Answer list) => list.Document.QuerySelector($"tbody a[href^='/tickets/{id}?']")!.Closest("tr")!.GetAttribute("data-may")!;
        Assert.Equal("rnea", Keys(await supervisor.Get("/tickets?view=Any")));
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/tickets/{id}/resolve")).Status);
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "zhao.min");
        Assert.Equal("rn", Keys(await supervisor.Get("/tickets?view=Any")));
        foreach (var step in (string[])["resolve", "wait", "assign"])
        {
            var answer = await supervisor.Get($"/tickets/{id}/{step}");
            Assert.Equal((HttpStatusCode.Found, $"/tickets/{id}"), (answer.Status, answer.Location?.ToString()));
            Assert.Contains("not open any more", (await supervisor.Get($"/tickets/{id}")).Text("#toasts"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_preview_shows_what_will_be_shown_and_no_markup_of_the_writers()
    {
        var agent = await app.As("agent");
        var (_, id) = await Fresh();
        var html = (await Act(agent, await agent.Get($"/tickets/{id}"), "/tickets/preview", false, ("text", "**bold** <img src=x onerror=alert(1)>"))).Html;
        Assert.Contains("<strong>bold</strong>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_save_of_the_fields_tells_before_theirs_and_yours_in_the_words_of_the_choices()
    {
        var (_, id) = await Fresh();
        var agent = await app.As("agent");
        var mine = await agent.Get($"/tickets/{id}/edit");
        await agent.Post($"/tickets/{id}/edit", ("Form.Priority", "High"));
        var stale = await agent.Submit(mine, $"/tickets/{id}/edit", ("Form.Priority", "Urgent"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        var row = Assert.Single(stale.Document.QuerySelectorAll("[role=alert] tbody tr"));
        Assert.Equal("Priority", row.QuerySelector("th")!.TextContent);
        Assert.Equal(["Normal", "High", "Urgent"], row.QuerySelectorAll("td").Select(c => c.TextContent.Trim()));
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(stale, $"/tickets/{id}/edit")).Status); // with open eyes
        Assert.Equal(TicketPriority.Urgent, (await app.Read(id)).Priority);
    }

    // Each at a time of its own, so that no two acts share an instant.
    async Task<(long Customer, long Ticket)> Fresh()
    {
        var customer = await app.Customer($"Desk {Guid.NewGuid():N}"[..14], Address());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await app.Ticket(customer, subject: $"Desk {Guid.NewGuid():N}");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        return (customer, id);
    }

    async Task<string> Name(string person) => (await app.Staff())[await app.Person(person)].Name;

    async Task<long> Sent(long id, AfterSending then) =>
        (await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Sent", Then = then, CauseId = 1, ResolutionId = 10, AtDesk = true }, "agent")).Id;

    async Task<Clock> First(long id) => (await app.Read(id)).Clocks.Single(c => c.Kind == ClockKind.FirstResponse);

    Task<uint> Version(long id) => app.Db<TicketsDb, uint>(db => db.Tickets.Where(t => t.Id == id).Select(t => t.Version).SingleAsync());

    Task<MailRow?> Mail(long customer) => app.Db<PlatformDb, MailRow?>(db => db.Mail.AsNoTracking().SingleOrDefaultAsync(m => m.CustomerId == customer && m.Purpose == "ticket.reply"));

    Task Send() => app.Services.GetRequiredService<MailSender>().SendDue();

    Task<int> Drafts(long id) => app.Db<TicketsDb, int>(db => db.Drafts.CountAsync(d => d.TicketId == id));

    Task<string> Text(long id) => app.Db<TicketsDb, string>(db => db.Drafts.Where(d => d.TicketId == id && d.Kind == MessageKind.Reply).Select(d => d.Text).SingleAsync());

    static Task<Answer> Keep(Browser browser, Answer page, long id, string kind, string text, long since, string was = "") =>
        Act(browser, page, $"/tickets/{id}/drafts/{kind}", false, ("text", text), ("since", $"{since}"), ("was", was));

    /// <summary>Posts as the page's script does.</summary>
    static Task<Answer> Act(Browser browser, Answer page, string url, bool htmx, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken"))).Select(f => KeyValuePair.Create(f.Item1, f.Item2))) };
        if (htmx) request.Headers.Add("HX-Request", "true");
        return browser.Send(request);
    }

    static Task<Answer> Upload(Browser browser, Answer page, long id, string name, byte[] bytes)
    {
        var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken"), Encoding.UTF8), "__RequestVerificationToken" }, { new ByteArrayContent(bytes), "file", name } };
        return browser.Send(new HttpRequestMessage(HttpMethod.Post, $"/tickets/{id}/drafts/reply/files") { Content = form });
    }
}
