using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Asks the customer of a finished ticket how it went, once for every time it is resolved: at once, or after the days of a wave.</summary>
internal sealed class WhenTicketReadyForSurvey(SurveysDb db, TicketAsker asker, ITicketDirectory tickets, TimeProvider clock) : IHandle<TicketReadyForSurvey>
{
    public async Task Handle(TicketReadyForSurvey happened, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var waves = (await db.Waves.Where(w => w.Kind == WaveKind.AfterTicket && w.State == WaveState.Open).ToListAsync(ct)).Where(w => w.Takes(now)).ToList();
        if (waves.Count == 0) return;
        // Opened again, or gone on in another one, before this was told: nobody is asked about work that goes on.
        var ticket = (await tickets.FactsOf([happened.TicketId], ct)).GetValueOrDefault(happened.TicketId);
        if (ticket is { Status: not (TicketStatus.Resolved or TicketStatus.Reviewed or TicketStatus.Archived) }) return;

        // Whatever was still open about an earlier resolution of this ticket is out of date.
        foreach (var earlier in await db.Invitations.Where(i => i.TicketId == happened.TicketId && i.FinishedAt == null && i.RevokedAt == null).ToListAsync(ct)) earlier.Revoke(null, now);

        var occasion = TicketAsker.OccasionOf(happened.TicketId, happened.At);
        var asked = new AskedTicket(ticket?.Number ?? "", new(happened.TicketId, happened.Type, happened.Channel, happened.Category), happened.CustomerId, happened.ContactId, happened.AssigneeId, happened.TeamId);
        foreach (var wave in waves.Where(w => w.DelayDays == 0)) await asker.Ask(wave, occasion, asked, ct);
        await Dues.Add(db, [.. waves.Where(w => w.DelayDays > 0).Select(w => (w.Id, happened.CustomerId, occasion, happened.At.AddDays(w.DelayDays)))], ct);
    }
}

/// <summary>A ticket that was opened again is asked about when it is finished again.</summary>
internal sealed class WhenTicketReopened(TicketAsker asker) : IHandle<TicketReopened>
{
    public Task Handle(TicketReopened happened, CancellationToken ct) => asker.Forget(happened.TicketId, happened.At, ct);
}
