using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>After a change of policies or calendars: gives every clock that still runs its due time anew. What was met or breached stays.</summary>
internal sealed class PromiseAnew(TicketsDb db, TimeProvider clock) : IJob<PromiseAnew.Args>
{
    const int Batch = 100;

    public sealed record Args;

    sealed record Place(long AfterId, long Done);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var place = progress.Checkpoint<Place>() ?? new Place(0, 0);
        var total = await db.Tickets.CountAsync(t => EF.Property<bool>(t, TicketMap.Open), ct);
        var rules = await db.Rules(ct);
        while (true)
        {
            db.ChangeTracker.Clear();
            var after = place.AfterId;
            var tickets = await db.Tickets.Include(t => t.Clocks).Where(t => EF.Property<bool>(t, TicketMap.Open) && t.Id > after).OrderBy(t => t.Id).Take(Batch).ToListAsync(ct);
            if (tickets.Count == 0) return new { tickets = place.Done };
            foreach (var ticket in tickets) ticket.PromiseAnew(rules, clock.GetUtcNow());
            try { await db.SaveChangesAsync(ct); }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody worked on one of them just now: one by one, so that only that one is read again.
                foreach (var id in tickets.Select(t => t.Id)) await Single(id, rules, ct);
            }
            place = new Place(tickets[^1].Id, place.Done + tickets.Count);
            await progress.Report(place.Done, total, place);
        }
    }

    async Task Single(long id, Domain.SlaRules rules, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            var ticket = await db.Tickets.Include(t => t.Clocks).SingleAsync(t => t.Id == id, ct);
            ticket.PromiseAnew(rules, clock.GetUtcNow());
            try { await db.SaveChangesAsync(ct); return; }
            catch (DbUpdateConcurrencyException) when (attempt < 5) { /* and again */ }
        }
    }
}
