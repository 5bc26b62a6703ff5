using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using FluentValidation.Results;

namespace Crm.Tickets.Features.Tickets;

/// <summary>What a form or a program may fill in together with a step; what is left out stays.</summary>
internal interface ILearning
{
    long? CategoryId { get; }
    long? ContactId { get; }
    Dictionary<string, List<string>>? Custom { get; }
}

/// <summary>What is known of a ticket, or is to be.</summary>
internal sealed record Known(TicketType Type, long CustomerId, long? CategoryId, long? ContactId, CustomValues Custom)
{
    public static Known Of(Ticket t) => new(t.Type, t.CustomerId, t.CategoryId, t.ContactId, t.Custom);
}

/// <summary>How work ends.</summary>
internal sealed record Outcome(string Note, bool TellCustomer, long? CauseId, long? ResolutionId, IReadOnlyList<Guid>? Files = null, DateTimeOffset? LeavesAt = null, Guid? Key = null);

/// <summary>The steps of a ticket by the rules of its type, the same whoever takes them: a page, the composer, a program, a macro, a bulk change.</summary>
internal sealed class Steps(TicketsDb db, ICustomerDirectory customers, CurrentUser user, Texts texts)
{
    /// <summary>Ends the work. What is missing is told beside each field, or to a machine in one sentence.</summary>
    /// <param name="typing">Somebody sits before a form that can show what is missing.</param>
    public async Task<Message> Resolve(Ticket ticket, Outcome o, long? me, DateTimeOffset now, CancellationToken ct, bool typing = true)
    {
        var rules = await db.Rules(ct);
        var way = rules.Flow.Of(ticket.Type);
        if (!ticket.IsOpen) throw new RuleException("tickets.rule.not_open");
        // A rule of an administrator is nobody's step.
        if (me is not null && !Ticket.MayTake(way.ResolveBy, ticket.OwnerId, ticket.TeamId, me, user.TeamIds)) throw new RuleException($"tickets.rule.resolve_by.{way.ResolveBy}");
        var missing = (await Missing(Known.Of(ticket), NeededFrom.Resolve, rules.Flow, ct)).ToList();
        if (way.Cause == CodeAsked.Required && o.CauseId is null) missing.Add(("CauseId", texts["tickets.cause"]));
        if (way.Resolution == CodeAsked.Required && o.ResolutionId is null) missing.Add(("ResolutionId", texts["tickets.resolution"]));
        Refuse(missing, typing);
        // What the type does not ask for is not kept, whoever sends it.
        var (cause, resolution) = (way.Cause == CodeAsked.Never ? null : o.CauseId, way.Resolution == CodeAsked.Never ? null : o.ResolutionId);
        await db.CheckCodes(cause, resolution, ct);
        return ticket.Resolve(o.Note, o.TellCustomer, cause, resolution, await db.CategoryName(ticket.CategoryId, ct), rules, me, now, o.Files, o.LeavesAt, o.Key);
    }

    /// <summary>Waits for somebody. On a ticket that nobody has begun that is the beginning, and needs what a beginning needs.</summary>
    public async Task Wait(Ticket ticket, TicketStatus on, string? note, long? me, DateTimeOffset now, CancellationToken ct, bool typing = true)
    {
        var rules = await db.Rules(ct);
        if (ticket.IsUntouched) await Demand(ticket, NeededFrom.Start, rules.Flow, ct, typing);
        ticket.Wait(on, note, rules, me, now);
    }

    /// <summary>Answers the customer. Whoever waits for an answer is not kept waiting for what only we need to know: while that is missing, work has not begun by it.</summary>
    public async Task<Message> Reply(Ticket ticket, string body, IReadOnlyList<Guid> files, long? me, DateTimeOffset now, CancellationToken ct, DateTimeOffset? leavesAt = null, Guid? key = null)
    {
        var rules = await db.Rules(ct);
        var ready = me is null || !ticket.IsUntouched || (await Missing(Known.Of(ticket), NeededFrom.Start, rules.Flow, ct)).Count == 0;
        return ticket.Reply(body, ticket.Channel, files, rules, me, now, leavesAt, key, ready);
    }

    /// <summary>Refuses a step while something that it needs is not known.</summary>
    public async Task Demand(Ticket ticket, NeededFrom step, FlowRules flow, CancellationToken ct, bool typing = true) => Refuse(await Missing(Known.Of(ticket), step, flow, ct), typing);

    /// <summary>Refuses to open again what may not be opened, by this person or by now.</summary>
    public void MayReopen(Ticket ticket, SlaRules rules, DateTimeOffset now)
    {
        var way = rules.Flow.Of(ticket.Type);
        if (!Ticket.MayTake(way.ReopenBy, ticket.OwnerId, ticket.TeamId, user.Id, user.TeamIds)) throw new RuleException($"tickets.rule.reopen_by.{way.ReopenBy}");
        if (!ticket.IsOpen && ticket.IsOver(rules, now)) throw new RuleException("tickets.rule.reopen_late", null, way.ReopenDays);
    }

    /// <summary>Takes what was filled in beside a step.</summary>
    public async Task Learn(Ticket ticket, ILearning known, long? by, DateTimeOffset now, CancellationToken ct)
    {
        var (category, contact) = (known.CategoryId ?? ticket.CategoryId, known.ContactId ?? ticket.ContactId);
        if (category != ticket.CategoryId || contact != ticket.ContactId)
        {
            var (rules, routing) = await db.AllRules(ct);
            if (category is { } id && category != ticket.CategoryId && routing.Category(id) is not { Active: true }) throw new RuleException("tickets.rule.no_category", nameof(known.CategoryId));
            await CheckContact(contact, ticket, ct);
            ticket.Describe(ticket.Subject, ticket.Type, ticket.Priority, category, contact, rules, by, now);
            await db.Ask(ticket, ct);
        }
        await Fill(ticket, known.Custom, by, now, ct);
    }

    /// <summary>Takes what was typed into fields of one's own; those that are not named stay.</summary>
    public async Task Fill(Ticket ticket, Dictionary<string, List<string>>? typed, long? by, DateTimeOffset now, CancellationToken ct)
    {
        if (typed is not { Count: > 0 }) return;
        var flow = (await db.Rules(ct)).Flow;
        ticket.Fill(Read(flow, typed, ticket.Custom), flow, by, now);
    }

    /// <summary>Reads what was typed into fields of one's own; those that are not named keep what they hold.</summary>
    public CustomValues Read(FlowRules flow, Dictionary<string, List<string>>? typed, CustomValues before)
    {
        if (typed is not { Count: > 0 }) return before;
        var wrong = new FieldList(flow.Fields, texts).Check(typed, _ => false);
        if (wrong.Count > 0) throw new ValidationException(wrong);
        return new FieldList(flow.Fields.Where(f => typed.ContainsKey(f.Key)), texts).Take(typed, before);
    }

    /// <summary>What the form of a ticket lacks to open it, and what its fields of one's own cannot hold; told together with all else that is wrong with the form, by rules a second old at most. Whoever saves asks again by those that stand.</summary>
    /// <param name="known">What the form says, with the fields of one's own as they were before it.</param>
    public async Task<IEnumerable<ValidationFailure>> Wrong(Known known, Dictionary<string, List<string>>? typed, CancellationToken ct)
    {
        var flow = (await db.AllRulesShown(ct)).Sla.Flow;
        var wrong = new FieldList(flow.Fields, texts).Check(typed, _ => false);
        var read = (typed ?? []).Where(t => wrong.All(w => w.PropertyName != $"Custom[{t.Key}]")).ToDictionary();
        var missing = await Missing(known with { Custom = Read(flow, read, known.Custom) }, NeededFrom.Open, flow, ct);
        return [.. wrong, .. Needed(missing.Where(m => wrong.All(w => w.PropertyName != m.Field)))];
    }

    /// <summary>Refuses somebody else's contact.</summary>
    public async Task CheckContact(long? contactId, Ticket ticket, CancellationToken ct)
    {
        if (contactId is { } contact && contact != ticket.ContactId && (await customers.ContactsOf([contact], ct)).Values.FirstOrDefault()?.CustomerId != ticket.CustomerId)
            throw new RuleException("tickets.rule.no_contact", "ContactId");
    }

    /// <summary>What a step needs and is not known: the property, and what it is called.</summary>
    public async Task<IReadOnlyList<(string Field, string Name)>> Missing(Known known, NeededFrom step, FlowRules flow, CancellationToken ct)
    {
        var names = new FieldList(flow.FieldsOf(known.Type), texts).Forms().ToDictionary(f => $"Custom[{f.Key}]", f => f.Label);
        // Only who has contacts can be asked for one; a customer whom the reader may not see has none.
        var contacts = known.ContactId is null && FlowRules.IsNeeded(flow.Of(known.Type).Contact, step) && await customers.Readable(known.CustomerId, ct) is not null && (await customers.ContactsOfCustomer(known.CustomerId, ct)).Count > 0;
        return [.. flow.Missing(step, known.Type, known.CategoryId, known.ContactId, known.Custom, contacts).Select(field => (field, field switch { "CategoryId" => texts["tickets.category"], "ContactId" => texts["tickets.contact"], _ => names[field] }))];
    }

    void Refuse(IReadOnlyList<(string Field, string Name)> missing, bool typing)
    {
        if (missing.Count == 0) return;
        if (!typing) throw new RuleException("tickets.rule.needs", null, string.Join(", ", missing.Select(m => m.Name)));
        throw new ValidationException(Needed(missing));
    }

    IEnumerable<ValidationFailure> Needed(IEnumerable<(string Field, string Name)> missing) => [.. missing.Select(m => new ValidationFailure(m.Field, texts["tickets.rule.needed", m.Name]))];
}
