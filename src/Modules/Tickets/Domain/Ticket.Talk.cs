using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    public DateTimeOffset LastMessageAt { get; private set; }

    /// <summary>Writes to the customer. Meets the response clocks and, on a ticket nobody has begun, begins it; what the machine writes is no answer, and begins nothing.</summary>
    /// <param name="leavesAt">When the words leave; until then they can be taken back. Null: at once.</param>
    /// <param name="publicId">Names the words where the sender already does, so that the same words sent again are found to be there.</param>
    /// <param name="ready">All is known that must be before work begins. Where it is not, an answer is only an answer.</param>
    public Message Reply(string body, TicketChannel channel, IReadOnlyList<Guid> files, SlaRules sla, long? by, DateTimeOffset at, DateTimeOffset? leavesAt = null, Guid? publicId = null, bool ready = true)
    {
        if (Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
        var message = Say(MessageKind.Reply, body, channel, by, at, files, leavesAt, publicId);
        held = leavesAt;
        if (sla.Heard(RuleTrigger.Replied)) Changed(TicketChange.Replied, at);
        if (by is null) return message;
        // Where work is handed out first, an answer is only an answer: nobody comes to a ticket by it.
        var begins = ready && (OwnerId is not null || !sla.Flow.Of(Type).Assignment);
        if (IsOpen && begins) TakeUp(by, at);
        if (IsUntouched && begins) Move(TicketStatus.InProgress, by, at);
        Responded(at);
        held = null;
        return message;
    }

    /// <summary>Writes for colleagues only.</summary>
    public Message Note(string body, IReadOnlyList<Guid> files, long? by, DateTimeOffset at, Guid? publicId = null)
    {
        Changed(TicketChange.Noted, at);
        return Say(MessageKind.Note, body, TicketChannel.Internal, by, at, files, publicId: publicId);
    }

    /// <summary>The customer has said something. Ends the waiting for them, reopens what counted as resolved, and wants an answer; in a live call a person gave it.</summary>
    /// <param name="publicId">As for a reply.</param>
    public Message Hear(string body, TicketChannel channel, IReadOnlyList<Guid> files, SlaRules sla, long? loggedBy, DateTimeOffset at, bool liveCall = false, Guid? publicId = null)
    {
        if (IsOver(sla, at)) throw new RuleException("tickets.rule.closed");
        var message = Say(MessageKind.Customer, body, channel, loggedBy, at, files, publicId: publicId);
        if (sla.Heard(RuleTrigger.CustomerWrote)) Changed(TicketChange.CustomerWrote, at);
        Rouse(sla, null, at);
        if (liveCall && loggedBy is not null && channel == TicketChannel.Phone) Responded(at);
        else WantsAnswer(sla, at);
        return message;
    }

    Message Say(MessageKind kind, string body, TicketChannel channel, long? by, DateTimeOffset at, IReadOnlyList<Guid> files, DateTimeOffset? leavesAt = null, Guid? publicId = null)
    {
        var message = new Message(kind, body.Trim(), channel, by, at, files, leavesAt, publicId);
        messages.Add(message);
        AddWords(body);
        LastMessageAt = at;
        if (kind != MessageKind.Reply) Tell(kind == MessageKind.Note ? WatchedChange.Noted : WatchedChange.CustomerWrote, message.PublicId, by, at);
        return message;
    }

    /// <summary>The customer asked to be forgotten: words that may identify them go, the skeleton stays for statistics.</summary>
    public void Forget()
    {
        (Subject, Words, Custom) = (Erased, "", CustomValues.None);
        foreach (var message in messages) message.Forget();
        foreach (var row in history) row.Forget();
    }

    /// <summary>What stands where words were erased; pages show it in the reader's language.</summary>
    public const string Erased = "\u2014";
}
