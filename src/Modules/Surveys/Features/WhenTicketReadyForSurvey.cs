using System.Globalization;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Asks the customer of a finished ticket how it went, once for every time it is resolved.</summary>
internal sealed class WhenTicketReadyForSurvey(SurveysDb db, Inviter inviter, ITicketDirectory tickets, TimeProvider clock) : IHandle<TicketReadyForSurvey>
{
    public async Task Handle(TicketReadyForSurvey happened, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var waves = (await db.Waves.Include(w => w.Survey).Where(w => w.Kind == WaveKind.AfterTicket && w.State == WaveState.Open).ToListAsync(ct)).Where(w => w.Takes(now)).ToList();
        if (waves.Count == 0) return;
        // Opened again, or gone on in another one, before this was told: nobody is asked about work that goes on.
        var ticket = (await tickets.FactsOf([happened.TicketId], ct)).GetValueOrDefault(happened.TicketId);
        if (ticket is { Status: not (TicketStatus.Resolved or TicketStatus.Reviewed or TicketStatus.Archived) }) return;

        // Whatever was still open about an earlier resolution of this ticket is out of date.
        foreach (var earlier in await db.Invitations.Where(i => i.TicketId == happened.TicketId && i.FinishedAt == null && i.RevokedAt == null).ToListAsync(ct)) earlier.Revoke(null, now);

        var occasion = $"ticket:{happened.TicketId}:{happened.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        foreach (var wave in waves)
        {
            if (wave.RestDays > 0)
            {
                var rested = now.AddDays(-wave.RestDays);
                if (await db.Invitations.AnyAsync(i => i.WaveId == wave.Id && i.CustomerId == happened.CustomerId && i.ContactId == happened.ContactId && i.TicketId != happened.TicketId && i.CreatedAt > rested, ct)) continue;
            }
            var asked = await inviter.AskAfter(wave, MailKind.Ticket, occasion, happened.CustomerId, happened.ContactId,
                i => i.About(new TicketContext(happened.TicketId, happened.Type, happened.Channel, happened.Category), happened.AssigneeId, happened.TeamId), ct, ticket?.Number ?? "");
            if (asked is null) return; // erased since, or wants no surveys
        }
    }
}
