using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Facts;

/// <summary>Whether a roll-up agrees with its raw rows.</summary>
/// <param name="Name">Table with schema.</param>
/// <param name="Differences">Cells that do not.</param>
public sealed record FactCheck(string Name, int Differences);

/// <summary>Settles, compares and repairs the roll-ups of all modules.</summary>
public sealed class RollUpKeeper(IServiceScopeFactory scopes, ModuleList modules, TimeProvider clock, ILogger<RollUpKeeper> log)
{
    /// <summary>Adds what changes have appended to its cells. Figures stay the same; there are fewer rows to sum.</summary>
    /// <param name="least">Only journals in which at least so many changes wait; 0: whatever there is to settle.</param>
    public Task Settle(CancellationToken ct, int least = 0) => Each(async (db, sql) =>
    {
        if (least > 0 && !await Waits(db, sql, least, ct)) return;
        await using var transaction = await Alone(db, sql, ct);
        await db.Database.ExecuteSqlRawAsync(sql.Settle, ct);
        await transaction.CommitAsync(ct);
    });

    static async Task<bool> Waits(ModuleDb db, DailyFacts.Sql sql, int least, CancellationToken ct) =>
        sql.Facts.Journal is { } journal && await db.Database.SqlQueryRaw<bool>($"select count(*) = {{0}} as \"Value\" from (select 1 from {journal.Table} limit {{0}}) j", least).SingleAsync(ct);

    /// <summary>Compares, and changes nothing.</summary>
    public async Task<IReadOnlyList<FactCheck>> Compare(CancellationToken ct)
    {
        var checks = new List<FactCheck>();
        await Each(async (db, sql) => checks.Add(new(sql.Table, await db.Database.SqlQueryRaw<int>(sql.Compare).SingleAsync(ct))));
        return checks;
    }

    /// <summary>Builds every roll-up anew from its raw rows and compares. What differs is put right, logged, and kept for the administrator.</summary>
    public async Task<IReadOnlyList<FactCheck>> Repair(CancellationToken ct)
    {
        var checks = new List<FactCheck>();
        await Each(async (db, sql) =>
        {
            await using var transaction = await Alone(db, sql, ct);
            var check = new FactCheck(sql.Table, await db.Database.ExecuteSqlRawAsync(sql.Repair, ct));
            var now = clock.GetUtcNow();
            await db.Database.ExecuteSqlAsync($"""
                insert into platform.fact_checks as c (name, checked_at, differences, differed_at) values ({check.Name}, {now}, {check.Differences}, {(check.Differences > 0 ? now : null)})
                on conflict (name) do update set checked_at = excluded.checked_at, differences = excluded.differences, differed_at = coalesce(excluded.differed_at, c.differed_at)
                """, ct);
            await transaction.CommitAsync(ct);
            if (check.Differences > 0) log.LogWarning("The roll-up {RollUp} did not agree with its raw rows in {Cells} cells; they were put right", check.Name, check.Differences);
            checks.Add(check);
        });
        return checks;
    }

    async Task Each(Func<ModuleDb, DailyFacts.Sql, Task> work)
    {
        foreach (var module in modules.Storing)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(15));
            foreach (var facts in db.RollUps) await work(db, facts.In(db.Model));
        }
    }

    // Two at once would put the same thing right twice. The lock is taken first, so that what follows sees what the other one did.
    static async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> Alone(ModuleDb db, DailyFacts.Sql sql, CancellationToken ct)
    {
        var transaction = await db.Database.BeginTransactionAsync(ct);
        // Sorting millions of counts on disk takes several times as long.
        await db.Database.ExecuteSqlAsync($"select set_config('work_mem', '128MB', true)", ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('crm.facts'), hashtext({sql.Table}))", ct);
        return transaction;
    }

    /// <summary>
    /// Sets the triggers and fills the roll-ups whose definition, or zone, is another than the one they were kept by.
    /// Like the guards of append-only tables they are set by every "migrate" and stand in no migration.
    /// </summary>
    internal static async Task Install(ModuleDb db, InstallationZone zone, CancellationToken ct)
    {
        await Forget(db, ct);
        foreach (var facts in db.RollUps)
        {
            var sql = facts.In(db.Model);
            var stamp = sql.Stamp(zone.Zone.Id);
            await using var transaction = await Alone(db, sql, ct);
            if (await db.Database.SqlQueryRaw<string?>($"select obj_description('{sql.Table}'::regclass) as \"Value\"").SingleAsync(ct) == stamp) continue;
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(15));
            // Names come from the models and the zone from NodaTime's list, never from input.
            await db.Database.ExecuteSqlRawAsync($"""
                create or replace function platform.day_of(at timestamptz) returns date language sql immutable parallel safe as $$ select (at at time zone '{zone.Zone.Id}')::date $$;
                create or replace function platform.month_of(at timestamptz) returns timestamptz language sql immutable parallel safe as $$ select date_trunc('month', at at time zone '{zone.Zone.Id}') at time zone '{zone.Zone.Id}' $$;
                do $$ declare gone record; begin
                    for gone in select tgname, tgrelid::regclass as tab from pg_trigger where tgname like 'fact\_{sql.Name}\_%' and not tgisinternal loop
                        execute format('drop trigger %I on %s', gone.tgname, gone.tab);
                    end loop;
                end $$;
                {sql.Triggers}
                {sql.Build};
                comment on table {sql.Table} is '{stamp}';
                """, ct);
            await transaction.CommitAsync(ct);
        }
    }

    /// <summary>Takes off the triggers of roll-ups that are no more: what they would write to has gone.</summary>
    static async Task Forget(ModuleDb db, CancellationToken ct)
    {
        var known = db.RollUps.Select(f => f.In(db.Model).Name).ToList();
        var set = await db.Database.SqlQuery<Trigger>($"select t.tgname::text as name, c.relname::text as of from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = {db.Schema} and starts_with(t.tgname::text, 'fact_') and not t.tgisinternal").ToListAsync(ct);
        foreach (var trigger in set.Where(t => !known.Exists(k => t.Name is var name && (name == $"fact_{k}_insert" || name == $"fact_{k}_update" || name == $"fact_{k}_delete"))))
            await db.Database.ExecuteSqlRawAsync($"drop trigger \"{trigger.Name}\" on {db.Schema}.{trigger.Of}", ct);
    }

    sealed record Trigger(string Name, string Of);
}
