using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>A ticket as it stands when its customer is asked.</summary>
internal sealed record AskedTicket(string Number, TicketContext About, long CustomerId, long? ContactId, long? AssigneeId, long? TeamId);

/// <summary>Asks the customers of finished tickets how it went.</summary>
internal sealed class TicketAsker(SurveysDb db, Inviter inviter, Audience audience, ICustomerDirectory customers, ITicketDirectory tickets, TimeProvider clock)
{
    /// <summary>Every time a ticket is finished is asked about.</summary>
    public static string OccasionOf(long ticketId, DateTimeOffset finished) => Start(ticketId) + finished.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    static string Start(long ticketId) => string.Create(CultureInfo.InvariantCulture, $"ticket:{ticketId}:");

    /// <summary>Null when they are asked, else why not. A question after a ticket rests for those of its own wave alone, about other tickets: of the same one it takes the place of what was asked before.</summary>
    public async Task<Fallout?> Ask(Wave wave, string occasion, AskedTicket ticket, CancellationToken ct)
    {
        if ((await audience.Meant(wave, [.. (await customers.FactsOf([ticket.CustomerId], ct)).Values], ct)).Count == 0) return Fallout.Gone;
        var rested = clock.GetUtcNow().AddDays(-wave.RestDays);
        if (wave.RestDays > 0 && await db.Invitations.AnyAsync(i => i.WaveId == wave.Id && i.CustomerId == ticket.CustomerId && i.ContactId == ticket.ContactId && i.TicketId != ticket.About.TicketId && i.CreatedAt > rested, ct)) return Fallout.Resting;
        return await inviter.AskAfter(wave, MailKind.Ticket, occasion, ticket.CustomerId, ticket.ContactId, i => i.About(ticket.About, ticket.AssigneeId, ticket.TeamId), ct, ticket.Number) is null ? Fallout.NoConsent : null;
    }

    /// <summary>The same after the days of the wave.</summary>
    public async Task<Fallout?> Ask(Wave wave, WaveDue due, CancellationToken ct)
    {
        var id = long.Parse(due.Occasion.Split(':')[1], CultureInfo.InvariantCulture);
        if ((await tickets.FactsOf([id], ct)).GetValueOrDefault(id) is not { Status: TicketStatus.Resolved or TicketStatus.Reviewed or TicketStatus.Archived } t) return Fallout.Gone;
        return await Ask(wave, due.Occasion, new(t.Number, new(id, t.Type, t.Channel, t.Category), t.CustomerId, t.ContactId, t.AssigneeId, t.TeamId), ct);
    }

    /// <summary>Nobody is asked any more about an end that was none.</summary>
    public Task Forget(long ticketId, DateTimeOffset reopened, CancellationToken ct)
    {
        var (start, before) = (Start(ticketId), OccasionOf(ticketId, reopened));
        return db.WaveDues.Where(d => d.DoneAt == null && d.Occasion.StartsWith(start) && string.Compare(d.Occasion, before) <= 0).ExecuteDeleteAsync(ct);
    }
}
