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
        var open = db.Tickets.Where(t => EF.Property<bool>(t, TicketMap.Open));
        var total = await open.CountAsync(ct);
        while (true)
        {
            var after = place.AfterId;
            var ids = await open.Where(t => t.Id > after).OrderBy(t => t.Id).Select(t => t.Id).Take(Batch).ToListAsync(ct);
            if (ids.Count == 0) return new { tickets = place.Done };
            // By the rules of the moment, not of the start: two such jobs at once come to the same end.
            await db.ChangeTickets(ids, (ticket, rules) => ticket.PromiseAnew(rules, clock.GetUtcNow()), ct);
            place = new Place(ids[^1], place.Done + ids.Count);
            await progress.Report(place.Done, total, place);
        }
    }
}

internal static class RuleChanges
{
    /// <summary>Saves a change of policies, calendars or settings: it counts from now on, and what is open is promised anew in the background.</summary>
    public static async Task SaveRules(this TicketsDb db, long? staffId, CancellationToken ct)
    {
        db.Enqueue<PromiseAnew, PromiseAnew.Args>(new PromiseAnew.Args(), "tickets.job.promise_anew", staffId);
        await db.SaveForAll(ct);
    }

    /// <summary>Saves a change of what hosts keep in memory of promises and routing, and lets them read it again.</summary>
    public static async Task SaveForAll(this TicketsDb db, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        await db.SaveChangesAsync(ct);
        await db.OutdateRules(ct);
        await transaction.CommitAsync(ct);
    }
}
