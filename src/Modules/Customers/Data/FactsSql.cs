using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>
/// How a row of facts is computed: one statement for a batch of customers, used for a single change and for the nightly
/// rebuild alike, so that the two cannot disagree. Names and expressions stand here; values come as parameters.
/// </summary>
internal static class FactsSql
{
    /// <summary>Days a fact looks back; null is everything.</summary>
    public static readonly int?[] Windows = [30, 90, 365, null];

    static string Suffix(int? days) => days?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "_ever";

    /// <summary>What was said last counts; nothing said, what the lawful basis allows; a legal duty cannot be refused.</summary>
    const string MayBeProfiled = "(@duty or coalesce(w.given, @unsaid))";

    static string Within(string at, int? days) => days is null ? "true" : $"{at} > @now - interval '{days} days'";

    static string EachWindow(Func<string, int?, string> column) => string.Join(", ", Windows.Select(d => column(Suffix(d), d)));

    /// <summary>A value's quintile: one more than the edges below it, so that equal values share a score.</summary>
    static string Quintile(string value, string edges) => $"case when b.customer_id is not null and {MayBeProfiled} then (1 + (select count(*) from unnest(e.{edges}) x where x < {value}))::smallint end";

    static string Word(Enum value) => $"'{SnakeCase.Of(value.ToString())}'";

    /// <summary>As <see cref="CustomerFacts.BandOf"/> has it.</summary>
    static readonly string Band = $"""
        case when @today < c.since + interval '3 months' then {Word(CooperationBand.Under3Months)} when @today < c.since + interval '6 months' then {Word(CooperationBand.From3To6Months)}
          when @today < c.since + interval '12 months' then {Word(CooperationBand.From6To12Months)} when c.since is not null then {Word(CooperationBand.Over1Year)} end
        """;

    static readonly string Value = $"case when coalesce(b.spend365, 0) >= @high then {Word(ValueClass.High)} when coalesce(b.spend365, 0) >= @medium then {Word(ValueClass.Medium)} else {Word(ValueClass.Low)} end";

    static readonly IReadOnlyList<(string Column, string Value)> Columns =
    [
        .. new[] { "kind", "level", "admission", "size", "industry", "region", "source", "language", "owner_id", "team_id", "tags", "since", "created_at" }.Select(c => (c, "c." + c)),
        .. Windows.Select(d => ("spend" + Suffix(d), $"coalesce(b.spend{Suffix(d)}, 0)")),
        .. Windows.Select(d => ("orders" + Suffix(d), $"coalesce(b.orders{Suffix(d)}, 0)")),
        .. Windows.Select(d => ("average_order" + Suffix(d), $"b.average_order{Suffix(d)}")),
        ("first_purchase_at", "b.first_at"),
        ("last_purchase_at", "b.last_at"),
        ("products", "coalesce(g.products, array[]::text[])"),
        .. Windows.Select(d => ("interactions" + Suffix(d), $"coalesce(i.interactions{Suffix(d)}, 0)")),
        ("last_contact_at", "i.last_at"),
        .. Windows.Select(d => ("usages" + Suffix(d), $"coalesce(u.usages{Suffix(d)}, 0)")),
        ("last_used_at", "u.last_at"),
        ("first_contract_at", "k.first_at"),
        ("band", Band),
        ("value_class", Value),
        ("stage", "l.stage"),
        ("contact_due_at", "d.due_at"),
        ("open_tickets", "coalesce(t.open, 0)"),
        ("open_complaints", "coalesce(t.complaints, 0)"),
        ("score", "s.headline"),
        ("score_at", "s.at"),
        ("profiled", MayBeProfiled),
        ("recency", Quintile("b.last_at", "recency")),
        ("frequency", Quintile("b.orders_ever", "frequency")),
        ("money", Quintile("b.spend_ever", "money")),
    ];

    static string Names(string prefix = "") => string.Join(", ", Columns.Select(c => prefix + c.Column));

    /// <summary>
    /// Since when the customers @ids are customers: what a person said, else the first signed contract, else the first
    /// purchase that was not given back whole, by the days of @zone. Rows that come out the same are not written.
    /// </summary>
    public const string Since = """
        with due as (
          select c.id, d.day
          from customers.customers c
          cross join lateral (select coalesce(c.since_said,
            (select (min(k.signed_at) at time zone @zone)::date from customers.known_contracts k where k.customer_id = c.id),
            (select (min(p.purchased_at) at time zone @zone)::date from customers.purchases p
             where p.customer_id = c.id and not (p.refunded > 0 and p.refunded >= p.goods_amount - p.discount))) as day) d
          where c.id = any(@ids) and c.since is distinct from d.day
          order by c.id for no key update of c)
        update customers.customers c set since = due.day from due where c.id = due.id
        """;

    /// <summary>Computes the facts of the customers @ids as of @now, with money in @currency; @unsaid and @duty say what the lawful basis of profiling allows. Rows that come out the same are not written.</summary>
    public static readonly string Refresh = $"""
        with ids as (select distinct unnest(@ids) as id),
        bought as (
          select p.customer_id, min(p.purchased_at) as first_at, max(p.purchased_at) as last_at,
            {EachWindow((s, d) => $"coalesce(sum(x.net) filter (where x.own and {Within("p.purchased_at", d)}), 0) as spend{s}")},
            {EachWindow((s, d) => $"count(*) filter (where {Within("p.purchased_at", d)})::int as orders{s}")},
            {EachWindow((s, d) => $"round(avg(x.net) filter (where x.own and {Within("p.purchased_at", d)}), 2) as average_order{s}")}
          from ids join customers.purchases p on p.customer_id = ids.id and p.purchased_at <= @now
          cross join lateral (select p.goods_amount - p.discount - least(p.refunded, p.goods_amount - p.discount) as net, p.currency = @currency as own) x
          group by p.customer_id),
        goods as (
          select p.customer_id, array_agg(distinct i.product order by i.product) as products
          from ids join customers.purchases p on p.customer_id = ids.id and p.purchased_at <= @now join customers.purchase_items i on i.purchase_id = p.id
          group by p.customer_id),
        talks as (
          select i.customer_id, max(i.at) as last_at, {EachWindow((s, d) => $"count(*) filter (where {Within("i.at", d)})::int as interactions{s}")}
          from ids join customers.interactions i on i.customer_id = ids.id and i.at <= @now
          group by i.customer_id),
        used as (
          select u.customer_id, max(u.used_at) as last_at, {EachWindow((s, d) => $"count(*) filter (where {Within("u.used_at", d)})::int as usages{s}")}
          from ids join customers.usages u on u.customer_id = ids.id and u.used_at <= @now
          group by u.customer_id),
        contracts as (select k.customer_id, min(k.signed_at) as first_at from ids join customers.known_contracts k on k.customer_id = ids.id group by k.customer_id),
        tickets as (
          select t.customer_id, count(*) filter (where t.open)::int as open, count(*) filter (where t.open and t.complaint)::int as complaints
          from ids join customers.known_tickets t on t.customer_id = ids.id
          group by t.customer_id),
        scores as (
          select distinct on (s.customer_id) s.customer_id, s.headline, s.at
          from ids join customers.known_scores s on s.customer_id = ids.id
          where s.headline is not null
          order by s.customer_id, s.at desc, s.response_id desc),
        words as (
          select distinct on (r.id) r.id, x.given
          from (select id, id as record from ids union all select c.merged_into_id, c.id from ids join customers.customers c on c.merged_into_id = ids.id) r
          join customers.consents x on x.customer_id = r.record and x.purpose = 'profiling' and x.channel = 'any'
          order by r.id, x.id desc)
        insert into customers.facts as f (customer_id, {Names()}, refreshed_at)
        select c.id, {string.Join(", ", Columns.Select(c => c.Value))}, @now
        from ids join customers.customers c on c.id = ids.id and c.merged_into_id is null
        left join customers.rfm_edges e on e.id = 1
        left join bought b on b.customer_id = c.id
        left join goods g on g.customer_id = c.id
        left join talks i on i.customer_id = c.id
        left join used u on u.customer_id = c.id
        left join contracts k on k.customer_id = c.id
        left join customers.known_stages l on l.customer_id = c.id
        left join tickets t on t.customer_id = c.id
        left join scores s on s.customer_id = c.id
        left join customers.to_dos d on d.customer_id = c.id and d.planned_from is not null and d.closed_at is null
        left join words w on w.id = c.id
        on conflict (customer_id) do update set ({Names()}, refreshed_at, churn_risk, cluster) =
          row({Names("excluded.")}, excluded.refreshed_at, case when excluded.profiled then f.churn_risk end, case when excluded.profiled then f.cluster end)
        where row({Names("f.")}) is distinct from row({Names("excluded.")})
        """;

    /// <summary>A merged record is no customer any more.</summary>
    public const string Forget = """
        delete from customers.facts f using (select distinct unnest(@ids) as id) ids
        where f.customer_id = ids.id and not exists (select from customers.customers c where c.id = ids.id and c.merged_into_id is null)
        """;

    /// <summary>
    /// Quintile edges over everybody admitted who ever bought: the smallest value that at least 20, 40, 60, 80 % do not exceed
    /// (percentile_disc), so that an edge is a value somebody has.
    /// </summary>
    public const string Edges = """
        insert into customers.rfm_edges as e (id, recency, frequency, money, buyers, at)
        select 1,
          coalesce(percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_purchase_at), array[]::timestamptz[]),
          coalesce(percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders_ever::numeric), array[]::numeric[]),
          coalesce(percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by spend_ever), array[]::numeric[]),
          count(*), @now
        from customers.facts where last_purchase_at is not null and admission = 'admitted' and profiled
        on conflict (id) do update set (recency, frequency, money, buyers, at) = row(excluded.recency, excluded.frequency, excluded.money, excluded.buyers, excluded.at)
        """;

    /// <summary>
    /// Triggers that mark a customer whose facts may have changed. Statement triggers, because imports and merges write
    /// thousands of rows at once and past the change tracker; appended without a unique key, so that two writers never wait for each other.
    /// </summary>
    public static async Task Guard(CustomersDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync("""
            create or replace function customers.mark_stale() returns trigger language plpgsql as $$
            begin
                if tg_op <> 'DELETE' then
                    execute format('insert into customers.stale_facts (customer_id) select distinct %I from new_rows where %I is not null', tg_argv[0], tg_argv[0]);
                end if;
                if tg_op <> 'INSERT' then
                    execute format('insert into customers.stale_facts (customer_id) select distinct %I from old_rows where %I is not null', tg_argv[0], tg_argv[0]);
                end if;
                return null;
            end $$
            """, ct);
        foreach (var (table, column) in new[] { ("customers", "id"), ("purchases", "customer_id"), ("interactions", "customer_id"), ("usages", "customer_id"), ("to_dos", "customer_id"), ("known_tickets", "customer_id"), ("known_scores", "customer_id"), ("known_contracts", "customer_id"), ("known_stages", "customer_id"), ("consents", "customer_id") })
            foreach (var (act, rows) in new[] { ("insert", "new table as new_rows"), ("update", "old table as old_rows new table as new_rows"), ("delete", "old table as old_rows") })
            {
                // "create or replace" would take a lock on every start; names stand above, none of it is input.
                var trigger = $$"""
                    do $do$ begin
                        if not exists (select from pg_trigger where tgname = 'stale_{{act}}' and tgrelid = 'customers.{{table}}'::regclass) then
                            create trigger stale_{{act}} after {{act}} on customers.{{table}} referencing {{rows}} for each statement execute function customers.mark_stale('{{column}}');
                        end if;
                    end $do$
                    """;
                await db.Database.ExecuteSqlRawAsync(trigger, ct);
            }
    }
}
