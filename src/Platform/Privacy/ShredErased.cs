using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Privacy;

/// <summary>
/// The night after an erasure: what PostgreSQL still keeps of changed and deleted rows (their old versions, entries of
/// indexes, samples in the planner's statistics) is cleared away, instead of some day when a table has changed enough.
/// </summary>
internal sealed class ShredErased(PlatformDb db) : ISweep
{
    /// <summary>A night that failed is made up for by the next one.</summary>
    static readonly TimeSpan Since = TimeSpan.FromDays(2);

    public string Cron => "0 5 4 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var since = db.Clock.GetUtcNow() - Since;
        if (!await db.Erasures.AnyAsync(e => e.At > since, ct)) return;
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        var tables = await db.Database.SqlQuery<string>($"""
            select oid::regclass::text as "Value" from pg_class where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' order by 1
            """).ToListAsync(ct);
#pragma warning disable EF1002 // Names of tables, quoted by the database that told them.
        foreach (var table in tables) await db.Database.ExecuteSqlRawAsync($"vacuum (analyze, index_cleanup on) {table}", ct);
#pragma warning restore EF1002
        // A table that has become empty keeps the samples of before: analyze leaves them alone. Since PostgreSQL 18 one may drop them.
        if (await db.Database.SqlQuery<bool>($"select to_regproc('pg_clear_attribute_stats') is not null as \"Value\"").SingleAsync(ct))
            await db.Database.ExecuteSqlAsync($"""
                select pg_clear_attribute_stats(s.schemaname, s.tablename, s.attname, s.inherited) from pg_stats s
                where s.schemaname !~ '^(pg_|information_schema$)' and (select c.reltuples from pg_class c where c.oid = format('%I.%I', s.schemaname, s.tablename)::regclass) = 0
                """, ct);
    }
}
