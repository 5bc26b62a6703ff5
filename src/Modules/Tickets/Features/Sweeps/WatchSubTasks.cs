using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Features.SubTasks;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Tells whoever got a sub-task, and whoever asked, that it is overdue: once. The ticket's clocks know nothing of it.</summary>
internal sealed class WatchSubTasks(TicketsDb db, IStaffDirectory staff, TimeProvider clock) : ISweep
{
    public string Cron => "30 0/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var overdue = await db.SubTasks.Where(s => s.DoneAt == null && s.OverdueToldAt == null && s.DueAt < now).OrderBy(s => s.DueAt).Take(500).ToListAsync(ct);
        if (overdue.Count == 0) return;
        var tickets = await db.Tickets.Where(t => overdue.Select(s => s.TicketId).Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
        foreach (var task in overdue.Where(s => s.Overdue(now)))
            foreach (var to in task.Receivers(people, teams).Append(task.CreatedById ?? 0).Where(p => p != 0).Distinct())
                db.NotifyAbout(tickets[task.TicketId].CustomerId, to, $"subtask-overdue:{task.Id}", "subtask", "/tickets/sub-tasks", "tickets.notice.subtask_overdue", tickets[task.TicketId].Name, task.Title);
        await db.SaveChangesAsync(ct);
    }
}
