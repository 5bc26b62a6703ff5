using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>What is held, who looked, what is due: the administrator's page.</summary>
[Needs("privacy.manage")]
internal static class ShowPrivacy
{
    public sealed record Query : IRequest<View>;

    public sealed record View(Held Held, Due Due, IReadOnlyList<Looker> Lookers);

    public sealed record Held
    {
        public long Customers { get; init; }
        public long Erased { get; init; }
        public long Restricted { get; init; }
        public DateOnly? NextRestricted { get; init; }
        public long Sensitive { get; init; }
        public long Consents { get; init; }
        public long Sharings { get; init; }
    }

    public sealed record Due
    {
        public long Requests { get; init; }
        public long OverdueRequests { get; init; }
        public long Reveals { get; init; }
        public long Incidents { get; init; }
        public long Assessments { get; init; }
        public long Classes { get; init; }
    }

    /// <param name="Days">Customers and days on which contact data was seen in the last 30 days.</param>
    public sealed record Looker(string Name, long Days, long Sensitive, long Reveals);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (today, since, lastYear) = (zone.DayOf(now), now.AddDays(-30), zone.DayOf(now).AddYears(-1));
            var sinceDay = DateOnly.FromDateTime(since.UtcDateTime);
            var held = await db.Database.SqlQuery<Held>($"""
                select greatest(0, (select reltuples::bigint from pg_class where oid = 'customers.customers'::regclass)) as "Customers",
                    (select count(*) from customers.customers where erased_at is not null) as "Erased",
                    (select count(*) from customers.restricted) as "Restricted", (select min(until) from customers.restricted) as "NextRestricted",
                    (select count(*) from customers.sensitive_values) as "Sensitive", (select count(*) from customers.consents) as "Consents", (select count(*) from customers.sharings) as "Sharings"
                """).SingleAsync(ct);
            if (held.Customers < 100_000) held = held with { Customers = await db.Customers.LongCountAsync(c => c.MergedIntoId == null, ct) };
            var due = await db.Database.SqlQuery<Due>($"""
                select (select count(*) from customers.rights_requests where closed_at is null) as "Requests",
                    (select count(*) from customers.rights_requests where closed_at is null and due_on < {today}) as "OverdueRequests",
                    (select count(*) from customers.reveals where state = 'requested') as "Reveals",
                    (select count(*) from customers.incidents where closed_at is null) as "Incidents",
                    (select count(*) from customers.assessments where review_on <= {today}) as "Assessments",
                    (select count(*) from customers.data_classes where reviewed_on is null or reviewed_on <= {lastYear}) as "Classes"
                """).SingleAsync(ct);
            var looks = await db.Looks.Where(l => l.Day >= sinceDay).GroupBy(l => l.StaffId).Select(g => new { Id = g.Key, Contact = g.LongCount(l => l.Kind == RevealKind.Contact), Sensitive = g.LongCount(l => l.Kind == RevealKind.Sensitive) }).ToListAsync(ct);
            var reveals = await db.Reveals.Where(r => r.AskedAt >= since).GroupBy(r => r.StaffId).Select(g => new { Id = g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Id, g => g.Count, ct);
            var people = await staff.Everyone(ct);
            return new(held, due, [.. looks.Select(l => l.Id).Union(reveals.Keys).Select(id =>
            {
                var look = looks.Find(l => l.Id == id);
                return new Looker(people.TryGetValue(id, out var p) ? p.Name : id.ToString(System.Globalization.CultureInfo.InvariantCulture), look?.Contact ?? 0, look?.Sensitive ?? 0, reveals.GetValueOrDefault(id));
            }).OrderByDescending(l => l.Reveals).ThenByDescending(l => l.Days).Take(20)]);
        }
    }
}
