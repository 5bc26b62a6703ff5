using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Platform.Files;

/// <summary>
/// Removes files that expired, and those that no row refers to a day after they came (a form that was never sent). A
/// reference is the file's id in any uuid column of any module: no module has to tell, so none can forget to.
/// </summary>
internal sealed class SweepFiles(IFiles files, PlatformDb db, ModuleList modules, IServiceProvider services, NpgsqlDataSource source, TimeProvider clock) : ISweep
{
    const int Batch = 500;

    public string Cron => "0 40 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await db.Files.Where(f => f.ExpiresAt != null && f.ExpiresAt < now).Select(f => f.Id).ToListAsync(ct)) await files.Delete(id, ct);

        var since = now.AddDays(-1);
        while (await db.Files.Where(f => f.KeptAt == null && f.ExpiresAt == null && f.At < since).OrderBy(f => f.At).Take(Batch).Select(f => f.Id).ToListAsync(ct) is { Count: > 0 } unsure)
        {
            var kept = await ReferredTo(unsure, ct);
            await db.Files.Where(f => kept.Contains(f.Id)).ExecuteUpdateAsync(f => f.SetProperty(x => x.KeptAt, now), ct);
            foreach (var id in unsure.Except(kept)) await files.Delete(id, ct);
        }

        // Bytes whose row was never written: the host died in between. The real clock, for it is the file system's.
        var store = (FileStore)files;
        foreach (var part in store.OnDiskBefore(TimeProvider.System.GetUtcNow().AddDays(-1)).Chunk(Batch))
        {
            var ids = part.Select(p => p.Id).OfType<Guid>().ToList();
            var known = (await db.Files.Where(f => ids.Contains(f.Id)).Select(f => f.Id).ToListAsync(ct)).ToHashSet();
            foreach (var (id, path) in part)
                if (id is not { } given || !known.Contains(given)) File.Delete(path);
        }
    }

    async Task<List<Guid>> ReferredTo(List<Guid> ids, CancellationToken ct)
    {
        var found = new HashSet<Guid>();
        foreach (var (table, column, many) in Columns())
        {
            // Names come from the model, never from input.
            await using var command = source.CreateCommand(many
                ? $"select distinct u from {table} t cross join unnest(t.{column}) u where u = any($1)"
                : $"select distinct {column} from {table} where {column} = any($1)");
            command.Parameters.Add(new() { Value = ids.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) found.Add(reader.GetGuid(0));
        }
        return [.. found];
    }

    IEnumerable<(string Table, string Column, bool Many)> Columns() => (
        from module in modules.All
        where module.Db is not null
        from type in ((ModuleDb)services.GetRequiredService(module.Db!)).Model.GetEntityTypes()
        where type.GetTableName() is not null && type.ClrType != typeof(FileRow) && type.ClrType != typeof(OutboxRow) && type.ClrType != typeof(InboxRow)
        from property in type.GetProperties()
        let many = property.ClrType.IsAssignableTo(typeof(IEnumerable<Guid>)) || property.ClrType.IsAssignableTo(typeof(IEnumerable<Guid?>))
        where many || (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid)
        select ($"{type.GetSchema()}.{type.GetTableName()}", property.GetColumnName(), many)).Distinct();
}
