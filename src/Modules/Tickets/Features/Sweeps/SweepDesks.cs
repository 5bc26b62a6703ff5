using Crm.Contracts.Tickets;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Clears what nobody will go on with: drafts on tickets at their end, with their files, and presence of those who left without a word.</summary>
internal sealed class SweepDesks(TicketsDb db, IFiles files, TimeProvider clock) : ISweep
{
    public string Cron => "0 12/20 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var over = db.Tickets.Where(t => t.Status == TicketStatus.Archived || t.Status == TicketStatus.Merged);
        var drafts = await db.Drafts.Where(d => over.Any(t => t.Id == d.TicketId)).ToListAsync(ct);
        db.Drafts.RemoveRange(drafts);
        await db.SaveChangesAsync(ct);
        await files.DropUnlessSent(db, [.. drafts.SelectMany(d => d.Files)], ct);

        var there = clock.GetUtcNow() - Presence.Stale;
        await db.Presence.Where(p => p.SeenAt < there).ExecuteDeleteAsync(ct);
    }
}
