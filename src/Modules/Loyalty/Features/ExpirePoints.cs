using Crm.Loyalty.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>Writes off expired lots soon after the day begins, some members at a time, each of these in a transaction of its own. They were unspendable before it.</summary>
internal sealed class ExpirePoints(LoyaltyDb db) : ISweep
{
    const int Some = 200;

    public string Cron => "0 20 0 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        while (true)
        {
            // The partial index on what expires next answers without a look at what is spent.
            var due = await db.Lots.Where(l => l.Remainder > 0 && l.ExpiresAt <= now).OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id).Take(Some).Select(l => l.MemberId).ToListAsync(ct);
            if (due.Count == 0) return;
            var ids = due.Distinct().ToArray();
            await using (var transaction = await db.BeginBulk(ct))
            {
                // In the order of customers, as all who lock many.
                var members = await db.Members.FromSql($"select m.*, m.xmin from loyalty.members m where id = any({ids}) order by customer_id for update").ToListAsync(ct);
                await db.Lots.Where(l => ids.Contains(l.MemberId) && l.Remainder > 0 && l.ExpiresAt <= now).LoadAsync(ct);
                foreach (var member in members) member.Expire(now);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
            }
            db.ChangeTracker.Clear();
        }
    }
}
