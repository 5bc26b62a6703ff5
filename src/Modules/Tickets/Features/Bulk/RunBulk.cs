using System.Globalization;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Together;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Bulk;

/// <summary>
/// Works through the tickets of a bulk change, each in a save of its own that marks its row as well: a host that dies
/// has changed a ticket and marked it, or neither, and whoever goes on finds what is left. What is refused is put down
/// with the reason and does not hold up the others.
/// </summary>
internal sealed class RunBulk(TicketsDb db, Changing changing, Merging merging, CurrentUser user) : IJob<RunBulk.Args>
{
    const int Batch = 100;
    const int Tries = 5;

    public sealed record Args(long RunId);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var run = await db.BulkRuns.AsNoTracking().SingleAsync(r => r.Id == args.RunId, ct);
        while (true)
        {
            db.ChangeTracker.Clear();
            var waiting = await db.BulkRows.AsNoTracking().Where(r => r.RunId == run.Id && r.State == BulkState.Waiting).OrderBy(r => r.TicketId).Take(Batch).Select(r => r.TicketId).ToListAsync(ct);
            if (waiting.Count == 0) break;
            var left = await db.BulkRows.CountAsync(r => r.RunId == run.Id && r.State == BulkState.Waiting, ct);
            foreach (var id in waiting)
            {
                await Change(run, id, ct);
                await progress.Report(run.Count - --left, run.Count);
            }
        }
        await progress.Report(run.Count, run.Count);
        return new { url = string.Create(CultureInfo.InvariantCulture, $"/tickets/bulk/{run.Id}") };
    }

    async Task Change(BulkRun run, long id, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Try(run, id, ct);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries) { /* somebody was quicker: look again */ }
            catch (DbUpdateConcurrencyException) { await Fail(run, id, "tickets.rule.raced", ct); return; }
            catch (RuleException e) { await Fail(run, id, e.Key, ct, e.Args); return; }
            catch (MissingException) { await Fail(run, id, "tickets.bulk.missing", ct); return; }
            catch (ForbiddenException e) { await Fail(run, id, "tickets.bulk.forbidden", ct, "permission." + e.Permission); return; }
        }
    }

    async Task Try(BulkRun run, long id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await Row(run, id, ct) is not { } row) return; // another worker has done it
        if (run.MergeInto is { } into)
        {
            // The one they all go on in may be among those chosen.
            if (HumanNumber.TryParse(Ticket.Prefix, into, out var number) && await db.Tickets.AnyAsync(t => t.Id == id && t.Number == number, ct))
            {
                row.Done();
                await db.SaveChangesAsync(ct);
                return;
            }
            await merging.Merge(new() { Id = id, Into = into, Note = run.MergeWhy! }, row.Done, ct);
            return;
        }
        var ticket = await db.Find(id, user.ScopeOf("tickets.write"), ct);
        await changing.Apply(ticket, run.Changes, ct);
        row.Done();
        await db.SaveChangesAsync(ct);
    }

    async Task Fail(BulkRun run, long id, string reason, CancellationToken ct, params object[] args)
    {
        db.ChangeTracker.Clear();
        if (await Row(run, id, ct) is not { } row) return;
        row.Fail(reason, [.. args.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture) ?? "")]);
        await db.SaveChangesAsync(ct);
    }

    Task<BulkRow?> Row(BulkRun run, long id, CancellationToken ct) => db.BulkRows.SingleOrDefaultAsync(r => r.RunId == run.Id && r.TicketId == id && r.State == BulkState.Waiting, ct);
}
