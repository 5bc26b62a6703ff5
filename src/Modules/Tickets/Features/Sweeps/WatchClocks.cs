using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>
/// Warns when most of a clock's time has passed, says when it has run out, and while it stays so goes up the chain: the
/// assignee, their supervisor, whoever comes next. Each once: what was said is marked in the row that is saved with it.
/// </summary>
internal sealed class WatchClocks(TicketsDb db, IStaffDirectory staff, TimeProvider clock) : ISweep
{
    const int Batch = 100;

    Superiors above = null!;

    public string Cron => "0/30 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // Each part on its own index. Nobody is escalated to while the ticket waits for its customer.
        var due = await db.Clocks.Where(c => c.State == ClockState.Running && c.DueAt < now).Select(c => c.TicketId)
            .Union(db.Clocks.Where(c => c.State == ClockState.Running && c.WarnedAt == null && c.WarnAt <= now).Select(c => c.TicketId))
            .Union(from c in db.Clocks join t in db.Tickets on c.TicketId equals t.Id where c.EscalateAt <= now && t.Status != TicketStatus.WaitingCustomer select c.TicketId)
            .ToListAsync(ct);
        if (due.Count == 0) return;
        above = await Superiors.Of(staff, ct);
        foreach (var ids in due.Order().Chunk(Batch)) await db.ChangeTickets(ids, (ticket, rules) => Watch(ticket, rules, now), ct);
    }

    void Watch(Ticket ticket, SlaRules rules, DateTimeOffset now)
    {
        foreach (var running in ticket.Clocks)
        {
            if (!ticket.Breach(running, rules, now) && ticket.Warn(running, now))
                Tell(ticket, $"tickets.notice.warned.{running.Kind}", $"clock-warned:{running.Id}", "clock-exclamation", ticket.OwnerId is { } owner ? [owner] : above.Supervisor(ticket));
            while (ticket.Escalate(running, rules, now) is { } step)
            {
                var after = rules.Settings.After(step) ?? TimeSpan.Zero;
                Tell(ticket, $"tickets.notice.{(after == TimeSpan.Zero ? "breached" : "escalated")}.{running.Kind}", $"clock-breached:{running.Id}", "alarm", step == 0 ? ticket.OwnerId is { } to ? [to] : [] : Who(ticket, rules.Settings.Steps[step - 1]));
            }
        }
    }

    IReadOnlyList<long> Who(Ticket ticket, EscalationStep step) => step switch
    {
        { To: EscalateTo.Person, PersonId: { } person } => above.Reachable([person]),
        { To: EscalateTo.DepartmentSupervisors } when above.Team(ticket) is { } team => above.Department(team),
        _ => above.Supervisor(ticket),
    };

    // The same (person, key) is told once: who stands on two steps of the chain hears of a breach one time.
    void Tell(Ticket ticket, string text, string key, string icon, IReadOnlyList<long> to)
    {
        foreach (var person in to) db.NotifyAbout(ticket.CustomerId, person, key, icon, $"/tickets/{ticket.Id}", text, ticket.Name, ticket.Subject);
    }
}
