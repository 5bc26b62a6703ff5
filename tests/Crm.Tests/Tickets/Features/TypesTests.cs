using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.OwnFields;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

public sealed class TypesTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task Way(TicketType type, Func<ChangeType.Command, ChangeType.Command> change)
    {
        var before = await app.Send(new ChangeType.Query(type));
        await app.Send(change(before) with { Version = before.Version });
    }

    // Each test leaves the types as they were shipped.
    Task Shipped(TicketType type) => Way(type, c => c with
    {
        Assignment = false,
        Review = type == TicketType.Complaint,
        ReviewHours = 24,
        Archive = true,
        ArchiveDays = 7,
        ReopenDays = 7,
        Cause = CodeAsked.Required,
        Resolution = CodeAsked.Required,
        Category = NeededFrom.Never,
        Contact = NeededFrom.Never,
        ResolveBy = StepBy.Anyone,
        ReopenBy = StepBy.Anyone,
    });

    async Task<long> Resolved(TicketType type)
    {
        var id = await app.Ticket(type: type);
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, "agent");
        return id;
    }

    Task Sweep() => app.Scope(async s => { await ActivatorUtilities.CreateInstance<ArchiveTickets>(s).Run(default); return true; });

    [Fact]
    public async Task An_administrator_changes_the_way_of_a_type_and_it_counts_at_once_here_and_elsewhere_and_is_audited()
    {
        var elsewhere = new SlaBook();
        Task<SlaRules> Read() => app.Db<TicketsDb, SlaRules>(db => elsewhere.Read(db, default));
        Assert.False((await Read()).Flow.Of(TicketType.Suggestion).Review);
        var admin = await app.As("admin");
        Assert.Contains("/tickets/settings/types", (await admin.Get("/tickets/settings")).Html, StringComparison.Ordinal);
        Assert.Contains("Is not reviewed.", (await admin.Get("/tickets/settings/types")).Text("main"), StringComparison.Ordinal);
        var saved = await admin.Post("/tickets/settings/types/suggestion", ("Form.Review", "true"), ("Form.ReviewHours", "5"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        try
        {
            Assert.Equal((true, 5), ((await Read()).Flow.Of(TicketType.Suggestion).Review, (await Read()).Flow.Of(TicketType.Suggestion).ReviewHours));
            Assert.Equal(app.Clock.Now.AddHours(5), (await app.Read(await Resolved(TicketType.Suggestion))).ReviewDueAt);
            Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "TypeRules" && a.Change == "changed")));
            Assert.Contains("Is reviewed within 5 h.", (await admin.Get("/tickets/settings/types")).Text("main"), StringComparison.Ordinal);
        }
        finally { await Shipped(TicketType.Suggestion); }
        Assert.Null((await app.Read(await Resolved(TicketType.Suggestion))).ReviewDueAt);
    }

    [Fact]
    public async Task A_stale_or_impossible_change_is_refused_and_so_is_everybody_without_the_right()
    {
        var admin = await app.As("admin");
        var mine = await admin.Get("/tickets/settings/types/inquiry");
        await admin.Post("/tickets/settings/types/inquiry", ("Form.ArchiveDays", "9"));
        try
        {
            var stale = await admin.Submit(mine, "/tickets/settings/types/inquiry", ("Form.ArchiveDays", "3"));
            Assert.Equal(HttpStatusCode.Conflict, stale.Status);
            Assert.Equal("3", stale.ValueOf("Form.ArchiveDays"));
            var wrong = await admin.Post("/tickets/settings/types/inquiry", ("Form.ArchiveDays", "0"), ("Form.ReviewHours", "abc"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "abc"), (wrong.Status, wrong.ValueOf("Form.ReviewHours")));
            Assert.NotEmpty(wrong.ErrorOf("Form.ReviewHours"));
        }
        finally { await Shipped(TicketType.Inquiry); }
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get("/tickets/settings/types/order")).Status);
        var supervisor = await app.As("supervisor");
        foreach (var url in new[] { "types", "types/repair", "fields", "fields/new", "states" }) Assert.Equal(HttpStatusCode.Forbidden, (await supervisor.Get("/tickets/settings/" + url)).Status);
    }

    [Fact]
    public async Task Programs_change_a_type_with_its_tag()
    {
        var api = await app.Api();
        Assert.Equal(4, (await api.GetFromJsonAsync<JsonElement>("/api/v1/ticket-types")).GetProperty("items").GetArrayLength());
        var now = await api.GetAsync("/api/v1/ticket-types/repair");
        async Task<HttpResponseMessage> Patch(string? tag, object body)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/ticket-types/repair") { Content = JsonContent.Create(body) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            return await api.SendAsync(request);
        }
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Patch(null, new { reopenDays = 3 })).StatusCode);
        var changed = await Patch(now.Headers.ETag!.ToString(), new { reopenDays = 3, cause = "optional" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        try
        {
            var json = await changed.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((3, "optional", "required"), (json.GetProperty("reopenDays").GetInt32(), json.GetProperty("cause").GetString(), json.GetProperty("resolution").GetString()));
            Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(now.Headers.ETag!.ToString(), new { reopenDays = 4 })).StatusCode);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Patch(changed.Headers.ETag!.ToString(), new { reopenDays = -1 })).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/ticket-types")).StatusCode);
        }
        finally { await Shipped(TicketType.Repair); }
    }

    [Fact]
    public async Task Codes_that_are_not_required_are_not_asked_on_any_way()
    {
        await Way(TicketType.Inquiry, c => c with { Cause = CodeAsked.Optional, Resolution = CodeAsked.Never });
        try
        {
            var agent = await app.As("agent");
            var id = await app.Ticket();
            var page = await agent.Get($"/tickets/{id}/resolve");
            Assert.NotNull(page.Document.QuerySelector("[name='Form.CauseId']"));
            Assert.Null(page.Document.QuerySelector("[name='Form.ResolutionId']"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, $"/tickets/{id}/resolve", ("Form.Note", "Done"), ("Form.CauseId", ""))).Status);
            Assert.Equal((TicketStatus.Resolved, null, null), ((await app.Read(id)).Status, (await app.Read(id)).CauseId, (await app.Read(id)).ResolutionId));

            id = await app.Ticket();
            page = await agent.Get($"/tickets/{id}");
            Assert.Null(page.Document.QuerySelector("#say-reply [name='Form.ResolutionId']"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, $"/tickets/{id}/reply", ("Form.Body", "Done"), ("Form.Then", "Resolve"), ("Form.CauseId", "3"))).Status);
            Assert.Equal((3, null), ((await app.Read(id)).CauseId, (await app.Read(id)).ResolutionId));

            id = await app.Ticket();
            var answer = await (await app.Api("agent")).PostAsJsonAsync($"/api/v1/tickets/{id}/resolve", new { note = "Done", tellCustomer = false });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

            // A macro that any type could do is kept; the ticket decides.
            Assert.Equal(HttpStatusCode.Found, (await agent.Post("/tickets/macros/new", ("Form.Name", "Solve"), ("Form.Changes.Step", "Resolve"), ("Form.Changes.StepNote", "Done"))).Status);
            var macro = await app.Db<TicketsDb, long>(db => db.Macros.Where(m => m.Name == "Solve").Select(m => m.Id).SingleAsync());
            id = await app.Ticket();
            Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/macros/{macro}")).Status);
            Assert.Equal(TicketStatus.Resolved, (await app.Read(id)).Status);
            var repair = await app.Ticket(type: TicketType.Repair);
            var refused = await agent.Post($"/tickets/{repair}/macros/{macro}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("Cause", refused.Text("main"), StringComparison.Ordinal);
            Assert.True((await app.Read(repair)).IsOpen);
        }
        finally { await Shipped(TicketType.Inquiry); }
    }

    [Fact]
    public async Task A_step_that_lacks_something_says_what_beside_the_field_and_loses_nothing_typed()
    {
        await Way(TicketType.Inquiry, c => c with { Category = NeededFrom.Start });
        try
        {
            var agent = await app.As("agent");
            var id = await app.Ticket();
            // The button leads to the form that has the field.
            var start = await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/start");
            Assert.Equal($"/tickets/{id}/edit?step=Start", start.Location!.OriginalString);
            Assert.Contains("Category", (await agent.Get(start.Location.OriginalString)).ErrorOf("Form.CategoryId"), StringComparison.Ordinal);
            Assert.Equal(TicketStatus.Created, (await app.Read(id)).Status);

            var refused = await agent.Post($"/tickets/{id}/resolve", ("Form.Note", "All of it typed"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "All of it typed"), (refused.Status, refused.ValueOf("Form.Note").Trim()));
            Assert.NotEmpty(refused.ErrorOf("Form.CategoryId"));

            var reply = await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/reply", ("Form.Body", "Typed too"), ("Form.Then", "Resolve"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Typed too"), (reply.Status, reply.ValueOf("Form.Body").Trim()));
            Assert.NotEmpty(reply.ErrorOf("Form.CategoryId"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(reply, $"/tickets/{id}/reply", ("Form.Then", "Resolve"), ("Form.CategoryId", "5"))).Status);
            Assert.Equal((TicketStatus.Resolved, 5), ((await app.Read(id)).Status, (await app.Read(id)).CategoryId));

            id = await app.Ticket();
            var answer = await (await app.Api("agent")).PostAsJsonAsync($"/api/v1/tickets/{id}/resolve", new { note = "Done", causeId = 1, resolutionId = 10 });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("categoryId", out _));
            answer = await (await app.Api("agent")).PostAsJsonAsync($"/api/v1/tickets/{id}/resolve", new { note = "Done", causeId = 1, resolutionId = 10, categoryId = 5 });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally { await Shipped(TicketType.Inquiry); }
    }

    [Fact]
    public async Task What_is_needed_from_the_beginning_is_asked_for_when_a_ticket_is_opened()
    {
        await Way(TicketType.Suggestion, c => c with { Category = NeededFrom.Open });
        try
        {
            var agent = await app.As("agent");
            var refused = await agent.Post("/tickets/new", ("Form.CustomerId", $"{await app.Customer()}"), ("Form.Type", "Suggestion"), ("Form.Subject", "Idea"), ("Form.Description", "Do it"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.NotEmpty(refused.ErrorOf("Form.CategoryId"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(refused, "/tickets/new", ("Form.CategoryId", "5"))).Status);
        }
        finally { await Shipped(TicketType.Suggestion); }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_ticket_is_told_at_once()
    {
        await app.Send(new DefineField.Command { Key = "must", Kind = FieldKind.Text, English = "Must", Chinese = "必", Required = true, Types = [TicketType.Suggestion] }, "admin");
        await app.Send(new DefineField.Command { Key = "count", Kind = FieldKind.Number, English = "Count", Chinese = "数", Types = [TicketType.Suggestion] }, "admin");
        await Way(TicketType.Suggestion, c => c with { Category = NeededFrom.Open });
        try
        {
            var agent = await app.As("agent");
            var refused = await agent.Post("/tickets/new", ("Form.CustomerId", $"{await app.Customer()}"), ("Form.Type", "Suggestion"), ("Form.Subject", ""), ("Form.Description", ""), ("Form.Custom[must]", ""), ("Form.Custom[count]", "many"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            foreach (var field in new[] { "Form.Subject", "Form.Description", "Form.CategoryId", "Form.Custom[must]", "Form.Custom[count]" }) Assert.NotEmpty(refused.ErrorOf(field));
            var made = await agent.Submit(refused, "/tickets/new", ("Form.Subject", "Idea"), ("Form.Description", "Do it"), ("Form.CategoryId", "5"), ("Form.Custom[must]", "x"), ("Form.Custom[count]", "3"));
            Assert.Equal(HttpStatusCode.Found, made.Status);

            var edit = made.Location!.OriginalString + "/edit";
            refused = await agent.Submit(await agent.Get(edit), edit, ("Form.Subject", ""), ("Form.CategoryId", ""), ("Form.Custom[must]", ""), ("Form.Custom[count]", "many"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            foreach (var field in new[] { "Form.Subject", "Form.CategoryId", "Form.Custom[must]", "Form.Custom[count]" }) Assert.NotEmpty(refused.ErrorOf(field));
            // A program that leaves a field out leaves it as it is.
            var id = long.Parse(made.Location.OriginalString.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
            var now = await app.Read(id);
            await app.Send(new EditTicket.Command { Id = id, Subject = "Better idea", Type = now.Type, Priority = now.Priority, CategoryId = 5, Version = now.Version }, "agent");
        }
        finally
        {
            await Shipped(TicketType.Suggestion);
            foreach (var field in await app.Db<TicketsDb, List<long>>(db => db.Fields.Where(f => f.Key == "must" || f.Key == "count").Select(f => f.Id).ToListAsync()))
                await app.Send(await app.Send(new ChangeField.Query(field), "admin") with { Archived = true }, "admin");
        }
    }

    [Fact]
    public async Task Where_work_is_handed_out_first_the_page_offers_to_take_it_and_nothing_more()
    {
        await Way(TicketType.Repair, c => c with { Assignment = true });
        try
        {
            var agent = await app.As("agent");
            var id = await app.Ticket(type: TicketType.Repair);
            Assert.Null((await agent.Get($"/tickets/{id}")).Document.QuerySelector($"a[href='/tickets/{id}/resolve']"));
            var refused = await agent.Post($"/tickets/{id}/resolve", ("Form.Note", "Kept"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Kept"), (refused.Status, refused.ValueOf("Form.Note").Trim()));
            Assert.Contains("handed out first", refused.Text("main"), StringComparison.Ordinal);
            await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/take");
            Assert.NotNull((await agent.Get($"/tickets/{id}")).Document.QuerySelector($"a[href='/tickets/{id}/resolve']"));
            Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/resolve", ("Form.Note", "Done"), ("Form.CauseId", "1"), ("Form.ResolutionId", "10"))).Status);
        }
        finally { await Shipped(TicketType.Repair); }
    }

    [Fact]
    public async Task Only_the_assignee_resolves_and_reopens_where_the_type_says_so()
    {
        await Way(TicketType.Repair, c => c with { ResolveBy = StepBy.Assignee, ReopenBy = StepBy.Assignee });
        try
        {
            var id = await app.Ticket(type: TicketType.Repair);
            await app.Send(new TakeTicket.Command(id), "agent");
            var command = new ResolveTicket.Command { Id = id, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 };
            Assert.Equal("tickets.rule.resolve_by.Assignee", (await Assert.ThrowsAsync<RuleException>(() => app.Send(command, "supervisor"))).Key);
            await app.Send(command, "agent");
            Assert.Equal("tickets.rule.reopen_by.Assignee", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new ReopenTicket.Command { Id = id, Note = "No" }, "supervisor"))).Key);
            await app.Send(new ReopenTicket.Command { Id = id, Note = "No" }, "agent");
            Assert.True((await app.Read(id)).IsOpen);
        }
        finally { await Shipped(TicketType.Repair); }
    }

    [Fact]
    public async Task Each_type_goes_to_the_archive_by_its_own_days_or_never()
    {
        await Way(TicketType.Repair, c => c with { ArchiveDays = 2 });
        await Way(TicketType.Suggestion, c => c with { Archive = false });
        var start = app.Clock.Now;
        try
        {
            var (repair, inquiry, suggestion, complaint) = (await Resolved(TicketType.Repair), await Resolved(TicketType.Inquiry), await Resolved(TicketType.Suggestion), await Resolved(TicketType.Complaint));
            async Task<string> States() => string.Join(' ', (await app.Read(repair)).Status, (await app.Read(inquiry)).Status, (await app.Read(suggestion)).Status, (await app.Read(complaint)).Status);
            app.Clock.Advance(TimeSpan.FromDays(2.5));
            await Sweep();
            Assert.Equal("Archived Resolved Resolved Resolved", await States());
            app.Clock.Advance(TimeSpan.FromDays(60));
            await Sweep();
            Assert.Equal("Archived Archived Resolved Resolved", await States());
        }
        finally
        {
            app.Clock.Now = start;
            await Shipped(TicketType.Repair);
            await Shipped(TicketType.Suggestion);
        }
    }

    [Fact]
    public async Task Within_the_window_words_reopen_and_later_ones_go_on_in_one_new_linked_ticket()
    {
        await Way(TicketType.Inquiry, c => c with { Archive = false, ReopenDays = 3 });
        var start = app.Clock.Now;
        try
        {
            var id = await Resolved(TicketType.Inquiry);
            app.Clock.Advance(TimeSpan.FromDays(2));
            await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = "Again" }, "agent");
            Assert.True((await app.Read(id)).IsOpen);
            await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, "agent");
            app.Clock.Advance(TimeSpan.FromDays(4));
            Assert.Equal("tickets.rule.reopen_late", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new ReopenTicket.Command { Id = id, Note = "No" }, "agent"))).Key);

            var agent = await app.As("agent");
            Assert.DoesNotContain($"/tickets/{id}/reopen", (await agent.Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
            var heard = await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/heard", ("Form.Body", "Broken once more"), ("Form.Channel", "Email"));
            Assert.Equal(HttpStatusCode.Found, heard.Status);
            var next = await app.Db<TicketsDb, long>(db => db.Links.Where(l => l.FromId == id && l.Kind == LinkKind.GoesOn).Select(l => l.ToId).SingleAsync());
            Assert.StartsWith($"/tickets/{next}", heard.Location!.OriginalString, StringComparison.Ordinal);
            Assert.Equal(TicketStatus.Resolved, (await app.Read(id)).Status);
            Assert.Equal(1, await app.Outbox("TicketOpened", next));
            Assert.Contains((await app.Read(id)).Name, (await agent.Get($"/tickets/{next}/around")).Html, StringComparison.Ordinal);

            // What they add lands on the new ticket, not on a third one.
            await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = "And another thing" }, "agent");
            Assert.Equal(["Broken once more", "And another thing"], (await app.Read(next)).Messages.OrderBy(m => m.Id).Select(m => m.Body));
            Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Links.CountAsync(l => l.FromId == id)));
        }
        finally
        {
            app.Clock.Now = start;
            await Shipped(TicketType.Inquiry);
        }
    }

    [Fact]
    public async Task A_bulk_change_puts_down_what_a_ticket_lacks_and_goes_on_with_the_others()
    {
        await Way(TicketType.Inquiry, c => c with { Category = NeededFrom.Resolve });
        try
        {
            var (lacks, knows) = (await app.Ticket(), await app.Send(new OpenTicket.Command { CustomerId = await app.Customer(), Type = TicketType.Inquiry, Channel = TicketChannel.Web, CategoryId = 5, Subject = "Known", Description = "x" }, "supervisor"));
            var supervisor = await app.As("supervisor");
            var started = await supervisor.Post($"/tickets/bulk?id={lacks}&id={knows}", ("Form.Changes.Step", "Resolve"), ("Form.Changes.StepNote", "Done"), ("Form.Changes.CauseId", "1"), ("Form.Changes.ResolutionId", "10"));
            Assert.Equal(HttpStatusCode.Found, started.Status);
            await app.Jobs();
            Assert.Equal((true, false), ((await app.Read(lacks)).IsOpen, (await app.Read(knows)).IsOpen));
            Assert.Contains("Category", (await supervisor.Get(started.Location!.OriginalString)).Text("main"), StringComparison.Ordinal);
        }
        finally { await Shipped(TicketType.Inquiry); }
    }

    [Fact]
    public async Task What_is_needed_from_the_start_is_needed_to_wait_on_a_ticket_that_nobody_has_begun()
    {
        await Way(TicketType.Inquiry, c => c with { Category = NeededFrom.Start });
        try
        {
            var (agent, api) = (await app.As("agent"), await app.Api("agent"));
            var id = await app.Ticket();
            Assert.Null((await agent.Get($"/tickets/{await Begun()}/wait")).Document.QuerySelector("[name='Form.CategoryId']"));
            var refused = await agent.Post($"/tickets/{id}/wait", ("Form.On", "WaitingCustomer"), ("Form.Note", "Asked for the invoice"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Asked for the invoice"), (refused.Status, refused.ValueOf("Form.Note")));
            Assert.Contains("Category", refused.ErrorOf("Form.CategoryId"), StringComparison.Ordinal);
            var answer = await api.PostAsJsonAsync($"/api/v1/tickets/{id}/wait", new { on = "waiting_customer" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("categoryId", out _));
            Assert.Equal(HttpStatusCode.Found, (await agent.Post("/tickets/macros/new", ("Form.Name", "Park"), ("Form.Changes.Step", "WaitCustomer"))).Status);
            var macro = await app.Db<TicketsDb, long>(db => db.Macros.Where(m => m.Name == "Park").Select(m => m.Id).SingleAsync());
            Assert.Contains("Category", (await agent.Post($"/tickets/{id}/macros/{macro}")).Text("main"), StringComparison.Ordinal);
            Assert.Equal(TicketStatus.Created, (await app.Read(id)).Status);
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(refused, $"/tickets/{id}/wait", ("Form.CategoryId", "5"))).Status);
            Assert.Equal((TicketStatus.WaitingCustomer, 5), ((await app.Read(id)).Status, (await app.Read(id)).CategoryId));

            // The composer asks beside what was typed.
            id = await app.Ticket();
            var reply = await agent.Submit(await agent.Get($"/tickets/{id}"), $"/tickets/{id}/reply", ("Form.Body", "Which invoice?"), ("Form.Then", "Wait"));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "Which invoice?"), (reply.Status, reply.ValueOf("Form.Body").Trim()));
            Assert.NotEmpty(reply.ErrorOf("Form.CategoryId"));
            Assert.Single((await app.Read(id)).Messages); // what the customer said; nothing left
            Assert.Equal(HttpStatusCode.Found, (await agent.Submit(reply, $"/tickets/{id}/reply", ("Form.Then", "Wait"), ("Form.CategoryId", "5"))).Status);
            Assert.Equal(TicketStatus.WaitingCustomer, (await app.Read(id)).Status);
        }
        finally { await Shipped(TicketType.Inquiry); }

        async Task<long> Begun()
        {
            var id = await app.Ticket();
            await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TicketStatus.InProgress)));
            return id;
        }
    }

    [Fact]
    public async Task A_reply_is_not_held_back_by_what_is_needed_to_begin_but_begins_nothing()
    {
        await Way(TicketType.Inquiry, c => c with { Category = NeededFrom.Start });
        try
        {
            var id = await app.Ticket();
            await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "We look into it" }, "agent");
            var ticket = await app.Read(id);
            Assert.Equal((TicketStatus.Created, null, ClockState.Met), (ticket.Status, ticket.OwnerId, ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State));
            var agent = await app.As("agent");
            Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{id}/edit", ("Form.CategoryId", "5"))).Status);
            await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Found it" }, "agent");
            Assert.Equal((TicketStatus.InProgress, await app.Person("agent")), ((await app.Read(id)).Status, (await app.Read(id)).OwnerId));
        }
        finally { await Shipped(TicketType.Inquiry); }
    }
}
