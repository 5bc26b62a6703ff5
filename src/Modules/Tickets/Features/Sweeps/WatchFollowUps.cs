using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Tells the owner of a call back that is overdue, once.</summary>
internal sealed class WatchFollowUps(TicketsDb db, TimeProvider clock) : ISweep
{
    public string Cron => "0 0/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var overdue = await db.FollowUps.Where(f => f.Status == FollowUpStatus.Open && f.OverdueToldAt == null && f.DueAt < now).OrderBy(f => f.DueAt).Take(500).ToListAsync(ct);
        var names = await db.Customers.Where(c => overdue.Select(f => f.CustomerId).Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        foreach (var row in overdue)
            if (row.Overdue(now) && row.OwnerId is { } owner)
                db.NotifyAbout(row.CustomerId, owner, $"followup-overdue:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_overdue", names.GetValueOrDefault(row.CustomerId, ""));
        await db.SaveChangesAsync(ct);
    }
}
