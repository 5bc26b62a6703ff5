using Crm.Loyalty.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>Writes off expired lots soon after the day begins, member by member, each in a transaction of its own.</summary>
internal sealed class ExpirePoints(LoyaltyDb db) : ISweep
{
    public string Cron => "0 20 0 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        var due = await db.Lots.Where(l => l.Remainder > 0 && l.ExpiresAt <= now).Select(l => l.MemberId).Distinct().ToListAsync(ct);
        foreach (var id in due)
        {
            await using var transaction = await db.Begin(ct);
            (await db.LockMember(id, ct))!.Expire(now);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
    }
}
