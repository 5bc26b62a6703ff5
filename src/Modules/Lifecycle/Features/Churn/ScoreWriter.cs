using System.Text.Json;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>
/// Writes scores in batches, and with them what follows for the list: who comes onto it, who came back, who is lost. What people decided stays
/// as it is, unless the customer has decided otherwise.
/// </summary>
internal sealed class ScoreWriter(LifecycleDb db, InstallationZone zone)
{
    const int MostReasons = 6;

    const string Columns = "customer_id, owner_id, team_id, scored_at, class, method, probability, points, rank, silent_days, churned, reasons, alive, alive_bg, expected_buys, future_value, handbook_value, yearly_spend, at_stake, currency, last_active_at, last_contact_at";

    /// <summary>
    /// Listed: watched, medium or high. Somebody on the list who bought or signed since is won back; who became churned is lost; who came back
    /// by a word alone leaves it. Who left it comes on again as new: after they were won back not before a month is over, after they were
    /// given up only once they have done something.
    /// </summary>
    const string State = """
        case when e.churned and s.state in ('new', 'in_hand', 'snoozed') then 'lost'
             when s.state in ('new', 'in_hand', 'snoozed') and e.decided_at > s.listed_at then 'won_back'
             when e.listed and (s.state is null or s.state = 'lost' and e.last_active_at > s.state_at or s.state = 'won_back' and s.state_at < @now - interval '30 days') then 'new'
             when s.state = 'snoozed' and s.snoozed_until <= @today then case when e.listed then 'new' end
             when s.state = 'new' and not e.listed then null
             else s.state end
        """;

    static readonly string Upsert = $"""
        with moved as (select e.customer_id, {State} as state from scored e left join lifecycle.scores s on s.customer_id = e.customer_id)
        insert into lifecycle.scores as s ({Columns}, state, listed_at, state_at)
        select {string.Join(", ", Columns.Split(", ").Select(c => "e." + c))}, m.state, case when m.state = 'new' then @now end, case when m.state = 'new' then @now end
        from scored e join moved m on m.customer_id = e.customer_id
        on conflict (customer_id) do update set {string.Join(", ", Columns.Split(", ").Skip(1).Select(c => $"{c} = excluded.{c}"))},
            state = excluded.state,
            listed_at = case when excluded.state = 'new' and s.state is distinct from 'new' then @now else s.listed_at end,
            state_at = case when excluded.state is distinct from s.state then @now else s.state_at end,
            state_by_id = case when excluded.state is distinct from s.state then null else s.state_by_id end,
            snoozed_until = case when excluded.state = 'snoozed' then s.snoozed_until end
        """;

    public async Task Write(IReadOnlyList<Scored> scored, DateTimeOffset now, CancellationToken ct)
    {
        if (scored.Count == 0) return;
        await using var transaction = await Own(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.ExecuteSqlRawAsync("create temp table if not exists scored on commit drop as select *, false as listed, null::timestamptz as decided_at from lifecycle.scores with no data; truncate scored", ct);
        // The columns are constants of this class.
        await using (var copy = await connection.BeginBinaryImportAsync($"copy scored ({Columns}, listed, decided_at) from stdin (format binary)", ct))
        {
            foreach (var s in scored)
            {
                var f = s.Facts;
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(f.CustomerId, ct);
                await Nullable(copy, f.OwnerId, NpgsqlDbType.Bigint, ct);
                await Nullable(copy, f.TeamId, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(SnakeCase.Of(s.Class.ToString()), ct);
                await copy.WriteAsync(SnakeCase.Of(s.Method.ToString()), ct);
                await Nullable(copy, s.Probability, NpgsqlDbType.Double, ct);
                await copy.WriteAsync(s.Points, ct);
                await copy.WriteAsync(s.Rank, ct);
                await copy.WriteAsync((int)Math.Min(f.SilentDays, 36500), ct);
                await copy.WriteAsync(s.Churned, ct);
                await copy.WriteAsync(JsonSerializer.Serialize(s.Reasons.Take(MostReasons), EventTypes.Json), NpgsqlDbType.Jsonb, ct);
                await Nullable(copy, s.Alive, NpgsqlDbType.Double, ct);
                await Nullable(copy, s.AliveBg, NpgsqlDbType.Double, ct);
                await Nullable(copy, s.ExpectedBuys, NpgsqlDbType.Double, ct);
                await Nullable(copy, s.FutureValue, NpgsqlDbType.Numeric, ct);
                await Nullable(copy, s.HandbookValue, NpgsqlDbType.Numeric, ct);
                await copy.WriteAsync(s.YearlySpend, NpgsqlDbType.Numeric, ct);
                await copy.WriteAsync(f.SpendOfYear, NpgsqlDbType.Numeric, ct);
                await copy.WriteAsync(s.Currency, ct);
                await Nullable(copy, f.LastActiveAt?.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await Nullable(copy, f.LastContactAt?.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await copy.WriteAsync(s.Class >= RiskClass.Watch, ct);
                await Nullable(copy, new[] { f.LastOrderAt, f.LastSignedAt }.Max()?.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            }
            await copy.CompleteAsync(ct);
        }
        await db.Database.ExecuteSqlRawAsync(Upsert, [new NpgsqlParameter("now", now.UtcDateTime), new NpgsqlParameter("today", zone.DayOf(now))], ct);
        if (transaction is not null) await transaction.CommitAsync(ct);
    }

    /// <summary>A transaction of one's own, unless there is one already, as while demo data are loaded.</summary>
    async Task<IDbContextTransaction?> Own(CancellationToken ct) => db.Database.CurrentTransaction is null ? await db.Begin(ct) : null;

    static Task Nullable<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken ct) where T : struct =>
        value is { } known ? copy.WriteAsync(known, type, ct) : copy.WriteNullAsync(ct);

    /// <summary>Once all are written: forgets who is not to be scored any more, writes down who was lost, what plans have reached, and tells owners of what is new, in one notice each.</summary>
    public async Task Finish(DateTimeOffset now, ChurnTerms terms, CancellationToken ct)
    {
        await using var transaction = await Own(ct);
        var today = zone.DayOf(now);
        await db.Scores.Where(s => s.ScoredAt < now).ExecuteDeleteAsync(ct);
        await WriteLosses(db, now, terms, zone, ct);
        await MarkReached(db, now, ct);
        foreach (var (owner, count) in (await db.Scores.Where(s => s.ListedAt == now && s.OwnerId != null && s.State == RiskState.New).GroupBy(s => s.OwnerId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).Select(g => (g.Key, g.Count)))
            db.Notify(owner, $"churn:{today:yyyy-MM-dd}", "alert-triangle", $"/churn?state={RiskState.New}&ownerId={owner}", "churn.notice", $"{count}");
        await db.SaveChangesAsync(ct);
        if (transaction is not null) await transaction.CommitAsync(ct);
    }

    /// <summary>Those whose time of silence ended in the last year, once for each time; and which of those lost have come back.</summary>
    static async Task WriteLosses(LifecycleDb db, DateTimeOffset now, ChurnTerms terms, InstallationZone zone, CancellationToken ct)
    {
        var (name, yearAgo, days) = (zone.Zone.Id, now.AddDays(-365), terms.ChurnedDays);
        await db.Database.ExecuteSqlAsync($"""
            insert into lifecycle.losses (customer_id, owner_id, team_id, lost_on, value, currency, segment, source, industry)
            select s.customer_id, s.owner_id, s.team_id, ((s.last_active_at + make_interval(days => {days})) at time zone {name})::date,
                   coalesce((select sum(o.net) from lifecycle.orders o where o.customer_id = s.customer_id and o.currency = s.currency and not o.void and o.at > s.last_active_at - interval '365 days' and o.at <= s.last_active_at), 0),
                   s.currency, c.value_class, c.source, c.industry
            from lifecycle.scores s join lifecycle.customers c on c.customer_id = s.customer_id
            where s.churned and s.last_active_at + make_interval(days => {days}) > {yearAgo}
              and not exists (select from lifecycle.losses l where l.customer_id = s.customer_id and l.back_at is null)
            on conflict (customer_id, lost_on) do nothing
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            update lifecycle.losses l set back_at = s.last_active_at from lifecycle.scores s
            where s.customer_id = l.customer_id and l.back_at is null and not s.churned and (s.last_active_at at time zone {name})::date > l.lost_on
            """, ct);
    }

    /// <summary>
    /// First purchase or signed contract after the start of a plan and within its days; where contact counts, also what the customer began or
    /// answered. Calls and visits of ours do not: they are what the plan does, not what comes of it.
    /// </summary>
    public static Task MarkReached(LifecycleDb db, DateTimeOffset now, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update lifecycle.win_back_members m set reached_at = r.at
        from lifecycle.win_back_plans p, lateral (
            select least(
                (select min(o.at) from lifecycle.orders o where o.customer_id = x.customer_id and not o.void and o.at > p.started_at and o.at <= p.started_at + make_interval(days => p.days) and o.at <= {now}),
                (select min(d.closed_at) from lifecycle.deals d where d.customer_id = x.customer_id and d.won and d.closed_at > p.started_at and d.closed_at <= p.started_at + make_interval(days => p.days) and d.closed_at <= {now}),
                case when p.goal = 'purchase_or_contact' then (select min(t.at) from lifecycle.touches t where t.customer_id = x.customer_id and t.kind in ('ticket', 'complaint', 'answer') and t.at > p.started_at and t.at <= p.started_at + make_interval(days => p.days) and t.at <= {now}) end) as at,
                x.customer_id
            from lifecycle.win_back_members x where x.plan_id = p.id) r
        where m.plan_id = p.id and m.customer_id = r.customer_id and p.state = 'running' and r.at is not null and m.reached_at is null
        """, ct);
}
