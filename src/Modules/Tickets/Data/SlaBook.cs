using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>
/// The rules in memory, one copy a host. Who needs them asks the database for their revision, one number, and reads them
/// only when it has grown: a change counts at once on every host, and nobody reads five hundred holidays to open a ticket.
/// </summary>
internal sealed class SlaBook
{
    volatile Entry? kept;

    sealed record Entry(long Revision, SlaRules Rules);

    public async Task<SlaRules> Read(TicketsDb db, CancellationToken ct)
    {
        var revision = await db.SlaRevision.Select(r => r.Value).SingleAsync(ct);
        if (kept is { } entry && entry.Revision == revision) return entry.Rules;
        // Read after the revision: rules changed meanwhile are newer than their number, and read again next time.
        var rules = new SlaRules(
            await db.Policies.AsNoTracking().ToListAsync(ct),
            (await db.Calendars.AsNoTracking().Include(c => c.Days).ToListAsync(ct)).Select(c => new SlaCalendar(c)),
            await db.SlaSettings.AsNoTracking().Include(s => s.Steps).SingleAsync(ct),
            await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.ParentId, ct));
        kept = new(revision, rules);
        return rules;
    }
}
