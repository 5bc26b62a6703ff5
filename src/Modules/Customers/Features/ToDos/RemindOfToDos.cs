using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.ToDos;

/// <summary>Tells owners in the morning what is due today, and once more what has become overdue.</summary>
internal sealed class RemindOfToDos(CustomersDb db, InstallationZone zone, TimeProvider clock) : ISweep
{
    /// <summary>Nobody is told earlier in the day.</summary>
    static readonly TimeSpan Morning = TimeSpan.FromHours(8);

    public string Cron => "0 0/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = zone.DayOf(now);
        var until = now >= zone.StartOf(today) + Morning ? zone.StartOf(today.AddDays(1)) : now;
        var due = await db.ToDos.Where(t => t.ClosedAt == null && t.OverdueToldAt == null && t.OwnerId != null && t.DueAt < until && (t.RemindedAt == null || t.DueAt <= now))
            .OrderBy(t => t.DueAt).Take(500).ToListAsync(ct);
        var ids = due.Select(t => t.CustomerId).Distinct().ToList();
        var names = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        foreach (var toDo in due.Where(t => t.Remind(now)))
        {
            var overdue = toDo.DueAt <= now;
            db.NotifyAbout(toDo.CustomerId, toDo.OwnerId!.Value, $"todo:{toDo.Id}:{(overdue ? "overdue" : "today")}", "checklist", $"/todos/{toDo.Id}/close",
                overdue ? "customers.todo.told.overdue" : "customers.todo.told.today", toDo.What, names.GetValueOrDefault(toDo.CustomerId, ""));
        }
        await db.SaveChangesAsync(ct);
    }
}
