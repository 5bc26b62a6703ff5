using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Warns when three quarters of a clock's time have passed and says when it has run out: each once, to the assignee, a breach to the supervisor too.</summary>
internal sealed class WatchClocks(TicketsDb db, IStaffDirectory staff, TimeProvider clock) : ISweep
{
    public string Cron => "0/30 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Clocks.Where(c => c.State == ClockState.Running && (c.DueAt < now || (c.WarnedAt == null && c.WarnAt <= now)))
            .Select(c => c.TicketId).Distinct().ToListAsync(ct);
        if (due.Count == 0) return;
        var teams = await staff.Teams(ct);
        foreach (var id in due)
        {
            db.ChangeTracker.Clear();
            var ticket = await db.Tickets.Include(t => t.Clocks).SingleAsync(t => t.Id == id, ct);
            var supervisor = ticket.TeamId is { } team ? teams.GetValueOrDefault(team)?.SupervisorId : null;
            foreach (var running in ticket.Clocks)
            {
                if (ticket.Breach(running, now)) Tell(ticket, running, "tickets.notice.breached", "alarm", [ticket.OwnerId, supervisor]);
                else if (Ticket.Warn(running, now)) Tell(ticket, running, "tickets.notice.warned", "clock-exclamation", [ticket.OwnerId ?? supervisor]);
            }
            try { await db.SaveChangesAsync(ct); }
            catch (DbUpdateConcurrencyException) { /* somebody works on this ticket just now: the next round sees what came of it */ }
        }
    }

    void Tell(Ticket ticket, Clock running, string text, string icon, IEnumerable<long?> people)
    {
        foreach (var person in people.OfType<long>().Distinct())
            db.NotifyAbout(ticket.CustomerId, person, $"{text}:{running.Id}:{running.DueAt.ToUnixTimeSeconds()}", icon, $"/tickets/{ticket.Id}", $"{text}.{running.Kind}", ticket.Name, ticket.Subject);
    }
}
