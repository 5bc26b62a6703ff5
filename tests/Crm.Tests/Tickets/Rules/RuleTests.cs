using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Rules;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Rules;

/// <summary>If this, then that: what rules do to tickets, and what their pages say of it.</summary>
public sealed class RuleTests(CrmApp app) : IClassFixture<CrmApp>
{
    static WriteRule.Row If(RuleField field, RuleOperator how, string? value = null) => new() { Field = field, Operator = how, Value = value };

    /// <summary>These rules and no others.</summary>
    async Task<IReadOnlyList<long>> Only(params WriteRule.Command[] rules)
    {
        await app.Deliver();
        foreach (var id in await app.Db<TicketsDb, List<long>>(db => db.TicketRules.Select(r => r.Id).ToListAsync())) await app.Send(new DeleteRule.Command(id), "admin");
        var ids = new List<long>();
        foreach (var rule in rules) ids.Add(await app.Send(rule with { NameZh = rule.Name + "（中）" }, "admin"));
        return ids;
    }

    Task<List<RuleLine>> Log(long ticket) => app.Db<TicketsDb, List<RuleLine>>(db => db.RuleLog.AsNoTracking().Where(l => l.TicketId == ticket).OrderBy(l => l.Id).ToListAsync());

    Task Sweep<T>() where T : ISweep => app.Services.GetRequiredService<SweepRunner>().Run<T>();

    static WriteRule.Command Rule(string name, RuleTrigger trigger, TicketChanges changes, params WriteRule.Row[] all) => new() { Name = name, Trigger = trigger, Changes = changes, All = [.. all] };

    async Task Edit(long id, TicketPriority priority)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var t = await app.Read(id);
        await app.Send(new EditTicket.Command { Id = id, Subject = t.Subject, Type = t.Type, Priority = priority, CategoryId = t.CategoryId, Version = t.Version }, "agent");
    }

    [Fact]
    public async Task A_colleague_named_in_the_note_of_a_rule_is_called_in_nobodys_name()
    {
        await Only(Rule("Calls", RuleTrigger.Opened, new() { Note = "Look, @zhao.min" }, If(RuleField.Subject, RuleOperator.Contains, "call her")));
        var (id, min) = (await app.Ticket(subject: "Please call her"), await app.Person("zhao.min"));
        await app.Deliver();
        Assert.Equal([min], await app.Db<TicketsDb, List<long>>(db => db.Mentions.Where(m => m.TicketId == id).Select(m => m.StaffId).ToListAsync()));
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == min && n.Text == "tickets.notice.named" && n.Url == $"/tickets/{id}")));
    }

    [Fact]
    public async Task A_rule_written_in_the_form_acts_on_what_happens_then_and_says_why()
    {
        await Only();
        var admin = await app.As("admin");
        var saved = await admin.Post("/tickets/settings/rules/new", ("Form.Name", "VIP complaint"), ("Form.NameZh", "VIP 投诉"), ("Form.Trigger", "Opened"), ("Form.Active", "true"),
            ("Form.All[0].Field", "Type"), ("Form.All[0].Operator", "Is"), ("Form.All[0].Choice", "Type:Complaint"), ("Form.All[1].Field", "Level"), ("Form.All[1].Operator", "Is"), ("Form.All[1].Choice", "Level:Vip"),
            ("Form.Any[0].Field", "Subject"), ("Form.Any[0].Operator", "Contains"), ("Form.Any[0].Value", "着火, fire"),
            ("Form.Changes.Priority", "High"), ("Form.Changes.AddTags", "vip"), ("Form.NotifySupervisor", "true"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var list = await admin.Get("/tickets/settings/rules");
        Assert.Contains("Type is Complaint", list.Text("main"), StringComparison.Ordinal);
        Assert.Contains("Priority: High", list.Text("main"), StringComparison.Ordinal);
        Assert.Contains("规则", (await (await app.As("admin", "zh-CN")).Get("/tickets/settings/rules")).Text("main"), StringComparison.Ordinal);

        var vip = await app.Customer("Fire & Co", level: "vip");
        var id = await app.Ticket(vip, TicketType.Complaint, "我的打印机着火了");
        var other = await app.Ticket(vip, TicketType.Complaint, "Slow printer");
        Assert.Equal(TicketPriority.Normal, (await app.Read(id)).Priority); // never within the request
        await app.Deliver();

        var ticket = await app.Read(id);
        Assert.Equal(TicketPriority.High, ticket.Priority);
        Assert.Equal(["vip"], ticket.Tags);
        var change = ticket.History.Single(h => h.Kind == HistoryKind.Priority);
        Assert.Equal((null, "tickets.reason.rule"), (change.ById, change.Reason));
        Assert.Equal((TicketPriority.Normal, 0), ((await app.Read(other)).Priority, (await Log(other)).Count));
        var supervisor = (await app.Scope(s => s.GetRequiredService<Contracts.Staff.IStaffDirectory>().Teams(default)))[ticket.TeamId!.Value].SupervisorId;
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == supervisor && n.Url == $"/tickets/{id}" && n.Text == "tickets.notice.rule")));

        var line = Assert.Single(await Log(id));
        Assert.Equal((RuleOutcome.Done, 2, true), (line.Outcome, line.Judgement.All.Count, line.Judgement.Any.Single().Met));
        var page = await (await app.As("agent")).Get($"/tickets/{id}");
        Assert.Contains("Rule “VIP complaint”: A ticket is opened; Type is Complaint; Customer level is VIP", page.Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("/tickets/settings/rules/log", page.Html, StringComparison.Ordinal);
        var log = await admin.Get($"/tickets/settings/rules/log?ticket={id}");
        Assert.Contains("one of these: Words of the subject contain 着火, fire", log.Text("main"), StringComparison.Ordinal);
        Assert.Contains(ticket.Name, log.Text("main"), StringComparison.Ordinal);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Audit.CountAsync(a => a.Entity == "TicketRule" && a.EntityId == line.RuleId && a.Change == "created")));
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept()
    {
        await Only();
        var admin = await app.As("admin");
        var bad = await admin.Post("/tickets/settings/rules/new", ("Form.Name", "Half"), ("Form.NameZh", "一半"), ("Form.Trigger", "SinceStatus"), ("Form.All[0].Field", "Subject"), ("Form.All[0].Operator", "AtLeast"), ("Form.All[0].Value", "kept"),
            ("Form.All[1].Field", "Type"), ("Form.All[1].Operator", "Is"), ("Form.All[1].Choice", "Level:Vip"), ("Form.Changes.To", "Me"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        foreach (var field in new[] { "Form.Hours", "Form.All[0].Operator", "Form.All[1].Choice", "Form.Changes.To" }) Assert.NotEmpty(bad.ErrorOf(field));
        Assert.Equal("kept", bad.ValueOf("Form.All[0].Value"));
        Assert.Equal(0, await app.Db<TicketsDb, int>(db => db.TicketRules.CountAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/settings/rules")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("supervisor")).Get("/tickets/settings/rules/log")).Status);
    }

    [Fact]
    public async Task A_stale_form_is_refused_and_rules_move_and_go()
    {
        var ids = await Only(Rule("One", RuleTrigger.Opened, new() { AddTags = "one" }), Rule("Two", RuleTrigger.Opened, new() { AddTags = "two" }));
        var admin = await app.As("admin");
        var page = await admin.Get($"/tickets/settings/rules/{ids[0]}");
        Assert.Equal("one", page.ValueOf("Form.Changes.AddTags"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(page, $"/tickets/settings/rules/{ids[0]}", ("Form.Name", "First"))).Status);
        var stale = await admin.Submit(page, $"/tickets/settings/rules/{ids[0]}", ("Form.Name", "Again"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("First", stale.Text("main"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get("/tickets/settings/rules"), $"/tickets/settings/rules/{ids[1]}/move")).Status); // up is the first of the two
        Assert.Equal([ids[1], ids[0]], await app.Db<TicketsDb, List<long>>(db => db.TicketRules.OrderBy(r => r.Position).Select(r => r.Id).ToListAsync()));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get("/tickets/settings/rules"), $"/tickets/settings/rules/{ids[1]}/delete")).Status);
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.TicketRules.CountAsync()));
    }

    [Fact]
    public async Task An_event_that_is_delivered_again_changes_nothing()
    {
        await Only(new WriteRule.Command { Name = "Note", Trigger = RuleTrigger.Opened, Changes = new() { Note = "Seen" }, NotifySupervisor = true });
        var id = await app.Ticket();
        await app.Deliver();
        await app.Db<TicketsDb>(db => db.Outbox.Where(o => o.Type == "Tickets.TicketOpened" && EF.Functions.JsonContains(o.Payload, $$"""{"ticketId":{{id}}}""")).ExecuteUpdateAsync(s => s.SetProperty(o => o.DoneAt, (DateTimeOffset?)null)));
        await app.Deliver();
        Assert.Single(await Log(id));
        Assert.Single((await app.Read(id)).Messages, m => m.Kind == MessageKind.Note);
    }

    [Fact]
    public async Task What_is_said_is_told_only_where_a_rule_listens()
    {
        await Only(Rule("Opened", RuleTrigger.Opened, new() { AddTags = "x" }));
        var id = await app.Ticket();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "First" }, "agent");
        var told = await app.Outbox("TicketChanged", id);
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Second" }, "agent");
        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Phone, Body = "Thanks" }, "agent");
        Assert.Equal(told, await app.Outbox("TicketChanged", id));

        await Only(Rule("Refund", RuleTrigger.CustomerWrote, new() { AddTags = "refund" }, If(RuleField.Message, RuleOperator.Contains, "退款")), Rule("Said", RuleTrigger.Replied, new() { AddTags = "said" }, If(RuleField.Message, RuleOperator.Contains, "third")));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Phone, Body = "我要求退款" }, "agent");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "The THIRD" }, "agent");
        await app.Deliver();
        Assert.Equal(["refund", "said", "x"], (await app.Read(id)).Tags.Order());
    }

    [Fact]
    public async Task A_rule_asks_for_the_value_before_the_change()
    {
        await Only(Rule("Rose", RuleTrigger.PriorityChanged, new() { AddTags = "rose" }, If(RuleField.Priority, RuleOperator.Was, "low"), If(RuleField.Priority, RuleOperator.Became, "high")));
        var rose = await app.Ticket(priority: TicketPriority.Low);
        var not = await app.Ticket(priority: TicketPriority.Normal);
        await Edit(rose, TicketPriority.High);
        await Edit(not, TicketPriority.High);
        await app.Deliver();
        Assert.Equal(["rose"], (await app.Read(rose)).Tags);
        Assert.Empty((await app.Read(not)).Tags);
    }

    [Fact]
    public async Task Each_kind_of_change_is_heard_once()
    {
        var triggers = new[] { RuleTrigger.StatusChanged, RuleTrigger.AssigneeChanged, RuleTrigger.TeamChanged, RuleTrigger.TypeChanged, RuleTrigger.CategoryChanged, RuleTrigger.LevelChanged, RuleTrigger.Noted, RuleTrigger.Resolved, RuleTrigger.Reopened };
        await Only([.. triggers.Select(t => new WriteRule.Command { Name = t.ToString(), Trigger = t, NotifyAssignee = true })]);
        var customer = await app.Customer("Changing");
        var id = await app.Ticket(customer, TicketType.Repair);
        await app.Deliver();
        async Task<RuleTrigger[]> Heard(Func<Task> act)
        {
            var before = (await Log(id)).Count;
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            await act();
            await app.Deliver();
            return [.. (await Log(id)).Skip(before).Select(l => l.Trigger).Order()];
        }
        var team = (await app.Scope(s => s.GetRequiredService<Contracts.Staff.IStaffDirectory>().Teams(default))).Keys.Order().First(t => t != app.Read(id).Result.TeamId);
        var agent = await app.Person("agent");
        Assert.Equal([RuleTrigger.StatusChanged, RuleTrigger.AssigneeChanged], await Heard(() => app.Send(new StartTicket.Command(id), "agent")));
        Assert.Equal([RuleTrigger.Noted], await Heard(() => app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Hm" }, "agent")));
        Assert.Equal([RuleTrigger.TypeChanged, RuleTrigger.CategoryChanged], await Heard(async () => await app.Send(new EditTicket.Command { Id = id, Subject = "S", Type = TicketType.Inquiry, Priority = TicketPriority.Normal, CategoryId = 3, Version = (await app.Read(id)).Version }, "agent")));
        Assert.Equal([RuleTrigger.LevelChanged], await Heard(async () =>
        {
            var api = await app.Api("supervisor");
            var known = await api.GetAsync($"/api/v1/customers/{customer}");
            var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{customer}") { Content = JsonContent.Create(new { level = "vip" }) };
            request.Headers.IfMatch.Add(known.Headers.ETag!);
            Assert.True((await api.SendAsync(request)).IsSuccessStatusCode);
        }));
        Assert.Equal([RuleTrigger.StatusChanged, RuleTrigger.Resolved], await Heard(() => app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent")));
        Assert.Equal([RuleTrigger.StatusChanged, RuleTrigger.Reopened], await Heard(() => app.Send(new ReopenTicket.Command { Id = id, Note = "Not done" }, "agent")));
        Assert.Equal([RuleTrigger.StatusChanged, RuleTrigger.AssigneeChanged, RuleTrigger.TeamChanged], await Heard(() => app.Send(new AssignTicket.Command { Id = id, TeamId = team }, "supervisor")));
    }

    [Fact]
    public async Task Two_rules_that_undo_each_other_end_and_the_log_says_so()
    {
        var ids = await Only(
            Rule("Up", RuleTrigger.PriorityChanged, new() { Priority = TicketPriority.High }, If(RuleField.Priority, RuleOperator.Is, "low")),
            Rule("Down", RuleTrigger.PriorityChanged, new() { Priority = TicketPriority.Low }, If(RuleField.Priority, RuleOperator.Is, "high")));
        var id = await app.Ticket();
        await Edit(id, TicketPriority.Low);
        await app.Deliver();
        Assert.Equal([(ids[0], RuleOutcome.Done), (ids[1], RuleOutcome.Done), (ids[0], RuleOutcome.Loop)], (await Log(id)).Select(l => (l.RuleId, l.Outcome)));
        Assert.Equal(TicketPriority.Low, (await app.Read(id)).Priority);
        Assert.Contains("Kept from going round", (await (await app.As("admin")).Get($"/tickets/settings/rules/log?ticket={id}")).Text("main"), StringComparison.Ordinal);
        // What a person does afterwards begins a new chain: down, up, and no further.
        await Edit(id, TicketPriority.High);
        await app.Deliver();
        Assert.Equal([(ids[1], RuleOutcome.Done), (ids[0], RuleOutcome.Done), (ids[1], RuleOutcome.Loop), (ids[1], RuleOutcome.Loop)], (await Log(id)).Skip(3).Select(l => (l.RuleId, l.Outcome)));
    }

    [Fact]
    public async Task Rules_act_in_order_a_later_one_on_what_an_earlier_left_and_one_may_be_the_last()
    {
        await Only(
            Rule("Type", RuleTrigger.Opened, new() { Type = TicketType.Repair }),
            Rule("Repair", RuleTrigger.Opened, new() { AddTags = "repair" }, If(RuleField.Type, RuleOperator.Is, "repair")) with { Stop = true },
            Rule("Never", RuleTrigger.Opened, new() { AddTags = "never" }));
        var id = await app.Ticket();
        await app.Deliver();
        Assert.Equal(["repair"], (await app.Read(id)).Tags);
    }

    [Fact]
    public async Task A_rule_that_is_refused_leaves_nothing_and_the_next_has_its_turn()
    {
        await Only(
            Rule("Half", RuleTrigger.Opened, new() { Priority = TicketPriority.Urgent, AddTags = "half-tag", Reply = "Hello", Step = NextStep.Resume }),
            Rule("Whole", RuleTrigger.Opened, new() { AddTags = "whole" }));
        var id = await app.Ticket(await app.Customer("Refused", "refused@customer.test"));
        await app.Deliver();
        var ticket = await app.Read(id);
        Assert.Equal((TicketPriority.Normal, 1), (ticket.Priority, ticket.Messages.Count));
        Assert.Equal(["whole"], ticket.Tags);
        var log = await Log(id);
        Assert.Equal([RuleOutcome.Refused, RuleOutcome.Done], log.Select(l => l.Outcome));
        Assert.Equal("tickets.rule.not_waiting", log[0].Refusal);
        Assert.DoesNotContain(ticket.History, h => h.Kind == HistoryKind.Rule && h.ReasonArgs[1] == "Half");
        Assert.False(await app.Db<TicketsDb, bool>(db => db.Tags.AnyAsync(t => t.Name == "half-tag")));
    }

    [Fact]
    public async Task A_rule_writes_to_the_customer_without_answering_and_gives_tickets_on()
    {
        var agent = await app.Person("agent");
        var macro = await app.Send(new WriteMacro.Command { Name = "Tag", Changes = new() { AddTags = "by-macro" } }, "agent");
        await Only(new WriteRule.Command
        {
            Name = "Greeting", Trigger = RuleTrigger.Opened, MacroId = macro, WatcherId = agent,
            Changes = new() { Reply = "We look after {{ticket.number}}.", To = AssignTo.Person, PersonId = agent },
        });
        var customer = await app.Customer("Greeted", "greeted@customer.test");
        var id = await app.Ticket(customer);
        await app.Deliver();
        var ticket = await app.Read(id);
        Assert.Equal((agent, TicketStatus.Assigned), (ticket.OwnerId, ticket.Status));
        Assert.Equal(["by-macro"], ticket.Tags);
        var said = ticket.Messages.Single(m => m.Kind == MessageKind.Reply);
        Assert.Equal((null, $"We look after {ticket.Name}."), (said.ById, said.Body));
        Assert.True(ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).Owed);
        Assert.Contains(await app.MailsTo(customer), m => m.Purpose == "ticket.reply");
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Watchers.AnyAsync(w => w.TicketId == id && w.StaffId == agent && w.ById == null)));
        Assert.Contains("Automatic", (await (await app.As("agent")).Get($"/tickets/{id}")).Text("#ticket-story"), StringComparison.Ordinal);

        await Only(new WriteRule.Command { Name = "Back", Trigger = RuleTrigger.Noted, RouteAnew = true });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Not mine" }, "agent");
        await app.Deliver();
        Assert.Contains((await app.Read(id)).History, h => h.Kind == HistoryKind.Assignee && h.To == null && h.Reason == "tickets.reason.rule");
    }

    [Fact]
    public async Task So_long_in_a_status_a_rule_acts_once_and_not_for_what_is_over_or_was_before_it()
    {
        await Only();
        async Task<long> Waiting(string name)
        {
            var id = await app.Ticket(await app.Customer(name, name + "@customer.test"));
            await app.Send(new WaitTicket.Command { Id = id, On = TicketStatus.WaitingCustomer }, "agent");
            return id;
        }
        var old = await Waiting("old");
        app.Clock.Advance(TimeSpan.FromHours(73));
        var reminder = Rule("Reminder", RuleTrigger.SinceStatus, new() { Reply = "Are you there?" }, If(RuleField.Status, RuleOperator.Is, "waiting_customer")) with { Hours = 72 };
        await Only(reminder);
        var (waits, answered) = (await Waiting("waits"), await Waiting("answered"));
        app.Clock.Advance(TimeSpan.FromHours(71));
        await Sweep<SweepRules>();
        Assert.Empty(await Log(waits));
        await app.Send(new HearCustomer.Command { Id = answered, Channel = TicketChannel.Email, Body = "Here" }, "agent");
        app.Clock.Advance(TimeSpan.FromHours(2));
        for (var i = 0; i < 3; i++) await Sweep<SweepRules>();
        Assert.Single(await Log(waits));
        Assert.Single((await app.Read(waits)).Messages, m => m.Body == "Are you there?");
        Assert.Empty(await Log(answered));
        Assert.Empty(await Log(old));
        // The status stays, so does the occasion; another time in it is another.
        app.Clock.Advance(TimeSpan.FromHours(100));
        await Sweep<SweepRules>();
        Assert.Single(await Log(waits));
        await app.Send(new ResumeTicket.Command(waits), "agent");
        await app.Send(new WaitTicket.Command { Id = waits, On = TicketStatus.WaitingCustomer }, "agent");
        app.Clock.Advance(TimeSpan.FromHours(73));
        await Sweep<SweepRules>();
        Assert.Equal(2, (await Log(waits)).Count);
    }

    [Fact]
    public async Task More_tickets_than_a_batch_at_one_moment_all_have_their_hour()
    {
        await Only(Rule("Old", RuleTrigger.SinceCreated, new() { AddTags = "aged" }) with { Hours = 5, WorkingHours = true });
        var customer = await app.Customer("Many");
        var ids = new List<long>();
        for (var i = 0; i < 55; i++) ids.Add(await app.Ticket(customer)); // the clock stands still: all at one instant
        await Sweep<SweepRules>();
        app.Clock.Advance(TimeSpan.FromDays(4));
        await Sweep<SweepRules>();
        Assert.Equal(55, await app.Db<TicketsDb, int>(db => db.RuleLog.CountAsync(l => ids.Contains(l.TicketId))));
        Assert.All(ids, id => Assert.Equal(["aged"], app.Read(id).Result.Tags));
    }

    [Fact]
    public async Task Before_and_after_something_is_due_each_clock_counts_once()
    {
        await Only(
            new WriteRule.Command { Name = "Before", Trigger = RuleTrigger.BeforeDue, Hours = 3, Changes = new() { AddTags = "soon" }, All = [If(RuleField.Clock, RuleOperator.Is, "resolution")] },
            new WriteRule.Command { Name = "After", Trigger = RuleTrigger.AfterDue, Hours = 2, Changes = new() { AddTags = "late" }, All = [If(RuleField.Clock, RuleOperator.Is, "resolution")] },
            new WriteRule.Command { Name = "Ran out", Trigger = RuleTrigger.ClockBreached, NotifySupervisor = true, All = [If(RuleField.Clock, RuleOperator.Is, "resolution")] },
            new WriteRule.Command { Name = "Warned", Trigger = RuleTrigger.ClockWarned, Changes = new() { AddTags = "warned" }, All = [If(RuleField.Clock, RuleOperator.Is, "resolution")] });
        var id = await app.Ticket(); // an inquiry: 48 h
        var due = (await app.Read(id)).Clocks.Single(c => c.Kind == ClockKind.Resolution).DueAt;
        async Task At(DateTimeOffset at)
        {
            app.Clock.Now = at;
            await Sweep<Crm.Tickets.Features.Sweeps.WatchClocks>();
            await app.Deliver();
            await Sweep<SweepRules>();
            await Sweep<SweepRules>();
        }
        await At(due.AddHours(-4));
        Assert.Equal(["warned"], (await app.Read(id)).Tags);
        await At(due.AddHours(-2));
        Assert.Equal(["warned", "soon"], (await app.Read(id)).Tags);
        await At(due.AddHours(1));
        await At(due.AddHours(3));
        Assert.Equal(["warned", "soon", "late"], (await app.Read(id)).Tags);
        Assert.Equal([RuleTrigger.ClockWarned, RuleTrigger.ClockBreached, RuleTrigger.BeforeDue, RuleTrigger.AfterDue], (await Log(id)).Select(l => l.Trigger).Order());
    }

    [Fact]
    public async Task A_reply_that_is_taken_back_was_heard_by_no_rule()
    {
        await Only(Rule("Replied", RuleTrigger.Replied, new() { AddTags = "replied" }));
        var id = await app.Ticket();
        var message = await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Oops", AtDesk = true }, "agent");
        await app.Deliver();
        Assert.Empty(await Log(id));
        await app.Send(new UndoReply.Command(id, message.Id), "agent");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Deliver();
        Assert.Empty(await Log(id));
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Now", AtDesk = true }, "agent");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Deliver();
        Assert.Single(await Log(id));
    }

    [Fact]
    public async Task Trying_a_rule_shows_what_it_would_have_done_and_changes_nothing()
    {
        await Only();
        var customer = await app.Customer("Tried");
        var low = await app.Ticket(customer, subject: "Tried matter", priority: TicketPriority.Low);
        await Edit(low, TicketPriority.Urgent);
        await app.Deliver();
        var rules = await app.Db<TicketsDb, int>(db => db.TicketRules.CountAsync());
        var (before, log) = (await app.Read(low), await app.Db<TicketsDb, int>(db => db.RuleLog.CountAsync()));

        var admin = await app.As("admin");
        var tried = await admin.Post("/tickets/settings/rules/new", ("Form.Name", "Try"), ("Form.NameZh", "试"), ("Form.Trigger", "Opened"), ("Form.All[0].Field", "Priority"), ("Form.All[0].Operator", "Is"), ("Form.All[0].Choice", "Priority:Low"),
            ("Form.All[1].Field", "Subject"), ("Form.All[1].Operator", "Contains"), ("Form.All[1].Value", "tried matter"), ("Form.Changes.Type", "Repair"), ("Dry", "true"), ("Days", "7"));
        Assert.Equal(HttpStatusCode.OK, tried.Status);
        // It was low when it was opened, whatever it is today.
        Assert.Contains(before.Name, tried.Text("#tried"), StringComparison.Ordinal);
        Assert.Contains("It would have acted 1 times", tried.Text("#tried"), StringComparison.Ordinal);
        Assert.Contains("Type: Inquiry → Repair", tried.Text("#tried"), StringComparison.Ordinal);
        Assert.Equal("Try", tried.ValueOf("Form.Name"));
        Assert.Equal((rules, log, before.Version), (await app.Db<TicketsDb, int>(db => db.TicketRules.CountAsync()), await app.Db<TicketsDb, int>(db => db.RuleLog.CountAsync()), (await app.Read(low)).Version));

        foreach (var trigger in Enum.GetValues<RuleTrigger>())
        {
            var result = await app.Send(new DryRunRule.Query { Rule = Rule("Any", trigger, new() { AddTags = "x" }, If(RuleField.Message, RuleOperator.ContainsNot, "nonsense"), If(RuleField.HoursSinceCustomerWrote, RuleOperator.AtLeast, "0")) with { NameZh = "任意", Hours = TicketRule.Timed(trigger) ? 1 : null }, Days = 365, Lists = await app.Send(new TicketChoices.Query(), "admin") }, "admin");
            if (trigger is RuleTrigger.Opened or RuleTrigger.PriorityChanged) Assert.NotEqual(0, result.Looked);
        }
        var rose = await app.Send(new DryRunRule.Query { Rule = Rule("Rose", RuleTrigger.PriorityChanged, new() { AddTags = "x" }, If(RuleField.Priority, RuleOperator.Was, "low"), If(RuleField.Priority, RuleOperator.Became, "urgent")) with { NameZh = "升" }, Days = 1, Lists = await app.Send(new TicketChoices.Query(), "admin") }, "admin");
        Assert.Contains(rose.Lines, l => l.TicketId == low && l.Met);
    }

    [Fact]
    public async Task The_log_is_paged_and_forgets_after_ninety_days()
    {
        var ids = await Only(Rule("Often", RuleTrigger.Noted, new() { AddTags = "noted" }));
        var id = await app.Ticket();
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Note" }, "agent");
            await app.Deliver();
        }
        var api = await app.Api("admin");
        var first = await api.GetFromJsonAsync<JsonElement>($"/api/v1/ticket-rules/log?ruleId={ids[0]}&limit=2");
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        var second = await api.GetFromJsonAsync<JsonElement>($"/api/v1/ticket-rules/log?ruleId={ids[0]}&limit=2&cursor={first.GetProperty("nextCursor").GetString()}");
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);

        await Sweep<PurgeRuleLog>();
        Assert.Equal(3, (await Log(id)).Count);
        app.Clock.Advance(PurgeRuleLog.Kept + TimeSpan.FromHours(1));
        await Sweep<PurgeRuleLog>();
        Assert.Empty(await Log(id));
    }

    [Fact]
    public async Task Programs_write_rules_with_tags_and_keys()
    {
        await Only();
        var api = await app.Api("admin");
        var body = new { name = "By program", nameZh = "程序", trigger = "since_created", hours = 4, all = new[] { new { field = "status", @operator = "is", value = "in_progress" } }, changes = new { priority = "high" } };
        async Task<HttpResponseMessage> Create()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ticket-rules") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", "rule-1");
            return await api.SendAsync(request);
        }
        var created = await Create();
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var rule = await created.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("in_progress", "high"), (rule.GetProperty("all")[0].GetProperty("value").GetString(), rule.GetProperty("changes").GetProperty("priority").GetString()));
        Assert.True((await Create()).Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>("/api/v1/ticket-rules")).GetProperty("items").GetArrayLength());

        var url = $"/api/v1/ticket-rules/{rule.GetProperty("id").GetInt64()}";
        var tag = (await api.GetAsync(url)).Headers.ETag!;
        async Task<HttpStatusCode> Send(HttpMethod method, object? content, string? match)
        {
            var request = new HttpRequestMessage(method, url) { Content = content is null ? null : JsonContent.Create(content) };
            if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
            return (await api.SendAsync(request)).StatusCode;
        }
        var changed = new { body.name, body.nameZh, trigger = "opened", changes = new { priority = "high" } };
        Assert.Equal(HttpStatusCode.PreconditionRequired, await Send(HttpMethod.Put, changed, null));
        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Put, changed, tag.Tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Send(HttpMethod.Put, new { name = "Later", body.nameZh, trigger = "opened", changes = new { priority = "low" } }, tag.Tag));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(HttpMethod.Put, new { body.name }, (await api.GetAsync(url)).Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync(url + "/dry-run", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsJsonAsync("/api/v1/ticket-rules/dry-run?days=3", changed)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.PostAsJsonAsync(url + "/move", new { up = true })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await Send(HttpMethod.Delete, null, (await api.GetAsync(url)).Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/ticket-rules")).StatusCode);
    }
}
