using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>Writes many rows of one table with COPY: for imports and demo data. No audit lines, no events; identities follow the order of the rows.</summary>
public static class BulkCopy
{
    /// <summary>
    /// Copies the rows in, inside the context's transaction if there is one. What the database fills by itself (keys,
    /// numbers) is left to it, unless the rows bring it: see <see cref="NewKeys.GiveIds"/>.
    /// </summary>
    public static async Task CopyIn<T>(this ModuleDb db, IEnumerable<T> rows, CancellationToken ct) where T : class
    {
        var all = rows as IReadOnlyCollection<T> ?? [.. rows];
        if (all.Count == 0) return;
        var table = Columns.Of(db, typeof(T));
        var columns = table.Of(all.First());
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            await using var writer = await connection.BeginBinaryImportAsync($"copy {table.Table} ({string.Join(", ", columns.Select(c => c.Name))}) from stdin (format binary)", ct);
            foreach (var row in all)
            {
                await writer.StartRowAsync(ct);
                foreach (var (_, property, mapping, _) in columns)
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
}
