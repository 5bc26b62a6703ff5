using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>Writes many rows of one table with COPY: for imports and demo data. No audit lines, no events; identities follow the order of the rows.</summary>
public static class BulkCopy
{
    /// <summary>
    /// Copies the rows in, inside the context's transaction if there is one. What the database fills by itself (keys,
    /// numbers) is left to it, unless the rows bring it: see <see cref="GiveIds"/>.
    /// </summary>
    public static async Task CopyIn<T>(this ModuleDb db, IEnumerable<T> rows, CancellationToken ct) where T : class
    {
        var all = rows as IReadOnlyCollection<T> ?? [.. rows];
        if (all.Count == 0) return;
        var type = TypeOf<T>(db);
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var columns = type.GetProperties()
            .Where(p => p.GetColumnName(table) != "xmin" && p.GetComputedColumnSql() is null)
            .Where(p => !((p.IsPrimaryKey() && p.ValueGenerated == ValueGenerated.OnAdd) || p.GetDefaultValueSql() is not null) || p.GetGetter().GetClrValue(all.First()) is not (null or 0L))
            .Select(p => (Name: p.GetColumnName(table)!, Property: p, Mapping: p.GetRelationalTypeMapping())).ToList();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            // Names come from the model, never from input.
            await using var writer = await connection.BeginBinaryImportAsync(
                $"copy {type.GetSchema()}.{type.GetTableName()} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) from stdin (format binary)", ct);
            foreach (var row in all)
            {
                await writer.StartRowAsync(ct);
                foreach (var (_, property, mapping) in columns)
                {
                    var value = property.GetGetter().GetClrValue(row);
                    if (value is not null && mapping.Converter is { } converter) value = converter.ConvertToProvider(value);
                    if (value is null) await writer.WriteNullAsync(ct);
                    else await writer.WriteAsync(value, mapping.StoreType, ct);
                }
            }
            await writer.CompleteAsync(ct);
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }

    static IEntityType TypeOf<T>(ModuleDb db) => db.Model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is not mapped here.");
}
