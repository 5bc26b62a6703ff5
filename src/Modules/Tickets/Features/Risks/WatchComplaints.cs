using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Risks;

/// <summary>How unusual is too unusual.</summary>
/// <param name="Alpha">An alert opens when so many complaints, or more, would come by chance less often than this.</param>
/// <param name="Fewest">Fewer complaints than these never open one.</param>
/// <param name="Field">Key of the choice field that names the product; complaints are counted by it too.</param>
internal sealed record RiskTerms(double Alpha = 0.001, int Fewest = 5, string? Field = null)
{
    public const string Setting = "tickets.risks";

    public static ValueTask<RiskTerms> Of(ISettings settings, CancellationToken ct) => settings.Get(Setting, new RiskTerms(), ct);
}

/// <summary>
/// Every hour counts the complaints of each category, and of each product where a field names it, in the last day and the last seven, and compares them with what the
/// eight weeks before had at the same place of the week. Of two windows that stand out the less likely one is told.
/// </summary>
internal sealed class WatchComplaints(TicketsDb db, IStaffDirectory staff, ISettings settings, Texts texts, TimeProvider clock) : ISweep
{
    const int Days = 7 * (RiskTest.Windows + 1);

    public string Cron => "0 11 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var (now, terms) = (clock.GetUtcNow(), await RiskTerms.Of(settings, ct));
        var counts = (await db.Database.SqlQuery<Cell>($"""
            select category_id as "CategoryId", null::text as "Value", floor(extract(epoch from ({now} - created_at)) / 86400)::int as "Age", count(*)::int as "Count"
            from tickets.tickets where type = 'complaint' and created_at > {now.AddDays(-Days)} and created_at <= {now}
            group by 1, 2, 3
            """).ToListAsync(ct)).Concat(terms.Field is not { } field ? [] : await db.Database.SqlQuery<Cell>($"""
            select null::bigint as "CategoryId", custom ->> {field} as "Value", floor(extract(epoch from ({now} - created_at)) / 86400)::int as "Age", count(*)::int as "Count"
            from tickets.tickets where type = 'complaint' and created_at > {now.AddDays(-Days)} and created_at <= {now} and custom ->> {field} is not null
            group by 1, 2, 3
            """).ToListAsync(ct)).GroupBy(c => c.Value is null ? new RiskSubject(c.CategoryId) : new RiskSubject(null, terms.Field, c.Value)).ToList();
        var open = (await db.RiskAlerts.Where(r => r.State != RiskState.Closed).ToListAsync(ct)).ConvertAll(r => r.Of);
        var longest = now - RiskAlert.QuietAfter(RiskWindow.Week);
        var closed = await db.RiskAlerts.AsNoTracking().Where(r => r.ClosedAt > longest).ToListAsync(ct);
        var alerts = new List<RiskAlert>();
        foreach (var subject in counts)
        {
            if (open.Contains(subject.Key) || closed.Exists(c => c.Of == subject.Key && c.ClosedAt + RiskAlert.QuietAfter(c.Window) > now)) continue;
            var days = subject.ToDictionary(c => c.Age, c => c.Count);
            var worst = Enum.GetValues<RiskWindow>().Select(w => (Window: w, Found: Test(days, w))).Where(x => x.Found.Observed >= terms.Fewest && x.Found.P < terms.Alpha).OrderBy(x => x.Found.P).FirstOrDefault();
            if (worst.Found is not null) alerts.Add(new RiskAlert(subject.Key, worst.Window, now - RiskAlert.QuietAfter(worst.Window), worst.Found, now));
        }
        if (alerts.Count == 0) return;
        await using var transaction = await db.Begin(ct);
        db.RiskAlerts.AddRange(alerts);
        await db.SaveChangesAsync(ct);
        await Tell(alerts, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The window that ends now, and those that end one week earlier, two weeks, ...</summary>
    static RiskTest.Result Test(Dictionary<int, int> days, RiskWindow window)
    {
        int Count(int week) => Enumerable.Range(7 * week, window == RiskWindow.Day ? 1 : 7).Sum(days.GetValueOrDefault);
        return RiskTest.Of(Count(0), [.. Enumerable.Range(1, RiskTest.Windows).Select(Count)]);
    }

    async Task Tell(List<RiskAlert> alerts, CancellationToken ct)
    {
        var (people, names) = (await staff.Everyone(ct), await RiskNames.Of(db, texts, ct));
        foreach (var person in (await staff.HoldersOf("tickets.risks", ct)).Select(people.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active))
            foreach (var alert in alerts)
                db.Notify(person.Id, $"risk:{alert.Id}", "alert-triangle", $"/tickets/risks/{alert.Id}", alert.Window == RiskWindow.Day ? "tickets.notice.risk_day" : "tickets.notice.risk_week",
                    names.Name(alert.Of, person.Language),
                    alert.Observed.ToString(CultureInfo.InvariantCulture), alert.Expected.ToString("0.#", CultureInfo.InvariantCulture));
    }

    sealed record Cell(long? CategoryId, string? Value, int Age, int Count);
}
