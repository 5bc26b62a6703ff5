using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Platform.Demo;

/// <summary>Which rows are demo rows: those of the ids that a table gave out while the demo data was loaded.</summary>
public sealed record DemoRange(long After, long UpTo)
{
    /// <summary>Whether a row is one of them.</summary>
    public bool Holds(long id) => id > After && id <= UpTo;
}

/// <summary>Knows whether the installation was filled with demo data, and takes it out again.</summary>
public sealed class DemoData(IServiceScopeFactory scopes, ModuleList modules)
{
    /// <summary>Setting that says the installation holds demo data; whoever loads them sets it.</summary>
    public const string Setting = "demo.loaded";

    /// <summary>Setting that says which rows they are.</summary>
    const string RowsSetting = "demo.rows";

    /// <summary>Whether the installation holds demo data.</summary>
    public async Task<bool> IsLoaded(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PlatformDb>().Settings.AnyAsync(s => s.Name == Setting, ct);
    }

    /// <summary>Loads, and notes which rows came. In a transaction of the caller's, in which nobody else writes these tables.</summary>
    public async Task Load(NpgsqlConnection connection, Func<Task> load, CancellationToken ct)
    {
        var tables = await Tables();
        var before = await Highest(connection, tables, ct);
        await load();
        var after = await Highest(connection, tables, ct);
        var ranges = await Ranges(connection, ct);
        foreach (var (table, upTo) in after)
            if (upTo > before[table]) ranges[table] = new DemoRange(ranges.GetValueOrDefault(table)?.After ?? before[table], upTo);
        await using var write = new NpgsqlCommand("insert into platform.settings (name, value) values ($1, $2::jsonb) on conflict (name) do update set value = excluded.value", connection);
        write.Parameters.AddWithValue(RowsSetting);
        write.Parameters.AddWithValue(JsonSerializer.Serialize(ranges));
        await write.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Deletes the demo rows of every module, and with them what cannot be without them: the notes on a demo customer, the
    /// tickets of one. What people entered for themselves stays; where it named a demo person, it names nobody. The audit trail stays.
    /// </summary>
    public async Task Remove(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformDb>().Database;
        database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)database.GetDbConnection();
        var tables = await Tables();
        await using (var transaction = await database.BeginTransactionAsync(ct))
        {
            await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('crm.demo'))", connection)) await alone.ExecuteNonQueryAsync(ct);
            var ranges = await Ranges(connection, ct);
            if (ranges.Count == 0) throw new UseCases.RuleException("demo.none");
            foreach (var data in scope.ServiceProvider.GetServices<IDemoData>()) await data.Removing(ranges, ct);
            await new DemoRemoval(connection, tables).Run(ranges, ct);
            await using (var forget = new NpgsqlCommand("delete from platform.settings where name = any($1)", connection) { Parameters = { new() { Value = (string[])[Setting, RowsSetting] } } }) await forget.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }
        // A scope of its own: contexts made before may remember what is gone.
        await using var afterwards = scopes.CreateAsyncScope();
        afterwards.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("demo");
        foreach (var data in afterwards.ServiceProvider.GetServices<IDemoData>()) await data.Removed(ct);
    }

    static async Task<Dictionary<string, DemoRange>> Ranges(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var read = new NpgsqlCommand("select value::text from platform.settings where name = $1", connection) { Parameters = { new() { Value = RowsSetting } } };
        return await read.ExecuteScalarAsync(ct) is string json ? JsonSerializer.Deserialize<Dictionary<string, DemoRange>>(json)! : [];
    }

    static async Task<Dictionary<string, long>> Highest(NpgsqlConnection connection, IReadOnlyList<DemoTable> tables, CancellationToken ct)
    {
        var sql = string.Join(" union all ", tables.Where(t => t.HasId).Select(t => $"select '{t.Name}', coalesce(max(id), 0) from {t.Name}"));
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var highest = new Dictionary<string, long>();
        while (await reader.ReadAsync(ct)) highest[reader.GetString(0)] = reader.GetInt64(1);
        return highest;
    }

    async Task<IReadOnlyList<DemoTable>> Tables()
    {
        await using var scope = scopes.CreateAsyncScope();
        return [.. from module in modules.All // roll-ups follow from the rows by themselves
                   where module.Db is not null
                   let db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!)
                   from type in db.Model.GetEntityTypes()
                   where type.GetSchema() == db.Schema && type.GetTableName() is not null && type.ClrType != typeof(AuditRow) && type.ClrType != typeof(DataKeyRow) && !typeof(Facts.DailyRow).IsAssignableFrom(type.ClrType)
                   group type by $"{type.GetSchema()}.{type.GetTableName()}" into types
                   select DemoTable.Of(types.Key, [.. types])];
    }
}
