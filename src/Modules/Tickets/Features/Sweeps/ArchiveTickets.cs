using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Archives finished tickets whose customer did not answer the survey in time, each by the days of its type. Unreviewed ones and those held by a follow-up stay, and so do types without an archive.</summary>
internal sealed class ArchiveTickets(TicketsDb db, TimeProvider clock) : ISweep
{
    const int Batch = 200;

    public string Cron => "0 7/10 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var flow = (await db.Rules(ct)).Flow;
        foreach (var type in Enum.GetValues<TicketType>())
            if (flow.Of(type) is { Archive: true } way) await Archive(type, clock.GetUtcNow().AddDays(-way.ArchiveDays), ct);
    }

    async Task Archive(TicketType type, DateTimeOffset before, CancellationToken ct)
    {
        List<Ticket> tickets;
        do
        {
            db.ChangeTracker.Clear();
            tickets = await db.Tickets.Where(t => t.Type == type && (t.Status == TicketStatus.Resolved || t.Status == TicketStatus.Reviewed) && t.FinishedAt <= before && t.HeldById == null)
                .OrderBy(t => t.FinishedAt).Take(Batch).ToListAsync(ct);
            foreach (var ticket in tickets) ticket.Archive(clock.GetUtcNow());
            try { await db.SaveChangesAsync(ct); }
            catch (DbUpdateConcurrencyException) { return; /* one was reopened just now: the next round takes the others */ }
        }
        while (tickets.Count == Batch);
    }
}
