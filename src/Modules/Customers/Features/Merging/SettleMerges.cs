using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>
/// Tells of each merge a second time, some minutes later: a ticket that was being opened for the old record while it was
/// merged is in the database by then, and follows. And forgets what an undo would need once it is too late for one.
/// </summary>
internal sealed class SettleMerges(CustomersDb db, TimeProvider clock) : ISweep
{
    /// <summary>No request takes longer.</summary>
    static readonly TimeSpan After = TimeSpan.FromMinutes(3);

    public string Cron => "50 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Begin(ct);
        foreach (var merge in await db.Merges.Where(m => m.SettledAt == null && m.UndoneAt == null && m.At < now - After).OrderBy(m => m.Id).Take(200).ToListAsync(ct))
        {
            await db.MoveCustomer(merge.FromId, merge.IntoId, merge.At, ct);
            merge.Settle(now);
        }
        await db.SaveChangesAsync(ct);
        var late = now.AddDays(-Domain.CustomerMerge.UndoDays);
        await db.Merges.Where(m => m.Before != null && m.At < late).ExecuteUpdateAsync(s => s.SetProperty(m => m.Before, (Domain.Snapshot?)null).SetProperty(m => m.After, (Domain.Snapshot?)null), ct);
        await transaction.CommitAsync(ct);
    }
}
