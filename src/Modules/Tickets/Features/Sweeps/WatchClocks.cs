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

    IReadOnlyDictionary<long, StaffFacts> people = null!;
    IReadOnlyDictionary<long, TeamFacts> teams = null!;
    IReadOnlyList<long> reviewers = [];

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
        (people, teams, reviewers) = (await staff.Everyone(ct), await staff.Teams(ct), await staff.HoldersOf("tickets.review", ct));
        foreach (var ids in due.Order().Chunk(Batch)) await db.ChangeTickets(ids, (ticket, rules) => Watch(ticket, rules, now), ct);
    }

    void Watch(Ticket ticket, SlaRules rules, DateTimeOffset now)
    {
        foreach (var running in ticket.Clocks)
        {
            if (!ticket.Breach(running, rules, now) && Ticket.Warn(running, now))
                Tell(ticket, $"tickets.notice.warned.{running.Kind}", $"clock-warned:{running.Id}", "clock-exclamation", ticket.OwnerId is { } owner ? [owner] : Supervisor(ticket));
            while (ticket.Escalate(running, rules, now) is { } step)
            {
                var after = rules.Settings.After(step) ?? TimeSpan.Zero;
                Tell(ticket, $"tickets.notice.{(after == TimeSpan.Zero ? "breached" : "escalated")}.{running.Kind}", $"clock-breached:{running.Id}", "alarm", step == 0 ? ticket.OwnerId is { } to ? [to] : [] : Who(ticket, rules.Settings.Steps[step - 1]));
            }
        }
    }

    List<long> Who(Ticket ticket, EscalationStep step) => step switch
    {
        { To: EscalateTo.Person, PersonId: { } person } => Reachable([person]),
        { To: EscalateTo.DepartmentSupervisors } when Team(ticket) is { } team => Reachable([.. teams.Values.Where(t => t.DepartmentId == team.DepartmentId).Select(t => t.SupervisorId).OfType<long>()]),
        _ => Supervisor(ticket),
    };

    List<long> Supervisor(Ticket ticket) => Reachable(Team(ticket)?.SupervisorId is { } supervisor ? [supervisor] : []);

    TeamFacts? Team(Ticket ticket) => ticket.TeamId is { } id ? teams.GetValueOrDefault(id) : null;

    // Who is away is told all the same, and so is whoever stands in for them. Where nobody is left, everybody who may review tickets is.
    List<long> Reachable(IReadOnlyList<long> wanted)
    {
        var here = wanted.Select(people.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active).ToList();
        var told = here.Select(p => p.Id).Concat(here.Where(p => !p.Available).Select(p => p.SubstituteId).OfType<long>()).Distinct().ToList();
        return told.Count > 0 ? told : [.. reviewers];
    }

    // The same (person, key) is told once: who stands on two steps of the chain hears of a breach one time.
    void Tell(Ticket ticket, string text, string key, string icon, IReadOnlyList<long> to)
    {
        foreach (var person in to) db.NotifyAbout(ticket.CustomerId, person, key, icon, $"/tickets/{ticket.Id}", text, ticket.Name, ticket.Subject);
    }
}
