using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Every morning reminds owners of what is due in three days, and tells of what is overdue; and looks whether the next wave says something of what was improved.</summary>
internal sealed class WatchImprovements(SurveysDb db, Effects effects, IStaffDirectory staff, InstallationZone zone, TimeProvider clock) : ISweep
{
    const int DaysBefore = 3, Batch = 500;

    public string Cron => "0 20 6,18 * * ?";

    public async Task Run(CancellationToken ct)
    {
        await Remind(ct);
        await Measure(ct);
    }

    async Task Remind(CancellationToken ct)
    {
        var (now, today) = (clock.GetUtcNow(), zone.DayOf(clock.GetUtcNow()));
        var soon = today.AddDays(DaysBefore);
        var rows = await db.Improvements.Where(i => (i.Status == ImprovementStatus.Approved || i.Status == ImprovementStatus.Running) && ((i.RemindedAt == null && i.DueOn <= soon) || (i.OverdueToldAt == null && i.DueOn < today)))
            .OrderBy(i => i.DueOn).ThenBy(i => i.Id).Take(Batch).ToListAsync(ct);
        if (rows.Count == 0) return;
        var (teams, analysts) = (await staff.Teams(ct), await staff.HoldersOf("surveys.write", ct));
        foreach (var row in rows)
        {
            if (row.Remind(today, DaysBefore, now) && row.DueOn >= today && row.OwnerId is { } owner) Tell(row, owner, "surveys.notice.improvement_due");
            if (row.Overdue(today, now))
                foreach (var person in new[] { row.OwnerId, row.TeamId is { } team ? teams.GetValueOrDefault(team)?.SupervisorId : null }.OfType<long>().Union(analysts)) Tell(row, person, "surveys.notice.improvement_overdue");
        }
        await db.SaveChangesAsync(ct);
    }

    void Tell(Improvement row, long person, string text) =>
        db.Notify(person, $"{text}:{row.Id}:{row.DueOn:yyyyMMdd}", "trending-up", $"/improvements/{row.Id}", text, EditImprovement.Short(row.Problem), row.DueOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    async Task Measure(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await db.Improvements.Where(i => i.Item != null && (i.Status == ImprovementStatus.Running || i.Status == ImprovementStatus.Done)).OrderBy(i => i.MeasuredAt).ThenBy(i => i.Id).Take(Batch).ToListAsync(ct))
        {
            if (await effects.Of(row, RowScope.Everything, ct) is not { } effect) continue;
            if (row.Measured(effect.Verdict, ItemFigure.FigureOf(effect.Item.Kind, effect.Comparison?.Second.Mean), now) && effect.Verdict != ItemVerdict.NotYet && row.OwnerId is { } owner)
                db.Notify(owner, $"improvement-measured:{row.Id}:{effect.Verdict}", "trending-up", $"/improvements/{row.Id}", "surveys.notice.improvement_measured", EditImprovement.Short(row.Problem), Notices.KeyMark + $"ItemVerdict.{effect.Verdict}");
        }
        await db.SaveChangesAsync(ct);
    }
}
