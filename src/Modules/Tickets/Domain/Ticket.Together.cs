using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>The ticket that goes on in this one's place; of a chain always its end.</summary>
    public long? MergedIntoId { get; private set; }

    /// <summary>Others go on here: what was said on them is read here too.</summary>
    [NotAudited]
    public bool HasMerged { get; private set; }

    /// <summary>What the customer said here is unanswered, and somebody works on it.</summary>
    public bool CustomerWaits => UnansweredSince is not null && IsOpen;

    /// <summary>
    /// Another ticket goes on in this one's place. What was said here stays here and is shown there; nothing is owed on
    /// this one any more. Where the customer still waits for an answer, the other owes it, as if they had said it there.
    /// </summary>
    public void MergeInto(Ticket target, string why, SlaRules sla, long by, DateTimeOffset at)
    {
        if (target == this) throw new RuleException("tickets.rule.merge_self", "Into");
        if (Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
        if (target.IsOver(sla, at)) throw new RuleException("tickets.rule.merge_closed", "Into");
        // The words may name the person they are about: on a stranger's ticket the number is enough.
        var whyThere = CustomerId == target.CustomerId ? why : null;
        Log(HistoryKind.Merged, null, target.Name, by, at, why);
        target.Log(HistoryKind.TookOver, Name, null, by, at, whyThere);
        target.Note(whyThere is null ? $"{Name} → {target.Name}" : $"{Name} → {target.Name}: {why}", [], by, at);
        var waits = CustomerWaits;
        StopClocks(at);
        Move(TicketStatus.Merged, by, at);
        (MergedIntoId, target.HasMerged, ReviewDueAt, UnansweredSince) = (target.Id, true, null, null);
        RefreshDue();
        if (waits)
        {
            target.Rouse(sla, by, at);
            target.WantsAnswer(sla, at);
        }
        Raise(() => new TicketMerged(Id, target.Id, CustomerId, at));
    }

    /// <summary>A ticket of its own for some of what was said on another one; it waits in the same team's queue and owes what a new ticket owes.</summary>
    /// <param name="level">The customer's, and <paramref name="tier"/>, as they are now.</param>
    public static Ticket SplitOff(Ticket source, string subject, IReadOnlyList<Message> said, CustomerLevel level, string? tier, SlaRules sla, long by, DateTimeOffset at)
    {
        if (source.Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
        var ticket = new Ticket
        {
            CustomerId = source.CustomerId,
            ContactId = source.ContactId,
            Type = source.Type,
            Channel = source.Channel,
            CategoryId = source.CategoryId,
            Tier = tier,
            Subject = subject.Trim(),
            Status = TicketStatus.Created,
            CreatedById = by,
            CreatedAt = at,
            LastMessageAt = said.Max(m => m.At),
        };
        ticket.Rank(source.Priority, level);
        ticket.Log(HistoryKind.Status, null, nameof(TicketStatus.Created), by, at);
        ticket.Log(HistoryKind.SplitFrom, source.Name, null, by, at);
        ticket.AddWords(ticket.Subject);
        ticket.Keep(source.Custom, sla.Flow);
        foreach (var message in said) ticket.AddWords(message.Body);
        ticket.StartClocks(sla, answeredAtOnce: false, at);
        ticket.Route(source.TeamId, new("tickets.reason.split", source.Name), at);
        ticket.Raise(() => new TicketOpened(ticket.Id, ticket.CustomerId, ticket.Type, ticket.Channel, ticket.Priority, ticket.TeamId, at));
        return ticket;
    }

    /// <summary>Some of what was said here has become a ticket of its own.</summary>
    /// <param name="gone">What was, and <paramref name="left"/> what is still said here.</param>
    public void LostTo(Ticket part, IReadOnlyList<Message> gone, IReadOnlyList<Message> left, SlaRules sla, long by, DateTimeOffset at)
    {
        Log(HistoryKind.SplitOff, null, part.Name, by, at);
        LastMessageAt = left.Max(m => m.At);
        // A first answer is owed whatever is said here; and what a merge brought along to be answered is said elsewhere.
        if (FirstAnsweredAt is not null && UnansweredSince is { } since && gone.Any(m => m.Kind == MessageKind.Customer && m.At == since))
            WaitsOnlySince(left.Where(m => m.Kind == MessageKind.Customer && m.At > since).Select(m => (DateTimeOffset?)m.At).Min(), sla, at);
    }

    /// <summary>Puts down that it was linked with another ticket, or no longer is.</summary>
    public void Linked(Ticket other, bool off, long by, DateTimeOffset at) => Log(HistoryKind.Linked, off ? other.Name : null, off ? null : other.Name, by, at);

    /// <summary>Puts down that what was asked of another department is not needed any more.</summary>
    public void AskedNoMore(string what, string why, long by, DateTimeOffset at) => Log(HistoryKind.SubTaskWithdrawn, null, null, by, at, $"{what}: {why}");

    /// <summary>Puts down what was asked of another department, or that it was done.</summary>
    public void Asked(string what, bool done, long? by, DateTimeOffset at, string? note = null) => Log(done ? HistoryKind.SubTaskDone : HistoryKind.SubTask, null, null, by, at, note is null ? what : $"{what}: {note}");
}
