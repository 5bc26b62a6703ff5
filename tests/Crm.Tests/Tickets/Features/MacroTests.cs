using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Features;

/// <summary>Several changes with one key, and texts one need not write again.</summary>
public sealed class MacroTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Macro(TicketChanges changes, string name = "Macro", string @as = "agent") => app.Send(new WriteMacro.Command { Name = name, Changes = changes }, @as);

    [Fact]
    public async Task A_macro_shows_what_it_will_do_and_does_all_of_it()
    {
        var customer = await app.Customer("Möller & Söhne", "info@moeller.test");
        var id = await app.Ticket(customer, subject: "Late parcel");
        var agent = await app.As("agent");
        var saved = await agent.Post("/tickets/macros/new", ("Form.Name", "Late parcel"), ("Form.Changes.Priority", "High"), ("Form.Changes.AddTags", "late, parcel"), ("Form.Changes.To", "Me"),
            ("Form.Changes.Reply", "Dear {{contact.name}}, about {{ticket.number}}: it left today. {{agent.name}}"), ("Form.Changes.Step", "WaitCustomer"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var macro = await app.Db<TicketsDb, long>(db => db.Macros.Where(m => m.Name == "Late parcel").Select(m => m.Id).SingleAsync());

        Assert.Contains($"/tickets/{id}/macros/{macro}", (await agent.Get($"/tickets/{id}/macros", htmx: true)).Html, StringComparison.Ordinal);
        var number = (await app.Read(id)).Name;
        var preview = await agent.Get($"/tickets/{id}/macros/{macro}");
        Assert.Contains($"Dear Möller & Söhne, about {number}: it left today.", preview.Text("main"), StringComparison.Ordinal);
        Assert.Contains("High", preview.Text("main"), StringComparison.Ordinal);
        Assert.Equal(TicketPriority.Normal, (await app.Read(id)).Priority);

        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(preview, $"/tickets/{id}/macros/{macro}")).Status);
        var ticket = await app.Read(id);
        Assert.Equal((TicketPriority.High, TicketStatus.WaitingCustomer, (long?)await app.Person("agent")), (ticket.Priority, ticket.Status, ticket.OwnerId));
        Assert.Equal(["late", "parcel"], ticket.Tags);
        Assert.Contains(ticket.Messages, m => m.Kind == MessageKind.Reply && m.Body.StartsWith("Dear Möller & Söhne", StringComparison.Ordinal));
        Assert.Contains("Möller & Söhne", (await app.MailsTo(customer)).First(m => m.Purpose == "ticket.reply").TextBody, StringComparison.Ordinal);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "Macro" && a.EntityId == macro)));
    }

    [Fact]
    public async Task A_colleague_named_in_the_note_of_a_macro_is_called()
    {
        var (id, min) = (await app.Ticket(), await app.Person("zhao.min"));
        var macro = await Macro(new TicketChanges { Note = "Look, @zhao.min", Step = NextStep.Resolve, StepNote = "Done, @zhou.jie", CauseId = 1, ResolutionId = 10 }, "Calls");
        await app.Send(new ApplyMacro.Command { Id = id, MacroId = macro }, "agent");
        Assert.Equal([min, await app.Person("zhou.jie")], await app.Db<TicketsDb, List<long>>(db => db.Mentions.Where(m => m.TicketId == id).OrderBy(m => m.Id).Select(m => m.StaffId).ToListAsync()));
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == min && n.Text == "tickets.notice.mentioned" && n.Url == $"/tickets/{id}")));
    }

    [Fact]
    public async Task What_is_said_is_shown_as_it_will_look_and_names_in_it_are_words()
    {
        const string name = "[win](https://evil.example) *x*";
        var customer = await app.Customer(name, "odd@name.test");
        var id = await app.Ticket(customer);
        var macro = await Macro(new TicketChanges { AddTags = "a, b", Reply = "**Dear** {{customer.name}}", Note = "- one\n- two" }, "Looks");
        var agent = await app.As("agent");
        var preview = await agent.Get($"/tickets/{id}/macros/{macro}");
        Assert.Equal(["one", "two"], preview.Document.QuerySelectorAll("main .markdown li").Select(l => l.TextContent.Trim()));
        Assert.Equal("Dear", preview.Text("main .markdown strong"));
        Assert.Contains($"Dear {name}", preview.Text("main"), StringComparison.Ordinal);
        Assert.Empty(preview.Document.QuerySelectorAll("main .markdown em, main a[href*=evil]"));
        await app.Send(new ApplyMacro.Command { Id = id, MacroId = macro }, "agent");
        var page = await agent.Get($"/tickets/{id}");
        Assert.Contains($"Dear {name}", page.Text("main"), StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main .markdown em, main .markdown a[href*=evil]"));
        Assert.Contains($"**Dear** {name}", (await app.MailsTo(customer)).First(m => m.Purpose == "ticket.reply").TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task What_a_macro_says_can_be_taken_back_by_hand_and_is_not_held_back_for_a_program(bool resolves)
    {
        var customer = await app.Customer($"Hasty {resolves}", $"hasty{resolves}@macro.test");
        var (byHand, byProgram) = (await app.Ticket(customer), await app.Ticket(customer));
        var macro = await Macro(new TicketChanges { AddTags = "hasty", Reply = "Too soon", Step = resolves ? NextStep.Resolve : NextStep.WaitCustomer, StepNote = resolves ? "Too soon" : null, TellCustomer = resolves, CauseId = resolves ? 1 : null, ResolutionId = resolves ? 10 : null }, $"Hasty {resolves}");
        var agent = await app.As("agent");
        var done = await agent.Submit(await agent.Get($"/tickets/{byHand}/macros/{macro}"), $"/tickets/{byHand}/macros/{macro}");
        Assert.Equal(HttpStatusCode.Found, done.Status);
        var message = (await app.Read(byHand)).Messages[^1];
        Assert.Equal(app.Clock.Now + Crm.Tickets.Domain.Ticket.UndoFor, message.LeavesAt);
        var page = await agent.Get($"/tickets/{byHand}");
        Assert.Contains($"/tickets/{byHand}/undo/{message.Id}", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(page, $"/tickets/{byHand}/undo/{message.Id}")).Status);
        var ticket = await app.Read(byHand);
        Assert.All(ticket.Messages.Where(m => m.Kind == MessageKind.Reply), m => Assert.NotNull(m.WithdrawnAt));
        Assert.Equal((TicketStatus.InProgress, "hasty"), (ticket.Status, Assert.Single(ticket.Tags)));
        Assert.DoesNotContain(await app.MailsTo(customer), m => m.Purpose == "ticket.reply");

        await (await app.Api("agent")).PostAsync($"/api/v1/tickets/{byProgram}/macros/{macro}", null);
        Assert.Null((await app.Read(byProgram)).Messages[^1].LeavesAt);
    }

    [Fact]
    public async Task When_one_part_is_refused_nothing_is_done()
    {
        var customer = await app.Customer("All or nothing", "all@nothing.test");
        var id = await app.Ticket(customer);
        // Nobody waits: to go on is refused, after the reply and the priority.
        var macro = await Macro(new TicketChanges { Priority = TicketPriority.Urgent, Reply = "Hello", AddTags = "half", Step = NextStep.Resume }, "Half");
        var api = await app.Api("agent");
        var answer = await api.PostAsync($"/api/v1/tickets/{id}/macros/{macro}", null);
        // The reply begins the work; it waits for nobody.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var ticket = await app.Read(id);
        Assert.Equal((TicketPriority.Normal, TicketStatus.Created, 1), (ticket.Priority, ticket.Status, ticket.Messages.Count));
        Assert.Empty(ticket.Tags);
        Assert.DoesNotContain(await app.MailsTo(customer), m => m.Purpose == "ticket.reply");
        var page = await (await app.As("agent")).Post($"/tickets/{id}/macros/{macro}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
    }

    [Fact]
    public async Task A_macro_does_no_more_than_its_user_may()
    {
        var id = await app.Ticket();
        var person = await app.Person("sun.li");
        var macro = await Macro(new TicketChanges { To = AssignTo.Person, PersonId = person }, "Give away");
        var theirs = await app.Ticket(@as: "wu.qian");
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/{theirs}/macros/{macro}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("wu.qian")).Get($"/tickets/{theirs}/macros/{macro}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await (await app.Api("agent")).PostAsync($"/api/v1/tickets/{id}/macros/{macro}", null)).StatusCode);
        Assert.Equal(person, (await app.Read(id)).OwnerId);
        // What is resolved names its codes, as by hand.
        var bad = await agent.Post("/tickets/macros/new", ("Form.Name", "Solve"), ("Form.Changes.Step", "Resolve"), ("Form.Changes.StepNote", "Done"), ("Form.Changes.CauseId", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Changes.ResolutionId"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post("/tickets/macros/new", ("Form.Name", "Nothing"))).Status);
    }

    [Theory]
    [InlineData("Dear {{customer.name}"), InlineData("{{customer.secret}}"), InlineData("{{#each customer}}x"), InlineData("{{nobody}}")]
    public async Task A_placeholder_nobody_knows_is_refused_when_it_is_written(string text)
    {
        var answer = await (await app.As("agent")).Post("/tickets/replies/new", ("Form.Name", "Odd"), ("Form.Text", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotEmpty(answer.ErrorOf("Form.Text"));
        Assert.Equal(text, answer.ValueOf("Form.Text").Trim());
    }

    [Fact]
    public async Task Canned_replies_are_found_by_words_and_filled_in_in_the_customers_language()
    {
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.Found, (await agent.Post("/tickets/replies/new", ("Form.Name", "Greeting 问候"), ("Form.Text", "Hello {{customer.name}}, <b>{{ticket.subject}}</b>"), ("Form.TextZh", "您好，{{customer.name}}"))).Status);
        for (var i = 0; i < 10; i++) await app.Send(new WriteCanned.Command { Name = $"Zoo {i}", Text = "An animal" }, "agent");
        var api = await app.Api("supervisor");
        async Task<long> Customer(string name, string language) =>
            (await (await api.PostAsJsonAsync("/api/v1/customers?allowDuplicate=true", new { kind = "organisation", name, level = "normal", language })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var id = await app.Ticket(await Customer("Ann & Co", "en"), subject: "A \"quote\"");
        var found = await agent.Get($"/tickets/canned?q=gree&ticket={id}", htmx: true);
        var button = Assert.Single(found.Document.QuerySelectorAll("button"));
        Assert.Equal(("button", "dropdown-item", "Greeting 问候"), (button.GetAttribute("type"), button.ClassName, button.TextContent));
        Assert.Equal("Hello Ann & Co, <b>A \"quote\"</b>", button.GetAttribute("data-insert"));
        Assert.Equal(FindCanned.Most, (await agent.Get($"/tickets/canned?q=animal&ticket={id}", htmx: true)).Document.QuerySelectorAll("button").Length);
        Assert.Equal(FindCanned.Most, (await agent.Get($"/tickets/canned?ticket={id}", htmx: true)).Document.QuerySelectorAll("button").Length);
        // Another's are theirs.
        var supervisor = await (await app.As("supervisor")).Get($"/tickets/canned?q=gree&ticket={id}", htmx: true);
        Assert.Equal(HttpStatusCode.OK, supervisor.Status);
        Assert.Empty(supervisor.Document.QuerySelectorAll("button"));

        var theirs = await app.Ticket(await Customer("安泰", "zh-CN"));
        Assert.Equal("您好，安泰", (await agent.Get($"/tickets/canned?q=问候&ticket={theirs}", htmx: true)).Document.QuerySelector("button")!.GetAttribute("data-insert"));
    }

    [Fact]
    public async Task What_a_customer_is_called_is_no_template()
    {
        var id = await app.Ticket(await app.Customer("{{agent.name}} {{#each x}}"));
        await app.Send(new WriteCanned.Command { Name = "Plain", Text = "Hi {{customer.name}}" }, "agent");
        Assert.Equal("Hi {{agent.name}} {{#each x}}", (await (await app.As("agent")).Get($"/tickets/canned?q=plain&ticket={id}", htmx: true)).Document.QuerySelector("button")!.GetAttribute("data-insert"));
    }
}
