using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Churn;
using Crm.Lifecycle.Features.Worth;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Kpis;

/// <summary>How a figure is written.</summary>
internal enum KpiUnit { Percent, Number, Points, Hours, Money }

/// <summary>A figure of a period beside that of the period before; the definition is the text "lifecycle.kpi.{Key}.hint".</summary>
/// <param name="Value">Null where nothing could be counted.</param>
/// <param name="N">What was counted.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Currency">Of an amount.</param>
internal sealed record Kpi(string Group, string Key, KpiUnit Unit, double? Value, long? N, long? Of, double? Before, string? Url, string? Currency = null);

/// <summary>The key figures of the customer base, of service and of satisfaction over a period, each within the reader's rights there.</summary>
[Needs("lifecycle.read")]
internal static class ShowKpis
{
    /// <summary>Days that may lie in a period.</summary>
    public const int Most = 1100;

    public sealed record Query : IRequest<View>
    {
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }
    }

    public sealed record View(DateOnly From, DateOnly To, DateOnly BeforeFrom, DateOnly BeforeTo, IReadOnlyList<Kpi> Kpis);

    internal sealed class Handler(LifecycleDb db, IServiceFigures service, IOpinionFigures opinions, Scoring scoring, Acquisition acquisition, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var (from, to) = Period(q, zone.DayOf(clock.GetUtcNow()));
            var length = to.DayNumber - from.DayNumber + 1;
            var (beforeFrom, beforeTo) = (from.AddDays(-length), from.AddDays(-1));
            var currency = (await scoring.Latest(ct)).Value?.Currency ?? "CNY";
            var now = await Read(from, to, currency, ct);
            var before = (await Read(beforeFrom, beforeTo, currency, ct)).ToDictionary(k => k.Key, k => k.Value);
            return new View(from, to, beforeFrom, beforeTo, [.. now.Select(k => k with { Before = before.GetValueOrDefault(k.Key) }), await Worth(currency, ct)]);
        }

        /// <summary>What was asked, made sane: no day to come, at most three years; nothing asked: the last 90 days.</summary>
        static (DateOnly From, DateOnly To) Period(Query q, DateOnly today)
        {
            var to = q.To is { Year: > 1950 } t && t < today ? t : today;
            var from = q.From is { Year: > 1950 } f && f <= to ? f : to.AddDays(-89);
            return (from < to.AddDays(1 - Most) ? to.AddDays(1 - Most) : from, to);
        }

        async Task<List<Kpi>> Read(DateOnly from, DateOnly to, string currency, CancellationToken ct)
        {
            var kpis = new List<Kpi>();
            var moves = await db.StageDays.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(d => d.Day <= to).GroupBy(d => new { Within = d.Day >= from, d.FromStage, d.ToStage })
                .Select(g => new Moved(g.Key.Within, g.Key.FromStage, g.Key.ToStage, g.Sum(d => d.Moves))).ToListAsync(ct);
            var start = moves.Where(m => !m.Within && Customer(m.To)).Sum(m => m.N) - moves.Where(m => !m.Within && Customer(m.From)).Sum(m => m.N);
            var came = moves.Where(m => m.Within && Customer(m.To) && !Customer(m.From)).Sum(m => m.N);
            var went = moves.Where(m => m.Within && Customer(m.From) && !Customer(m.To)).Sum(m => m.N);
            var lost = moves.Where(m => m.Within && m.To == CustomerStage.Churned && m.From is not null).Sum(m => m.N);
            var end = start + came - went;
            var mean = (start + end) / 2.0;
            string Moves(CustomerStage to1) => $"/lifecycle/customers?movedTo={to1}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}";
            void Share(string group, string key, long n, long of, string? url = null) => kpis.Add(new(group, key, KpiUnit.Percent, of == 0 ? null : (double)n / of, n, of, null, url));

            kpis.Add(new("customers", "customers", KpiUnit.Number, end, end, null, null, "/lifecycle/customers"));
            Share("customers", "churn", lost, start, Moves(CustomerStage.Churned));
            Share("customers", "retention", end - came, start);
            var orders = await Orders(from, to, ct);
            Share("customers", "repurchase", orders.Twice, orders.Once);
            Share("customers", "referral", orders.Referred, orders.Joined);
            kpis.Add(new("customers", "frequency", KpiUnit.Number, mean <= 0 ? null : orders.Interactions / mean, orders.Interactions, (long)Math.Round(mean), null, null));
            Share("customers", "complaints", orders.Complaining, (long)Math.Round(mean));
            kpis.Add(await Won(from, to, currency, ct));

            if (user.Can("tickets.read"))
            {
                var s = await service.Between(from, to, ct);
                Share("service", "resolution", s.OpenedResolved, s.Opened, "/tickets");
                Share("service", "firstContact", s.FirstContact, s.Resolved);
                Share("service", "firstContactCsat", s.FirstContactSatisfied, s.FirstContactScored);
                Share("service", "sla", s.ClocksMet, s.ClocksMet + s.ClocksBreached);
                kpis.Add(new("service", "complaintHours", KpiUnit.Hours, s.ComplaintsResolved == 0 ? null : s.ComplaintHours / s.ComplaintsResolved, s.ComplaintsResolved, s.Complaints, null, "/tickets"));
                Share("service", "complaintsInTime", s.ComplaintsInTime, s.ComplaintsResolved);
            }
            if (user.Can("surveys.results"))
            {
                var o = await opinions.Between(from, to, ct);
                var answers = o.Promoters + o.Passives + o.Detractors;
                kpis.Add(new("satisfaction", "nps", KpiUnit.Points, answers == 0 ? null : 100.0 * (o.Promoters - o.Detractors) / answers, answers, null, null, "/surveys/dashboard"));
                Share("satisfaction", "csat", o.Satisfied, o.Headlines, "/surveys/dashboard");
                kpis.Add(new("satisfaction", "ces", KpiUnit.Number, o.Efforts == 0 ? null : (double)o.EffortSum / o.Efforts, o.Efforts, null, null, "/surveys/dashboard"));
                Share("satisfaction", "firstContactFelt", o.FirstTimeYes, o.FirstTimes, "/surveys/dashboard");
            }
            return kpis;
        }

        /// <summary>What winning a customer has cost. Costs are entered by month: the whole months of the period count.</summary>
        async Task<Kpi> Won(DateOnly from, DateOnly to, string currency, CancellationToken ct)
        {
            static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
            var (first, until) = (from.Day == 1 ? from : MonthOf(from).AddMonths(1), MonthOf(to.AddDays(1)));
            var acquired = first < until ? await acquisition.Between(first, until, currency, ct) : null;
            var gained = acquired?.Gained.Values.Sum() ?? 0;
            return new("worth", "acquisition", KpiUnit.Money, (double?)Acquired.Each(acquired?.Spent.Values.Sum() ?? 0, gained), gained, null, null, "/value", currency);
        }

        /// <summary>Mean lifetime value as of the last scoring: it looks ahead, and has no period before.</summary>
        async Task<Kpi> Worth(string currency, CancellationToken ct)
        {
            var conditions = new Conditions("s.").Within(user.ScopeOf("lifecycle.read")).And("s.currency = {0}", currency);
            var found = await db.Database.SqlQueryRaw<Valued>($"""
                select count(*) as "N", avg(s.future_value)::float8 as "Mean" from lifecycle.scores s join lifecycle.customers c on c.customer_id = s.customer_id and c.gone_at is null
                where {conditions.Where} and s.future_value is not null
                """, conditions.Parameters).SingleAsync(ct);
            return new("worth", "clv", KpiUnit.Money, found.N < ShowWorth.Least ? null : found.Mean, found.N, null, null, "/value", currency);
        }

        /// <summary>A customer, for these figures, is who has bought and has not been lost.</summary>
        static bool Customer(CustomerStage? stage) => stage is { } s && LifeStages.Customers.Contains(s);

        async Task<Counts> Orders(DateOnly from, DateOnly to, CancellationToken ct)
        {
            var conditions = new Conditions("c.").Within(user.ScopeOf("lifecycle.read"));
            var (start, end, year) = (conditions.Parameter(zone.StartOf(from)), conditions.Parameter(zone.StartOf(to.AddDays(1))), conditions.Parameter(zone.StartOf(to.AddDays(1).AddMonths(-12))));
            return await db.Database.SqlQueryRaw<Counts>($"""
                with mine as (select c.customer_id, c.first_order_at, c.source from lifecycle.customers c where {conditions.Where} and c.gone_at is null and c.admission = 'admitted'),
                buyers as (
                  select o.customer_id, count(*) as n from lifecycle.orders o join mine using (customer_id) where not o.void and o.at >= {year} and o.at < {end} group by 1),
                touches as (
                  select count(*) filter (where t.kind = 'interaction') as interactions, count(distinct t.customer_id) filter (where t.kind = 'complaint') as complaining
                  from lifecycle.touches t join mine using (customer_id) where t.at >= {start} and t.at < {end} and t.kind in ('interaction', 'complaint'))
                select (select count(*) from buyers) as "Once", (select count(*) from buyers where n >= 2) as "Twice",
                  (select count(*) from mine where first_order_at >= {start} and first_order_at < {end}) as "Joined",
                  (select count(*) from mine where first_order_at >= {start} and first_order_at < {end} and source = 'partner_referral') as "Referred",
                  (select interactions from touches) as "Interactions", (select complaining from touches) as "Complaining"
                """, conditions.Parameters).SingleAsync(ct);
        }

        sealed record Valued(long N, double? Mean);

        sealed record Moved(bool Within, CustomerStage? From, CustomerStage? To, long N);

        sealed record Counts(long Once, long Twice, long Joined, long Referred, long Interactions, long Complaining);
    }
}
