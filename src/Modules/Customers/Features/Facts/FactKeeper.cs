using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.AutoTags;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Value;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Customers.Features.Facts;

/// <summary>
/// Keeps the rows of facts. Whatever changes a customer marks it stale; a sweep computes the marked ones, and the night
/// computes all of them. Both use the same statement, take the same lock, and let the automatic tags follow.
/// </summary>
internal sealed class FactKeeper(CustomersDb db, AutoTagger tagger, Consents consents, ISettings settings, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Customers computed in one statement and one transaction.</summary>
    const int Batch = 5000;

    /// <summary>Setting: the currency spend is counted in.</summary>
    public const string CurrencySetting = "customers.currency";

    /// <summary>Currency of installations that never said another.</summary>
    public const string DefaultCurrency = "CNY";

    /// <summary>Computes what has been marked, until nothing is. Answers with how many customers were looked at.</summary>
    public async Task<int> Drain(CancellationToken ct)
    {
        for (var done = 0; ;)
        {
            await using var transaction = await Alone(ct);
            var ids = await db.Database.SqlQuery<long>($"""
                with due as (delete from customers.stale_facts where id in (select id from customers.stale_facts order by id limit {Batch * 4}) returning customer_id)
                select distinct customer_id as "Value" from due
                """).ToListAsync(ct);
            if (ids.Count == 0) return done;
            await Compute([.. ids], ct);
            await tagger.Follow(ids, ct);
            await transaction.CommitAsync(ct);
            done += ids.Count;
        }
    }

    /// <summary>Computes some customers now, inside the caller's transaction.</summary>
    public async Task Refresh(long[] ids, CancellationToken ct)
    {
        await Lock(ct);
        await Compute(ids, ct);
        await tagger.Follow(ids, ct);
    }

    /// <summary>Since when some customers are customers, at once, inside the caller's transaction. Whoever holds them tracked loads them anew.</summary>
    public Task Date(long[] ids, CancellationToken ct) =>
        Execute(FactsSql.Since, ct, ("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint, ids), ("zone", NpgsqlDbType.Text, zone.Zone.Id));

    /// <summary>Computes those that follow a customer, in one transaction, and says who they were: none at the end.</summary>
    public async Task<IReadOnlyList<long>> Next(long after, CancellationToken ct)
    {
        await using var transaction = await Alone(ct);
        var ids = await db.Database.SqlQuery<long>($"""select id as "Value" from customers.customers where id > {after} order by id limit {Batch}""").ToListAsync(ct);
        if (ids.Count == 0) return ids;
        await Compute([.. ids], ct);
        await tagger.Follow(ids, ct);
        await transaction.CommitAsync(ct);
        return ids;
    }

    /// <summary>Computes everybody. Answers with how many rows were written because they had come out differently.</summary>
    public async Task<long> Rebuild(CancellationToken ct)
    {
        var written = await Pass(ct);
        await Execute(FactsSql.Edges, ct, ("now", NpgsqlDbType.TimestampTz, clock.GetUtcNow()));
        written += await Pass(ct); // scores follow the new edges
        await using var transaction = await Alone(ct);
        await tagger.FollowAll(ct);
        await transaction.CommitAsync(ct);
        return written;
    }

    async Task<long> Pass(CancellationToken ct)
    {
        long written = 0;
        for (long after = 0; ;)
        {
            await using var transaction = await Alone(ct);
            var ids = await db.Database.SqlQuery<long>($"""select id as "Value" from customers.customers where id > {after} order by id limit {Batch}""").ToListAsync(ct);
            if (ids.Count == 0) return written;
            written += await Compute([.. ids], ct);
            await transaction.CommitAsync(ct);
            after = ids[^1];
        }
    }

    async Task<int> Compute(long[] ids, CancellationToken ct)
    {
        var currency = await settings.Get(CurrencySetting, DefaultCurrency, ct);
        var basis = Lawfulness.Of(Purpose.Profiling, await consents.Bases(ct));
        var thresholds = await settings.Get(Thresholds.Setting, Thresholds.Default, ct);
        var now = clock.GetUtcNow();
        await Date(ids, ct);
        var forgotten = await Execute(FactsSql.Forget, ct, ("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint, ids));
        return forgotten + await Execute(FactsSql.Refresh, ct, ("ids", NpgsqlDbType.Array | NpgsqlDbType.Bigint, ids), ("now", NpgsqlDbType.TimestampTz, now), ("currency", NpgsqlDbType.Text, currency),
            ("today", NpgsqlDbType.Date, zone.DayOf(now)), ("high", NpgsqlDbType.Numeric, thresholds.High), ("medium", NpgsqlDbType.Numeric, thresholds.Medium),
            ("unsaid", NpgsqlDbType.Boolean, Lawfulness.Allows(basis, null)), ("duty", NpgsqlDbType.Boolean, Lawfulness.Allows(basis, false)));
    }

    /// <summary>One at a time: a computation that began earlier must not overwrite one that saw more.</summary>
    async Task<IDbContextTransaction> Alone(CancellationToken ct)
    {
        var transaction = await db.BeginBulk(ct);
        await Lock(ct);
        return transaction;
    }

    Task<int> Lock(CancellationToken ct) => db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('customers.facts'))", ct);

    Task<int> Execute(string sql, CancellationToken ct, params (string Name, NpgsqlDbType Type, object Value)[] values) =>
        db.Database.ExecuteSqlRawAsync(sql, values.Select(v => new NpgsqlParameter(v.Name, v.Type) { Value = v.Value }), ct);
}
