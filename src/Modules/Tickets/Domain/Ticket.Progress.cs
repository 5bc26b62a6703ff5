using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>Who knows it may see how far the ticket has come, and write to us about it: random, in every mail to the customer.</summary>
    [NotAudited]
    public Guid LinkId { get; private set; } = Guid.NewGuid();

    /// <summary>Goes on with what was ended before: a new ticket with what the customer has to say now, in the queue of the team that knows the matter.</summary>
    public static Ticket GoOnFrom(Ticket ended, string body, TicketChannel channel, bool liveCall, IReadOnlyList<Guid> files, SlaRules sla, long? by, DateTimeOffset at, Guid? messageId)
    {
        var ticket = Open(new(ended.CustomerId, ended.ContactId, ended.Level, ended.Type, channel, ended.Priority, ended.CategoryId, ended.Subject, body, liveCall, files, ended.Tier, messageId), sla, by, at);
        ticket.Route(ended.TeamId, new("tickets.reason.goes_on", ended.Name), at);
        return ticket;
    }
}
