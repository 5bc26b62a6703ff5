using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Cohorts;

/// <summary>
/// Cohort retention: customers by the month of their first order, and in each month since then the share of them who bought
/// in it, and what they spent for each 100 of their first month. Orders that were given back whole count nowhere. Cohort
/// tables are the usual ones of customer-base analysis (Fader and Hardie, "Probability Models for Customer-Base Analysis", 2009).
/// </summary>
[Needs("lifecycle.read")]
internal static class ShowCohorts
{
    public const int Most = 36;

    public sealed record Query : IRequest<View>
    {
        public int Months { get; init; } = 12;
        public CustomerLevel? Level { get; init; }
        public CustomerKind? Kind { get; init; }
        public ValueClass? ValueClass { get; init; }
        public SourceChannel? Source { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }
        public long? Team { get; init; }

        /// <summary>The last month shown, by a day in it; nothing: the current one. For figures as they once were.</summary>
        public DateOnly? Until { get; init; }
    }

    /// <param name="Current">The last month has not ended: its figures are still growing.</param>
    public sealed record View(IReadOnlyList<Cohort> Cohorts, string Currency, bool Current, int Months, long Others);

    /// <param name="Again">Who has ever bought in another month, or twice.</param>
    public sealed record Cohort(DateOnly Month, long Customers, decimal Revenue, long Again, IReadOnlyList<Cell> Cells)
    {
        public double? AgainShare => Customers == 0 ? null : (double)Again / Customers;
    }

    /// <summary>A month of a cohort, counted from its first: 0, 1, 2 ...</summary>
    public sealed record Cell(int Since, long Customers, double? Share, decimal Revenue, double? RevenueShare);

    internal sealed class Handler(LifecycleDb db, ISettings settings, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var months = Math.Clamp(q.Months, 1, Most);
            var today = zone.DayOf(clock.GetUtcNow());
            var last = q.Until is { Year: > 1900 and < 2200 } until && until < today ? new DateOnly(until.Year, until.Month, 1) : new DateOnly(today.Year, today.Month, 1);
            var first = last.AddMonths(1 - months);
            var currency = await settings.Get("customers.currency", "CNY", ct);
            var conditions = new Conditions("c.").Within(user.ScopeOf("lifecycle.read")).Equal("level", q.Level).Equal("kind", q.Kind).Equal("value_class", q.ValueClass).Equal("source", q.Source)
                .Equal("industry", q.Industry?.Trim()).Equal("region", q.Region?.Trim()).Equal("team_id", q.Team);
            var (start, end, tz, own) = (conditions.Parameter(zone.StartOf(first)), conditions.Parameter(zone.StartOf(last.AddMonths(1))), conditions.Parameter(zone.Zone.Id), conditions.Parameter(currency));
            var now = conditions.Parameter(clock.GetUtcNow());
            // The first order ever decides on the cohort, so that all orders of a customer are looked at, and only cohorts in sight are counted.
            var rows = await db.Database.SqlQueryRaw<Row>($"""
                with firsts as materialized (
                  select c.customer_id, c.first_order_at as at, date_trunc('month', c.first_order_at at time zone {tz})::date as month
                  from lifecycle.customers c where {conditions.Where} and c.gone_at is null and c.admission = 'admitted' and c.first_order_at >= {start} and c.first_order_at < {end}),
                bought as (
                  select f.month, f.customer_id, date_trunc('month', o.at at time zone {tz})::date as bought_in, count(*) as orders, coalesce(sum(o.net) filter (where o.currency = {own}), 0) as net, count(*) filter (where o.currency <> {own}) as others
                  from firsts f join lifecycle.orders o on o.customer_id = f.customer_id and not o.void and o.at < {end} and o.at <= {now} group by 1, 2, 3),
                again as (select month, count(*) as n from (select month, customer_id from bought group by 1, 2 having sum(orders) > 1) t group by 1)
                select b.month as "Month", b.bought_in as "BoughtIn", count(*) as "Customers", sum(b.net) as "Net", sum(b.others)::bigint as "Others", coalesce(max(a.n), 0) as "Again"
                from bought b left join again a using (month) group by 1, 2 order by 1, 2
                """, conditions.Parameters).ToListAsync(ct);
            var cohorts = new List<Cohort>();
            foreach (var cohort in rows.GroupBy(r => r.Month))
            {
                var at = cohort.ToDictionary(r => Months(cohort.Key, r.BoughtIn));
                // Everybody bought in the month that made them a cohort.
                var (size, revenue) = (at[0].Customers, at[0].Net);
                cohorts.Add(new(cohort.Key, size, revenue, at[0].Again, [.. Enumerable.Range(0, Months(cohort.Key, last) + 1).Select(k =>
                    at.TryGetValue(k, out var r) ? new Cell(k, r.Customers, (double)r.Customers / size, r.Net, revenue == 0 ? null : (double)(r.Net / revenue)) : new Cell(k, 0, 0, 0, revenue == 0 ? null : 0))]));
            }
            return new View(cohorts, currency, last == new DateOnly(today.Year, today.Month, 1), months, rows.Sum(r => r.Others));
        }

        static int Months(DateOnly from, DateOnly to) => (to.Year - from.Year) * 12 + to.Month - from.Month;

        sealed record Row(DateOnly Month, DateOnly BoughtIn, long Customers, decimal Net, long Others, long Again);
    }
}
