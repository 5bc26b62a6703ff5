using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>More reveals, or more exported rows, than somebody's work explains, within a day: that is an incident until somebody has looked at it. Told once a day and person.</summary>
internal sealed class WatchVolumes(CustomersDb db, ISettings settings, IStaffDirectory staff, Texts texts, InstallationZone zone, TimeProvider clock) : ISweep
{
    sealed record Exported(long ActorId, long Rows);

    public string Cron => "0 7 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (since, today) = (now.AddDays(-1), zone.DayOf(now));
        var (mostReveals, mostRows) = (await settings.Get(PrivacySettings.UnusualReveals, 20, ct), await settings.Get(PrivacySettings.UnusualRows, 10_000, ct));
        var reveals = await db.Reveals.Where(r => r.AskedAt > since).GroupBy(r => r.StaffId).Where(g => g.Count() > mostReveals).Select(g => new { Id = g.Key, Count = g.Count() }).ToListAsync(ct);
        var exports = await db.Database.SqlQuery<Exported>($"""
            select actor_id as "ActorId", sum((after->>'rows')::bigint)::bigint as rows from platform.audit
            where action = 'ExportRecords' and at > {since} and actor_id is not null group by actor_id having sum((after->>'rows')::bigint) > {mostRows}
            """).ToListAsync(ct);
        var people = await staff.Everyone(ct);
        foreach (var (id, count, what) in reveals.Select(r => (r.Id, (long)r.Count, "reveals")).Concat(exports.Select(e => (e.ActorId, e.Rows, "exports"))))
        {
            var cause = $"{what}:{id}:{today:yyyy-MM-dd}";
            if (await db.Incidents.AnyAsync(i => i.Cause == cause, ct)) continue;
            var name = people.TryGetValue(id, out var person) ? person.Name : "";
            db.Incidents.Add(new Incident(new IncidentFacts(texts[$"customers.unusual.{what}", name, count], texts[$"customers.unusual.{what}.data"], null, today, null, null, null, null, null), null, now, cause));
            foreach (var manager in await staff.HoldersOf("privacy.manage", ct)) db.Notify(manager, $"incident:{cause}", "alert-triangle", "/privacy/incidents", $"customers.unusual.{what}", name, count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await db.SaveChangesAsync(ct);
        }
    }
}

/// <summary>Tells who keeps the register that a request is due in three days, and again when it is overdue.</summary>
internal sealed class RemindOfRights(CustomersDb db, IStaffDirectory staff, InstallationZone zone, TimeProvider clock) : ISweep
{
    public string Cron => "0 20 8 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var today = zone.DayOf(clock.GetUtcNow());
        var soon = today.AddDays(3);
        foreach (var request in await db.Rights.AsNoTracking().Where(r => r.ClosedAt == null && r.DueOn <= soon).OrderBy(r => r.DueOn).Take(500).ToListAsync(ct))
            foreach (var manager in await staff.HoldersOf("privacy.manage", ct))
                db.Notify(manager, $"rights:{request.Id}:{(request.DueOn < today ? "overdue" : "soon")}", "user-shield", $"/privacy/requests/{request.Id}", request.DueOn < today ? "customers.rights.notice.overdue" : "customers.rights.notice.soon", $"{request.DueOn:yyyy-MM-dd}");
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Deletes what has been kept long enough: restricted records on their date; sent mails, the log of looks and the rows of imported files after the months that are set.</summary>
internal sealed class ApplyRetention(CustomersDb db, ISettings settings, InstallationZone zone, TimeProvider clock) : ISweep
{
    public string Cron => "0 25 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = zone.DayOf(now);
        var deleted = await db.Restricted.Where(r => r.Until < today).ExecuteDeleteAsync(ct);
        var looks = 0;
        if (await settings.Get<int?>(PrivacySettings.LookMonths, 36, ct) is { } months)
        {
            var before = today.AddMonths(-months);
            looks = await db.Looks.Where(l => l.Day < before).ExecuteDeleteAsync(ct);
        }
        var mails = 0;
        if (await settings.Get<int?>(PrivacySettings.MailMonths, null, ct) is { } mailMonths)
        {
            var before = now.AddMonths(-mailMonths);
            mails = await db.Mail.Where(m => m.SentAt != null && m.SentAt < before).ExecuteDeleteAsync(ct);
        }
        var rows = 0;
        if (await settings.Get<int?>(PrivacySettings.ImportMonths, 12, ct) is { } importMonths)
        {
            var before = now.AddMonths(-importMonths);
            rows = await db.ImportRows.Where(r => db.Imports.Any(i => i.Id == r.ImportId && i.At < before)).ExecuteDeleteAsync(ct);
        }
        if (deleted + looks + mails + rows == 0) return;
        db.Record(nameof(ApplyRetention), "Retention", null, new { restricted = deleted, looks, mails, importRows = rows });
        await db.SaveChangesAsync(ct);
    }
}
