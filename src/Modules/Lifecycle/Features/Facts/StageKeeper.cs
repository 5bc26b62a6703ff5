using Crm.Contracts;
using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Lifecycle.Features.Facts;

/// <summary>
/// Keeps the stages. What changes a customer's facts settles that customer in the same transaction; the night settles
/// everybody, since days pass without anything happening. One at a time, so that an older view overwrites no newer one.
/// </summary>
internal sealed class StageKeeper(LifecycleDb db, ISettings settings, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Customers in one statement and one transaction.</summary>
    public const int Batch = 20_000;

    /// <summary>Statements over everybody take longer than those of a page may.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Inside the caller's transaction: sums up what is known of these customers and settles them.</summary>
    public async Task Refresh(IReadOnlyCollection<long> customers, CancellationToken ct)
    {
        if (customers.Count == 0) return;
        long[] ids = [.. customers.Distinct().Order()];
        await Lock(ct);
        await Sum(ids, ct);
        // Until the past is written there is no stage to come from: whoever fills it settles everybody.
        if (await HasPast(ct)) await Settle(ids, tell: true, ct);
    }

    /// <summary>Whether the past has been filled.</summary>
    public Task<bool> HasPast(CancellationToken ct) => db.Fills.AnyAsync(f => f.Source == Filler.History && f.DoneAt != null, ct);

    /// <summary>Everybody, in the order of ids. Answers with how many customers were looked at.</summary>
    public async Task<long> All(bool tell, CancellationToken ct, Func<long, Task>? report = null)
    {
        long done = 0;
        db.Database.SetCommandTimeout(Patience);
        for (long after = 0; ;)
        {
            await using var transaction = await Own(ct);
            await Lock(ct);
            var ids = await db.Database.SqlQuery<long>($"""select customer_id as "Value" from lifecycle.customers where customer_id > {after} and gone_at is null order by customer_id limit {Batch}""").ToArrayAsync(ct);
            if (ids.Length == 0) return done;
            // Thousands are joined by hash, whatever the database believes of tables that were just filled.
            await db.Database.ExecuteSqlRawAsync("set local enable_nestloop = off", ct);
            await Sum(ids, ct);
            await Settle(ids, tell, ct);
            await db.Database.ExecuteSqlRawAsync("set local enable_nestloop = on", ct);
            if (transaction is not null) await transaction.CommitAsync(ct);
            (after, done) = (ids[^1], done + ids.Length);
            if (report is not null) await report(done);
        }
    }

    /// <summary>What days alone have changed, for everybody in one statement.</summary>
    public async Task<int> PassTime(CancellationToken ct)
    {
        db.Database.SetCommandTimeout(Patience);
        await using var transaction = await Own(ct);
        await Lock(ct);
        var moved = await Settle(null, tell: true, ct);
        if (transaction is not null) await transaction.CommitAsync(ct);
        return moved;
    }

    /// <summary>Takes customers out of the figures: merged into another, or erased.</summary>
    public async Task Leave(long customer, StageReason why, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await Lock(ct);
        await db.Database.ExecuteSqlAsync($"""
            with gone as (
              update lifecycle.customers c set gone_at = {now}, stage = null, hand_stage = null, hand_until = null from (select customer_id, stage from lifecycle.customers where customer_id = {customer}) o
              where c.customer_id = {customer} and c.gone_at is null returning c.customer_id, o.stage)
            insert into lifecycle.stage_changes (customer_id, "from", "to", at, why) select customer_id, stage, null, {now}, {SnakeCase.Of(why.ToString())} from gone where stage is not null
            """, ct);
    }

    /// <summary>Puts a customer into a stage because somebody says so.</summary>
    public async Task SetByHand(HandSetting hand, CancellationToken ct)
    {
        await Lock(ct);
        var (id, now, to) = (hand.CustomerId, hand.At, SnakeCase.Of(hand.Stage.ToString()));
        var moved = await db.Database.SqlQuery<Moved>($"""
            with set as (
              update lifecycle.customers c set hand_stage = {to}, hand_until = {hand.Until}, stage = {to}, stage_since = case when c.stage is distinct from {to} then {now} else c.stage_since end
              from (select customer_id, stage from lifecycle.customers where customer_id = {id}) o where c.customer_id = o.customer_id returning c.customer_id, o.stage as from_stage),
            told as (
              insert into lifecycle.stage_changes (customer_id, "from", "to", at, why, by_id, hand_id) select customer_id, from_stage, {to}, {now}, 'hand', {hand.ById}, {hand.Id} from set where from_stage is distinct from {to}
              returning id, customer_id, "from", "to")
            select id as "Id", customer_id as "CustomerId", "from" as "From", "to" as "To" from told
            """).ToListAsync(ct);
        await Tell(moved, now, ct);
    }

    /// <summary>Lets the rules speak again.</summary>
    public async Task EndHand(long customer, CancellationToken ct)
    {
        await Lock(ct);
        await db.Database.ExecuteSqlAsync($"update lifecycle.customers set hand_until = {zone.DayOf(clock.GetUtcNow()).AddDays(-1)} where customer_id = {customer} and hand_stage is not null", ct);
        await Settle([customer], tell: true, ct);
    }

    /// <summary>Writes the stages at the ends of the last two years' months into a history that has nothing yet: from what was bought, said and signed by then.</summary>
    public async Task Reconstruct(DateOnly lastDay, long after, Func<long, Task> reached, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(Patience);
        while (true)
        {
            await using var transaction = await Own(ct);
            await Lock(ct);
            var last = await db.Database.SqlQueryRaw<long?>(StageSql.Reconstruct,
                [.. await Parameters(lastDay, zone.StartOf(lastDay.AddDays(1)), ct), new NpgsqlParameter("after", NpgsqlDbType.Bigint) { Value = after }, new NpgsqlParameter("limit", NpgsqlDbType.Integer) { Value = Batch }]).ToListAsync(ct);
            if (last is not [{ } id]) return;
            await reached(id);
            if (transaction is not null) await transaction.CommitAsync(ct);
            after = id;
        }
    }

    /// <summary>Where the reconstructed history ends, the customers stand.</summary>
    public Task TakeOver(CancellationToken ct) => db.Database.ExecuteSqlRawAsync(StageSql.TakeOver, ct);

    async Task Sum(long[] ids, CancellationToken ct) =>
        await db.Database.ExecuteSqlRawAsync(StageSql.Sum, [new NpgsqlParameter("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = ids }, new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = clock.GetUtcNow() }], ct);

    async Task<int> Settle(long[]? ids, bool tell, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<object> parameters = [.. await Parameters(zone.DayOf(now), now, ct)];
        if (ids is not null) parameters.Add(new NpgsqlParameter("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = ids });
        var moved = await db.Database.SqlQueryRaw<Moved>(StageSql.Settle(ids is not null), [.. parameters]).ToListAsync(ct);
        if (tell) await Tell(moved, now, ct);
        return moved.Count;
    }

    Task Tell(IReadOnlyList<Moved> moved, DateTimeOffset now, CancellationToken ct) =>
        db.PublishMany(moved.Select(m => (IEvent)new CustomerStageChanged(m.CustomerId, m.From is null ? null : Words[m.From], Words[m.To], now)), ct);

    async Task<object[]> Parameters(DateOnly day, DateTimeOffset now, CancellationToken ct)
    {
        var rules = await settings.Get(StageRules.Setting, StageRules.Default, ct);
        static NpgsqlParameter Number(string name, int value) => new(name, NpgsqlDbType.Integer) { Value = value };
        return
        [
            new NpgsqlParameter("day", NpgsqlDbType.Date) { Value = day }, new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = now },
            new NpgsqlParameter("yearStart", NpgsqlDbType.TimestampTz) { Value = zone.StartOf(day.AddDays(-364)) }, new NpgsqlParameter("zone", NpgsqlDbType.Text) { Value = zone.Zone.Id },
            Number("new", rules.NewDays), Number("mature", rules.MatureDays), Number("matureOrders", rules.MatureOrders), Number("dormant", rules.DormantDays), Number("churned", rules.ChurnedDays),
        ];
    }

    Task<int> Lock(CancellationToken ct) => db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('lifecycle.stages'))", ct);

    /// <summary>A transaction of one's own, unless there is one already, as while demo data are loaded.</summary>
    async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction?> Own(CancellationToken ct) => db.Database.CurrentTransaction is null ? await db.BeginBulk(ct) : null;

    static readonly Dictionary<string, CustomerStage> Words = Enum.GetValues<CustomerStage>().ToDictionary(s => SnakeCase.Of(s.ToString()));

    sealed record Moved(long Id, long CustomerId, string? From, string To);
}
