using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>
/// Reads what was known of customers at a moment. Every figure that a prediction is made from comes from here, tonight's and those
/// of the past the models learn from; each part of the query looks at rows before the moment only. What happened afterwards is
/// asked for by <see cref="LostAfter"/>, apart, and is never a signal.
/// </summary>
internal sealed class SignalReader(LifecycleDb db, InstallationZone zone)
{
    /// <summary>Orders as they stood at @at: what was given back later was not given back yet.</summary>
    const string OrdersBefore = """
        select (o.at at time zone @zone)::date as day, o.at, o.currency,
               case when o.refunded_at > @at then coalesce(o.goods, o.net) else o.net end as net
        from lifecycle.orders o where o.customer_id = c.customer_id and o.at < @at and not (o.void and (o.refunded_at is null or o.refunded_at <= @at))
        """;

    const string Facts = $$"""
        select c.customer_id, c.owner_id, c.team_id,
               coalesce(o.buys, 0)::int, @day - o.first_day, @day - o.last_day, coalesce(o.spend, 0), coalesce(o.lately, 0), coalesce(o.before, 0), coalesce(o.year, 0),
               coalesce(o.orders_lately, 0)::int, coalesce(o.orders_before, 0)::int, coalesce(o.paid_repeats, 0)::int, coalesce(o.repeat_spend, 0), o.last_at,
               t.last_at, d.first_at, d.last_at, coalesce(t.lately, 0)::int, coalesce(t.before, 0)::int, coalesce(t.low, 0)::int, coalesce(t.complaints, 0)::int, coalesce(t.overdue, 0)::int, d.ends_on - @day, coalesce(u.lately, 0)::int, coalesce(u.before, 0)::int
        from ({0}) c
        left join lateral (
            select count(*) as buys, min(day) as first_day, max(day) as last_day, max(last_at) as last_at, sum(net) as spend,
                   sum(net) filter (where day > @day - 180) as lately, sum(net) filter (where day > @day - 360 and day <= @day - 180) as before, sum(net) filter (where day > @day - 365) as year,
                   sum(orders) filter (where day > @day - 180) as orders_lately, sum(orders) filter (where day > @day - 360 and day <= @day - 180) as orders_before,
                   count(*) filter (where place > 1 and net > 0) as paid_repeats, sum(net) filter (where place > 1) as repeat_spend
            from (select day, count(*) as orders, max(at) as last_at, coalesce(sum(net) filter (where currency = @currency), 0) as net, row_number() over (order by day) as place
                  from ({{OrdersBefore}}) k group by day) days) o on true
        left join lateral (
            select max(t.at) filter (where t.kind <> 'overdue') as last_at,
                   count(*) filter (where t.kind not in ('overdue', 'recommendation') and t.at >= @at - interval '180 days') as lately,
                   count(*) filter (where t.kind not in ('overdue', 'recommendation') and t.at >= @at - interval '360 days' and t.at < @at - interval '180 days') as before,
                   count(distinct t.source_id) filter (where (t.kind = 'answer' and t.value <= 2 or t.kind = 'recommendation' and t.value <= 6) and t.at >= @at - interval '180 days') as low,
                   count(*) filter (where t.kind = 'complaint' and t.at >= @at - interval '180 days') as complaints,
                   count(*) filter (where t.kind = 'overdue' and t.at >= @at - interval '180 days') as overdue
            from lifecycle.touches t where t.customer_id = c.customer_id and t.at < @at) t on true
        left join lateral (
            select min(d.closed_at) as first_at, max(d.closed_at) as last_at, max(d.contract_ends_on) as ends_on
            from lifecycle.deals d where d.customer_id = c.customer_id and d.won and d.closed_at < @at) d on true
        left join lateral (
            select count(*) filter (where u.at >= @at - interval '180 days') as lately, count(*) filter (where u.at < @at - interval '180 days') as before
            from lifecycle.usages u where u.customer_id = c.customer_id and u.at < @at and u.at >= @at - interval '360 days') u on true
        order by c.customer_id
        """;

    /// <summary>These customers, as they were known at a moment.</summary>
    public Task<List<FactsAsOf>> Of(IReadOnlyCollection<long> ids, DateTimeOffset at, string currency, CancellationToken ct) =>
        Read("select customer_id, owner_id, team_id from lifecycle.customers where customer_id = any(@ids)", at, currency, [new("ids", ids.ToArray())], ct);

    /// <summary>Everybody who counts, by id order: those after <paramref name="after"/>, at most <paramref name="limit"/>. Those who were never customers are among them.</summary>
    public Task<List<FactsAsOf>> Page(long after, int limit, DateTimeOffset at, string currency, CancellationToken ct) =>
        Read("select customer_id, owner_id, team_id from lifecycle.customers where customer_id > @after and gone_at is null and admission = 'admitted' order by customer_id limit @limit", at, currency, [new("after", after), new("limit", limit)], ct);

    /// <summary>
    /// Those who could become churned within the horizon after a moment: the last purchase, contract or contact before it lies so far back
    /// that silence until the end of the horizon makes them churned, and they are not churned yet. Found from the few who did something
    /// in that window, by the indexes on time.
    /// </summary>
    public async Task<List<FactsAsOf>> AtRisk(DateTimeOffset at, ChurnTerms terms, string currency, int most, CancellationToken ct)
    {
        var (from, to) = (at.AddDays(-terms.ChurnedDays), at.AddDays(terms.HorizonDays - terms.ChurnedDays));
        const string active = """
            select customer_id from lifecycle.orders where at >= {0} and at < {1} and not (void and (refunded_at is null or refunded_at <= @at))
            union select customer_id from lifecycle.touches where kind <> 'overdue' and at >= {0} and at < {1}
            union select customer_id from lifecycle.deals where won and closed_at >= {0} and closed_at < {1}
            """;
        var which = $"""
            select k.customer_id, k.owner_id, k.team_id from lifecycle.customers k
            where k.admission = 'admitted' and k.gone_at is null and k.customer_id in ({string.Format(null, active, "@from", "@to")}) and k.customer_id not in ({string.Format(null, active, "@to", "@at")})
            order by hashint8(k.customer_id), k.customer_id limit @most
            """;
        return [.. (await Read(which, at, currency, [new("from", from), new("to", to), new("most", most)], ct)).Where(f => f.IsCustomer && f.SilentDays < terms.ChurnedDays)];
    }

    /// <summary>
    /// What came afterwards: which of these customers did nothing more until they had been silent for the whole time. This looks
    /// behind the moment, on purpose, and is the outcome a model is taught and judged by.
    /// </summary>
    public async Task<HashSet<long>> LostAfter(IReadOnlyList<FactsAsOf> asOf, ChurnTerms terms, CancellationToken ct)
    {
        if (asOf.Count == 0) return [];
        var (ids, lasts, at) = (asOf.Select(f => f.CustomerId).ToArray(), asOf.Select(f => f.LastActiveAt!.Value.UtcDateTime).ToArray(), asOf[0].At);
        var back = await db.Database.SqlQuery<long>($"""
            select w.customer_id as "Value" from unnest({ids}, {lasts}) w (customer_id, last_at)
            where exists (select from lifecycle.orders o where o.customer_id = w.customer_id and o.at >= {at} and o.at < w.last_at + make_interval(days => {terms.ChurnedDays}) and not o.void)
               or exists (select from lifecycle.touches t where t.customer_id = w.customer_id and t.kind <> 'overdue' and t.at >= {at} and t.at < w.last_at + make_interval(days => {terms.ChurnedDays}))
               or exists (select from lifecycle.deals d where d.customer_id = w.customer_id and d.won and d.closed_at >= {at} and d.closed_at < w.last_at + make_interval(days => {terms.ChurnedDays}))
            """).ToListAsync(ct);
        return [.. ids.Except(back)];
    }

    /// <summary>
    /// Purchase histories before a moment, those alike together. Of very many customers every n-th, so that a fit for each month that
    /// is learnt from stays cheap.
    /// </summary>
    public async Task<List<PurchaseHistory>> Histories(DateTimeOffset at, int most, CancellationToken ct)
    {
        var every = most == int.MaxValue ? 1 : Math.Max(1, (await db.Customers.LongCountAsync(ct) + most - 1) / most);
        var (day, name) = (zone.DayOf(at), zone.Zone.Id);
        var rows = await db.Database.SqlQuery<HistoryRow>($"""
            select buys as "Buys", first_age as "FirstAge", last_age as "LastAge", count(*)::int as "Customers" from (
                select count(distinct (o.at at time zone {name})::date)::int as buys, {day} - min((o.at at time zone {name})::date) as first_age, {day} - max((o.at at time zone {name})::date) as last_age
                from lifecycle.orders o join lifecycle.customers c on c.customer_id = o.customer_id and c.gone_at is null and c.admission = 'admitted'
                where o.at < {at} and not (o.void and (o.refunded_at is null or o.refunded_at <= {at})) and o.customer_id % {every} = 0 group by o.customer_id) h
            group by 1, 2, 3
            """).ToListAsync(ct);
        // Who bought for the first time on the day itself has had no time to come back.
        return [.. rows.Where(r => r.FirstAge > 0).Select(r => new PurchaseHistory(r.Buys - 1, (r.FirstAge - r.LastAge) / 7.0, r.FirstAge / 7.0, r.Customers))];
    }

    sealed record HistoryRow(int Buys, int FirstAge, int LastAge, int Customers);

    async Task<List<FactsAsOf>> Read(string which, DateTimeOffset at, string currency, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            // The choice of customers is a constant of this class, never input.
            await using var command = new NpgsqlCommand(Facts.Replace("{0}", which, StringComparison.Ordinal), connection) { CommandTimeout = 600 };
            command.Parameters.AddRange(parameters);
            command.Parameters.AddRange((NpgsqlParameter[])[new NpgsqlParameter("at", at.UtcDateTime), new("day", zone.DayOf(at)), new("zone", zone.Zone.Id), new("currency", currency)]);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var found = new List<FactsAsOf>();
            while (await reader.ReadAsync(ct))
                found.Add(new FactsAsOf
                {
                    At = at, CustomerId = reader.GetInt64(0), OwnerId = Long(reader, 1), TeamId = Long(reader, 2), Buys = reader.GetInt32(3), DaysSinceFirstBuy = Int(reader, 4), DaysSinceLastBuy = Int(reader, 5),
                    Spend = reader.GetDecimal(6), SpendLately = reader.GetDecimal(7), SpendBefore = reader.GetDecimal(8), SpendOfYear = reader.GetDecimal(9), OrdersLately = reader.GetInt32(10), OrdersBefore = reader.GetInt32(11),
                    PaidRepeats = reader.GetInt32(12), RepeatSpend = reader.GetDecimal(13), LastOrderAt = Instant(reader, 14), LastContactAt = Instant(reader, 15), FirstSignedAt = Instant(reader, 16), LastSignedAt = Instant(reader, 17),
                    ContactsLately = reader.GetInt32(18), ContactsBefore = reader.GetInt32(19), LowScores = reader.GetInt32(20), Complaints = reader.GetInt32(21), Overdue = reader.GetInt32(22), DaysToContractEnd = Int(reader, 23), UsesLately = reader.GetInt32(24), UsesBefore = reader.GetInt32(25),
                });
            return found;
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }

    static long? Long(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    static int? Int(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);
}
