using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Crm.Customers.Features.Merging;

/// <summary>
/// Finds pairs of records that may be one customer, a batch of customers at a time: their blocking keys go into a table,
/// the database gives back who else has them, and only those are compared. The work grows with the customers, not with
/// the pairs of customers, and memory with the batch.
/// </summary>
internal sealed class DuplicateScanner(CustomersDb db, TimeProvider clock)
{
    /// <summary>Customers in one go.</summary>
    public const int Batch = 1000;

    /// <summary>Most candidates a record has: nobody reads more.</summary>
    public const int MostPerRecord = 5;

    /// <summary>Records that share a key; a larger block tells nothing ("张伟" of a million) and costs most.</summary>
    public const int LargestBlock = 64;

    /// <summary>Of those who share keys with a record, the ones that share most are compared.</summary>
    public const int MostCompared = 40;

    /// <summary>Writes the keys of some customers anew; merged ones have none. Inside a transaction that holds <see cref="Lock"/>.</summary>
    public async Task Index(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var rows = await Load(ids, ct);
        var (keys, owners) = (new List<long>(), new List<long>());
        foreach (var row in rows.Values.Where(r => !r.Merged))
            foreach (var key in BlockingKeys.Of(row.Likeness))
            {
                keys.Add(key);
                owners.Add(row.Likeness.Id);
            }
        await Execute("""
            delete from customers.duplicate_keys k using (select customer_id, unnest(keys) as key from customers.duplicate_scans where customer_id = any($1)) old
            where k.key = old.key and k.customer_id = old.customer_id
            """, ct, rows.Keys.ToArray());
        await Execute("insert into customers.duplicate_keys (key, customer_id) select * from unnest($1::bigint[], $2::bigint[]) on conflict do nothing", ct, keys.ToArray(), owners.ToArray());
        await Execute("""
            insert into customers.duplicate_scans (customer_id, changed_at, keys)
            select i.id, i.at, coalesce(array_agg(k.key) filter (where k.key is not null), '{}')
            from unnest($1::bigint[], $2::timestamptz[]) i (id, at) left join unnest($3::bigint[], $4::bigint[]) k (key, owner) on k.owner = i.id
            group by i.id, i.at
            on conflict (customer_id) do update set changed_at = excluded.changed_at, keys = excluded.keys
            """, ct, rows.Keys.ToArray(), rows.Values.Select(r => r.ChangedAt.UtcDateTime).ToArray(), keys.ToArray(), owners.ToArray());
    }

    /// <summary>Compares customers whose keys are written with all others, or in a scan of everybody with the older ones only, and keeps the best pairs.</summary>
    public async Task<int> Match(IReadOnlyCollection<long> ids, bool olderOnly, CancellationToken ct)
    {
        var mine = ids.ToHashSet();
        var (partners, sizes) = await Partners(mine, olderOnly, ct);
        var records = await Load(mine.Union(partners.Values.SelectMany(p => p)).ToList(), ct);
        var found = new Dictionary<(long Low, long High), Comparison>();
        foreach (var (id, others) in partners)
        {
            if (!records.TryGetValue(id, out var me) || me.Merged) continue;
            var namesakes = sizes.GetValueOrDefault(BlockingKeys.OfName(me.Likeness), 2);
            var best = others.Where(o => records.TryGetValue(o, out var other) && !other.Merged)
                .Select(o => (Id: o, Comparison: Comparison.Of(me.Likeness, records[o].Likeness, namesakes)))
                .Where(o => o.Comparison.Bits >= Comparison.Possible)
                .OrderByDescending(o => o.Comparison.Bits).ThenBy(o => o.Id).Take(MostPerRecord);
            foreach (var (other, comparison) in best) found[(Math.Min(id, other), Math.Max(id, other))] = comparison;
        }
        await Keep(mine, found, olderOnly, ct);
        return found.Count;
    }

    /// <summary>For each customer the others that share most keys, and how large the blocks of keys are.</summary>
    async Task<(Dictionary<long, List<long>> Partners, Dictionary<long, int> Sizes)> Partners(HashSet<long> mine, bool olderOnly, CancellationToken ct)
    {
        var shared = new Dictionary<(long Mine, long Other), double>();
        var sizes = new Dictionary<long, int>();
        var keys = await db.Database.SqlQuery<long>($"select distinct unnest(keys) as \"Value\" from customers.duplicate_scans where customer_id = any({mine.ToArray()})").ToListAsync(ct);
        foreach (var (key, block) in await Blocks([.. keys], ct))
        {
            sizes[key] = block.Length;
            if (block.Length > LargestBlock) continue;
            foreach (var id in block.Where(mine.Contains))
                foreach (var other in block)
                    if (olderOnly ? other < id : other != id)
                        shared[(id, other)] = shared.GetValueOrDefault((id, other)) + 1.0 / block.Length;
        }
        var partners = shared.GroupBy(s => s.Key.Mine).ToDictionary(g => g.Key, g => g.OrderByDescending(s => s.Value).ThenBy(s => s.Key.Other).Take(MostCompared).Select(s => s.Key.Other).ToList());
        return (partners, sizes);
    }

    /// <summary>The customers that have each of these keys. One more than a block may have tells that it is too large.</summary>
    public async Task<Dictionary<long, long[]>> Blocks(long[] keys, CancellationToken ct)
    {
        var blocks = new Dictionary<long, long[]>();
        // Read from the primary key's index alone, and of no key more than the limit.
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            // In the order of the index: while the table grows faster than its statistics, the planner would rather read it whole for the first few.
            await using var command = Command($"""
                select m.key, b.ids from unnest($1::bigint[]) m (key)
                cross join lateral (select array_agg(x.customer_id) as ids from (select k.customer_id from customers.duplicate_keys k where k.key = m.key order by k.customer_id limit {LargestBlock + 1}) x) b
                where b.ids is not null
                """, keys);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) blocks[reader.GetInt64(0)] = reader.GetFieldValue<long[]>(1);
        }
        finally { await db.Database.CloseConnectionAsync(); }
        return blocks;
    }

    async Task Keep(HashSet<long> mine, Dictionary<(long Low, long High), Comparison> found, bool olderOnly, CancellationToken ct)
    {
        var lows = found.Keys.Select(k => k.Low).ToArray();
        var highs = found.Keys.Select(k => k.High).ToArray();
        // What no longer looks alike goes; what a person has decided stays.
        await Execute($"""
            delete from customers.duplicate_candidates c
            where c.dismissed_at is null and (c.high_id = any($1) {(olderOnly ? "" : "or c.low_id = any($1)")})
              and not exists (select from unnest($2::bigint[], $3::bigint[]) f (low, high) where f.low = c.low_id and f.high = c.high_id)
            """, ct, mine.ToArray(), lows, highs);
        if (found.Count == 0) return;
        await Execute("""
            insert into customers.duplicate_candidates (low_id, high_id, bits, reasons, found_at)
            select f.low, f.high, f.bits, f.reasons, $5 from unnest($1::bigint[], $2::bigint[], $3::real[], $4::jsonb[]) f (low, high, bits, reasons)
            on conflict (low_id, high_id) do update set bits = excluded.bits, reasons = excluded.reasons
            where customers.duplicate_candidates.dismissed_at is null
            """, ct, lows, highs, found.Values.Select(c => (float)c.Bits).ToArray(), found.Values.Select(c => JsonSerializer.Serialize(c.Reasons, EventTypes.Json)).ToArray(), clock.GetUtcNow().UtcDateTime);
        // Each record keeps its best: a pair stays while it is among the best of both.
        await Execute($"""
            delete from customers.duplicate_candidates c using (
                select id, row_number() over (partition by record order by bits desc, id) as place from (
                    select id, low_id as record, bits from customers.duplicate_candidates where low_id = any($1) and dismissed_at is null
                    union all select id, high_id, bits from customers.duplicate_candidates where high_id = any($1) and dismissed_at is null) sides) ranked
            where ranked.id = c.id and ranked.place > {MostPerRecord}
            """, ct, lows.Union(highs).ToArray());
    }

    internal sealed record Row(Likeness Likeness, bool Merged, DateTimeOffset ChangedAt);

    /// <summary>Customers as comparison sees them.</summary>
    internal async Task<Dictionary<long, Row>> Load(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var rows = await db.Customers.AsNoTracking().Where(c => ids.Contains(c.Id))
            .Select(c => new { c.Id, c.Kind, c.Name, c.Birthday, Merged = c.MergedIntoId != null, c.ChangedAt, Points = c.Points.Select(p => new { p.Kind, p.Normal }).ToList() }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Id, r => new Row(Likeness.Of(r.Id, r.Kind, r.Name, r.Birthday, r.Points.Select(p => (p.Kind, p.Normal))), r.Merged, r.ChangedAt));
    }

    async Task Execute(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = db.Command(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>One scan at a time: two would write the same keys in different orders. Held until the transaction ends.</summary>
    public Task Lock(CancellationToken ct) => db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('customers.duplicates'))", ct);
}
