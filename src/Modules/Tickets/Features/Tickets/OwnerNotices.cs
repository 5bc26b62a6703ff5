using System.Globalization;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Whoever has a ticket hears what others do to their work; nobody of what they did themselves.</summary>
internal static class OwnerNotices
{
    /// <summary>Work that counted as done is to be done again.</summary>
    public static void TellCameBack(this TicketsDb db, Ticket ticket, string note, long? by) => db.Tell(ticket, ticket.OwnerId, by, "came-back", "tickets.notice.came_back", ticket.Name, note);

    /// <summary>After the call back the customer was still not content.</summary>
    public static void TellStillUnhappy(this TicketsDb db, Ticket ticket, string score) => db.Tell(ticket, ticket.OwnerId, null, "came-back", "tickets.notice.came_back_unhappy", ticket.Name, score);

    /// <summary>Somebody else has it now, or nobody.</summary>
    /// <param name="to">Name of who has it.</param>
    public static void TellPassedOn(this TicketsDb db, Ticket ticket, long? from, long? by, string? to)
    {
        if (from == ticket.OwnerId) return;
        if (to is null) db.Tell(ticket, from, by, "passed-on", "tickets.notice.passed_on_queue", ticket.Name, ticket.Subject);
        else db.Tell(ticket, from, by, "passed-on", "tickets.notice.passed_on", ticket.Name, to, ticket.Subject);
    }

    static void Tell(this TicketsDb db, Ticket ticket, long? person, long? by, string what, string text, params string[] args)
    {
        if (person is { } to && to != by)
            db.NotifyAbout(ticket.CustomerId, to, string.Create(CultureInfo.InvariantCulture, $"ticket-{what}:{ticket.Id}:{db.Clock.GetUtcNow().ToUnixTimeMilliseconds()}"), "ticket", $"/tickets/{ticket.Id}", text, args);
    }
}
