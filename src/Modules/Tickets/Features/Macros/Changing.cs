using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Watching;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Macros;

/// <summary>
/// Makes several changes to a ticket in the order a person would: what it is, who has it, what is said, what becomes of
/// it. Each obeys the rights and rules it obeys by hand. Whoever calls saves, so that all of it is done or none. The
/// machine does it in nobody's name: what it says is no answer, and it takes nothing up.
/// </summary>
internal sealed class Changing(TicketsDb db, IStaffDirectory staff, Steps steps, Placeholders placeholders, CustomerMail mail, Mentions mentions, CurrentUser user, TimeProvider clock)
{
    /// <param name="leavesAt">When what is said to the customer leaves; null: at once.</param>
    /// <returns>What the customer is told last, if anything.</returns>
    public async Task<Message?> Apply(Ticket ticket, TicketChanges c, CancellationToken ct, DateTimeOffset? leavesAt = null)
    {
        if (user.Id is null && !user.IsSystem) throw new ForbiddenException("tickets.write");
        var (me, now) = (user.Id, clock.GetUtcNow());
        // How far one's rights reach is decided by whose the ticket is before anything changes.
        var mayAssign = user.ScopeOf("tickets.assign").Covers(ticket.OwnerId, ticket.TeamId);
        if (!user.ScopeOf("tickets.write").Covers(ticket.OwnerId, ticket.TeamId)) throw new ForbiddenException("tickets.write");
        var rules = await db.Rules(ct);
        var (language, values) = c.Reply is null && c.ReplyZh is null && c.Note is null && c.StepNote is null ? ("en", null!) : await placeholders.Of(ticket, ct);
        string Filled(string text) => placeholders.Fill(text, values);

        var before = ticket.Type;
        var described = c.Type is not null || c.Priority is not null || c.CategoryId is not null;
        if (described)
        {
            if (c.CategoryId is { } category && category != ticket.CategoryId && !await db.Categories.AnyAsync(x => x.Id == category && x.Active, ct)) throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            ticket.Describe(ticket.Subject, c.Type ?? before, c.Priority ?? ticket.Priority, c.CategoryId ?? ticket.CategoryId, ticket.ContactId, rules, me, now);
        }
        if (c.FieldKey is { } key)
        {
            if (rules.Flow.FieldsOf(ticket.Type).FirstOrDefault(f => f.Key == key) is not { } field || !field.TryParse([c.FieldValue], out var value, out _)) throw new RuleException("tickets.changes.no_field", nameof(c.FieldKey));
            ticket.Fill(ticket.Custom.With(key, value), rules.Flow, me, now);
        }
        // What had to be known to open it is not taken away again; a field that comes with the type is filled in with it.
        if (ticket.Type != before || (c.FieldKey is not null && c.FieldValue is null)) await steps.Demand(ticket, NeededFrom.Open, rules.Flow, ct, typing: false);
        if (described) await db.Ask(ticket, ct);
        if (c.AddTags is not null || c.RemoveTags is not null)
        {
            var off = TicketChanges.TagsIn(c.RemoveTags).Select(Tag.Clean).ToHashSet(StringComparer.OrdinalIgnoreCase);
            ticket.Tag([.. ticket.Tags.Where(t => !off.Contains(t)), .. await db.Spelled([.. TicketChanges.TagsIn(c.AddTags)], ct)], me, now);
        }
        if (c.To is { } to)
        {
            if (!mayAssign && to != AssignTo.Me) throw new ForbiddenException("tickets.assign");
            await Assign(ticket, to, c, me, now, ct);
        }
        if (c.Note is { } note) await mentions.Call(ticket, ticket.Note(Cut(Filled(note)), [], me, now), ct);
        Message? said = null;
        if ((language == "zh-CN" ? c.ReplyZh ?? c.Reply : c.Reply ?? c.ReplyZh) is { } reply)
            await mail.Reply(ticket, said = await steps.Reply(ticket, Cut(Filled(reply)), [], me, now, ct, leavesAt), ct);
        if (c.Step is { } step) said = await Go(ticket, step, c, c.StepNote is null ? null : Filled(c.StepNote), rules, me, now, leavesAt, ct) ?? said;
        return said;
    }

    async Task Assign(Ticket ticket, AssignTo to, TicketChanges c, long? me, DateTimeOffset now, CancellationToken ct)
    {
        if (to == AssignTo.Me)
        {
            if (me is null) throw new RuleException("tickets.rules.nobody");
            ticket.Assign(me, ticket.TeamId, me, now, reason: new("tickets.reason.took"));
            return;
        }
        var (team, person) = await AssignTicket.Whom(staff, to == AssignTo.Person ? c.PersonId : null, to == AssignTo.Team ? c.TeamId : null, ticket.TeamId, ct);
        ticket.Assign(person, team, me, now, reason: new("tickets.reason.by_hand"));
        if (person is { } owner && owner != me)
            db.NotifyAbout(ticket.CustomerId, owner, $"ticket-assigned:{ticket.Id}:{now.ToUnixTimeMilliseconds()}", "ticket", $"/tickets/{ticket.Id}", "tickets.notice.assigned", ticket.Name, ticket.Subject);
    }

    async Task<Message?> Go(Ticket ticket, NextStep step, TicketChanges c, string? note, SlaRules rules, long? me, DateTimeOffset now, DateTimeOffset? leavesAt, CancellationToken ct)
    {
        switch (step)
        {
            case NextStep.Resume:
                ticket.Resume(rules, me, now);
                return null;
            case NextStep.Resolve:
                var message = await steps.Resolve(ticket, new(Cut(note!), c.TellCustomer, c.CauseId, c.ResolutionId, LeavesAt: leavesAt), me, now, ct, typing: false);
                if (c.TellCustomer) await mail.Reply(ticket, message, ct);
                else await mentions.Call(ticket, message, ct);
                return c.TellCustomer ? message : null;
            default:
                // A remark in the history, which nobody renders.
                note = note is null ? null : Markdown.Unescape(note);
                await steps.Wait(ticket, step == NextStep.WaitCustomer ? TicketStatus.WaitingCustomer : TicketStatus.WaitingThirdParty, note is { Length: > 500 } ? note[..500] : note, me, now, ct, typing: false);
                return null;
        }
    }

    // A name filled in may make a text longer than it was when it was checked.
    static string Cut(string text) => text.Length <= Ticket.TextLength ? text : text[..Ticket.TextLength];
}

/// <summary>What changes need to be whole, and how they are told in words.</summary>
internal static class ChangesTold
{
    /// <summary>The first thing that is missing or cannot be, as the field's name and a resource key; null when all is well.</summary>
    public static (string Field, string Key)? Missing(TicketChanges c, Templates templates, FlowRules flow) => c switch
    {
        { To: AssignTo.Team, TeamId: null } => (nameof(c.TeamId), "tickets.changes.which_team"),
        { To: AssignTo.Person, PersonId: null } => (nameof(c.PersonId), "tickets.changes.which_person"),
        { Step: NextStep.Resolve, StepNote: null } => (nameof(c.StepNote), "tickets.changes.what_done"),
        // Where one type can do without, the ticket decides when the changes are made.
        { Step: NextStep.Resolve, CauseId: null } when flow.All(t => t.Cause == CodeAsked.Required) => (nameof(c.CauseId), "tickets.rule.no_code"),
        { Step: NextStep.Resolve, ResolutionId: null } when flow.All(t => t.Resolution == CodeAsked.Required) => (nameof(c.ResolutionId), "tickets.rule.no_code"),
        _ when new[] { c.Reply, c.ReplyZh, c.Note, c.StepNote }.Any(t => t?.Length > Ticket.TextLength) => (nameof(c.Reply), "tickets.changes.too_long"),
        _ when !Placeholders.Works(templates, c.Reply) => (nameof(c.Reply), "tickets.changes.placeholder"),
        _ when !Placeholders.Works(templates, c.ReplyZh) => (nameof(c.ReplyZh), "tickets.changes.placeholder"),
        _ when !Placeholders.Works(templates, c.Note) => (nameof(c.Note), "tickets.changes.placeholder"),
        _ when !Placeholders.Works(templates, c.StepNote) => (nameof(c.StepNote), "tickets.changes.placeholder"),
        _ when TicketChanges.TagsIn(c.AddTags).Any(t => t.Length > Tag.Length) => (nameof(c.AddTags), "tickets.changes.tag_length"),
        { FieldKey: { } key } when flow.Fields.FirstOrDefault(f => f.Key == key && !f.Archived) is not { } => (nameof(c.FieldKey), "tickets.rules.wrong.field"),
        { FieldKey: { } key } when !flow.Fields.First(f => f.Key == key).TryParse([c.FieldValue], out _, out _) => (nameof(c.FieldValue), "tickets.changes.field_value"),
        _ => null,
    };

    /// <summary>Without blanks, and without what belongs to a choice that was not made.</summary>
    public static TicketChanges Tidy(TicketChanges c) => c with
    {
        AddTags = Blank(c.AddTags),
        RemoveTags = Blank(c.RemoveTags),
        FieldKey = Blank(c.FieldKey),
        FieldValue = Blank(c.FieldKey) is null ? null : Blank(c.FieldValue),
        Note = Blank(c.Note),
        Reply = Blank(c.Reply),
        ReplyZh = Blank(c.ReplyZh),
        TeamId = c.To == AssignTo.Team ? c.TeamId : null,
        PersonId = c.To == AssignTo.Person ? c.PersonId : null,
        StepNote = c.Step is null or NextStep.Resume ? null : Blank(c.StepNote),
        CauseId = c.Step == NextStep.Resolve ? c.CauseId : null,
        ResolutionId = c.Step == NextStep.Resolve ? c.ResolutionId : null,
        TellCustomer = c.Step == NextStep.Resolve && c.TellCustomer,
    };

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A change in the reader's language.</summary>
    /// <param name="Marked">Words in Markdown.</param>
    public sealed record Line(string What, string Value, bool Marked = false)
    {
        public override string ToString() => $"{What}: {Value}";
    }

    /// <summary>What will be done, line by line, in the reader's language.</summary>
    public static IReadOnlyList<Line> In(TicketChanges c, Texts texts, TicketChoices.Result lists, Func<string, string> filled, string language)
    {
        string Name(IReadOnlyList<Choice> from, long? id) => from.FirstOrDefault(x => x.Value == id?.ToString(CultureInfo.InvariantCulture))?.Text ?? "?";
        var lines = new List<Line>();
        void Say(string key, string? value) { if (value is not null) lines.Add(new(texts[key], value)); }
        void Write(string key, string? text) { if (text is not null) lines.Add(new(texts[key], filled(text), Marked: true)); }
        Say("tickets.type", c.Type is { } type ? texts[type] : null);
        Say("tickets.priority", c.Priority is { } priority ? texts[priority] : null);
        Say("tickets.category", c.CategoryId is null ? null : Name(lists.Categories, c.CategoryId));
        Say("tickets.changes.add_tags", c.AddTags);
        Say("tickets.changes.remove_tags", c.RemoveTags);
        if (c.FieldKey is { } key) lines.Add(new(lists.LabelOf(key) ?? texts["tickets.settings.gone"], lists.Say(key, c.FieldValue, texts)));
        Say("tickets.changes.to", c.To switch { AssignTo.Me => texts[AssignTo.Me], AssignTo.Team => Name(lists.Teams, c.TeamId), AssignTo.Person => Name(lists.People, c.PersonId), _ => null });
        Write("tickets.note", c.Note);
        Write("tickets.reply", language == "zh-CN" ? c.ReplyZh ?? c.Reply : c.Reply ?? c.ReplyZh);
        Say("tickets.changes.step", c.Step is { } step ? texts[step] : null);
        if (c.Step == NextStep.Resolve) Write("tickets.changes.step_note", c.StepNote);
        else Say("tickets.changes.step_note", c.StepNote is null ? null : Markdown.Unescape(filled(c.StepNote)));
        Say("tickets.cause", c.CauseId is null ? null : Name(lists.Causes, c.CauseId));
        Say("tickets.resolution", c.ResolutionId is null ? null : Name(lists.Resolutions, c.ResolutionId));
        return lines;
    }
}
