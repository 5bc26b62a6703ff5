using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>
/// The rules of promises, of routing and of the way of each type in memory, one copy a host. Who needs them asks the database for their revision, one number, and reads them
/// only when it has grown: a change counts at once on every host, and nobody reads five hundred holidays to open a ticket.
/// </summary>
internal sealed class SlaBook
{
    volatile Entry? kept;

    sealed record Entry(long Revision, SlaRules Rules, RoutingRules Routing);

    public async Task<SlaRules> Read(TicketsDb db, CancellationToken ct) => (await Latest(db, ct)).Rules;

    public async Task<RoutingRules> ReadRouting(TicketsDb db, CancellationToken ct) => (await Latest(db, ct)).Routing;

    public async Task<(SlaRules Sla, RoutingRules Routing)> ReadAll(TicketsDb db, CancellationToken ct) => await Latest(db, ct) is var (_, sla, routing) ? (sla, routing) : default;

    async Task<Entry> Latest(TicketsDb db, CancellationToken ct)
    {
        var revision = await db.SlaRevision.Select(r => r.Value).SingleAsync(ct);
        if (kept is { } entry && entry.Revision == revision) return entry;
        // Read after the revision: rules changed meanwhile are newer than their number, and read again next time.
        var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
        var rules = new SlaRules(
            await db.Policies.AsNoTracking().ToListAsync(ct),
            (await db.Calendars.AsNoTracking().Include(c => c.Days).ToListAsync(ct)).Select(c => new SlaCalendar(c)),
            await db.SlaSettings.AsNoTracking().Include(s => s.Steps).SingleAsync(ct),
            categories.ToDictionary(c => c.Id, c => c.ParentId))
        {
            Flow = new FlowRules(await db.TypeRules.AsNoTracking().ToListAsync(ct), await db.Fields.AsNoTracking().ToListAsync(ct)),
        };
        return kept = new(revision, rules, new RoutingRules(await db.RoutingRules.AsNoTracking().ToListAsync(ct), await db.TeamRouting.AsNoTracking().ToListAsync(ct), categories));
    }
}
