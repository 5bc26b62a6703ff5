using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Tells the owner of a call back that is overdue, or who acts for them, and some hours later the supervisors of the department: each once.</summary>
internal sealed class WatchFollowUps(TicketsDb db, IStaffDirectory staff, ISettings settings, TimeProvider clock) : ISweep
{
    public string Cron => "0 0/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var (now, after) = (clock.GetUtcNow(), TimeSpan.FromHours((await settings.Get(FollowUpTerms.Setting, new FollowUpTerms(), ct)).EscalateHours));
        var late = now - after;
        var overdue = await db.FollowUps.Where(f => f.Status == FollowUpStatus.Open && ((f.OverdueToldAt == null && f.DueAt < now) || (f.EscalatedAt == null && f.DueAt < late))).OrderBy(f => f.DueAt).ThenBy(f => f.Id).Take(500).ToListAsync(ct);
        if (overdue.Count == 0) return;
        var names = await db.Customers.Where(c => overdue.Select(f => f.CustomerId).Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        var superiors = await Superiors.Of(staff, ct);
        foreach (var row in overdue)
        {
            var name = names.GetValueOrDefault(row.CustomerId, "");
            if (row.Overdue(now) && row.OwnerId is { } owner)
                foreach (var person in superiors.People.ActingFor(owner) is { } acting ? [acting] : Above(row))
                    db.NotifyAbout(row.CustomerId, person, $"followup-overdue:{row.Id}:{row.DueAt.ToUnixTimeSeconds()}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_overdue", name);
            if (row.Escalate(after, now))
                foreach (var person in Above(row))
                    db.NotifyAbout(row.CustomerId, person, $"followup-escalated:{row.Id}:{row.DueAt.ToUnixTimeSeconds()}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_escalated", name);
        }
        await db.SaveChangesAsync(ct);

        IReadOnlyList<long> Above(FollowUp row) => row.TeamId is { } team && superiors.Teams.GetValueOrDefault(team) is { } known ? superiors.Department(known) : superiors.Reviewers;
    }
}
