using Crm.Platform.Jobs;
using Crm.Staff.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Absences;

/// <summary>Tells the other modules when an absence has begun or ended by itself.</summary>
internal sealed class SettleAvailability(StaffDb db, TimeProvider clock) : ISweep
{
    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var turned = await db.Members.Include(m => m.Absences.Where(a => a.Until > now))
            .Where(m => m.Available != (m.DeactivatedAt == null && m.AwaySince == null && !m.Absences.Any(a => a.From <= now && a.Until > now))).ToListAsync(ct);
        foreach (var member in turned) member.Settle(now);
        await db.SaveChangesAsync(ct);
    }
}
