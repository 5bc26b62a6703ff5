using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>
/// Keys and numbers of new rows, drawn from their sequences in one question before the rows are written. Whatever refers
/// to them or tells of them then goes along in one round trip, where EF would write generation after generation and wait
/// for the keys of each. They are drawn for each save anew: a stock of them would let rows of two hosts come out of order.
/// </summary>
public static class NewKeys
{
    /// <summary>Gives every new row its key, and its number if it has one.</summary>
    internal static async Task Draw(ModuleDb db, IEnumerable<EntityEntry> entries, CancellationToken ct)
    {
        var wanted = entries.Where(e => e.State == EntityState.Added).SelectMany(e => e.Properties.Where(p => Source(p.Metadata) is not null && (p.IsTemporary || p.CurrentValue is 0L))).GroupBy(p => p.Metadata).ToList();
        if (wanted.Count == 0) return;
        var drawn = await Draw(db, [.. wanted.Select(w => (Source(w.Key)!, w.Count()))], ct);
        foreach (var (properties, values) in wanted.Zip(drawn))
        {
            foreach (var (property, value) in properties.Zip(values))
            {
                property.CurrentValue = value;
                property.IsTemporary = false;
            }
        }
    }

    /// <summary>Gives rows that are copied in their keys, so that rows of other tables can refer to them.</summary>
    public static async Task GiveIds<T>(this ModuleDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : Entity
    {
        var key = db.Model.FindEntityType(typeof(T))!.FindProperty(nameof(Entity.Id))!;
        foreach (var (row, id) in rows.Zip((await Draw(db, [(Source(key)!, rows.Count)], ct))[0])) row.Identify(id);
    }

    /// <summary>What draws a value of a column that the database fills: its own default, or the sequence behind its identity. Null: it is filled otherwise.</summary>
    static string? Source(IProperty property)
    {
        if (property.ClrType != typeof(long) || property.ValueGenerated != ValueGenerated.OnAdd) return null;
        if (property.GetDefaultValueSql() is { } own) return own.StartsWith("nextval(", StringComparison.Ordinal) ? own : null;
        var table = property.DeclaringType;
        return property.IsPrimaryKey() && !property.IsForeignKey() ? $"nextval(pg_get_serial_sequence('{table.GetSchema()}.{table.GetTableName()}', '{property.GetColumnName()}'))" : null;
    }

    /// <summary>So many values of each source, in the order of the sources.</summary>
    static async Task<List<long>[]> Draw(ModuleDb db, IReadOnlyList<(string Source, int Count)> wanted, CancellationToken ct)
    {
        var drawn = wanted.Select(w => new List<long>(w.Count)).ToArray();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            // Sources are the model's own words, never input.
            await using var command = db.Command(string.Join(" union all ", wanted.Select((w, i) => string.Create(CultureInfo.InvariantCulture, $"select {i}, {w.Source} from generate_series(1, ${i + 1})"))));
            foreach (var (_, count) in wanted) command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) drawn[reader.GetInt32(0)].Add(reader.GetInt64(1));
        }
        finally { await db.Database.CloseConnectionAsync(); }
        return drawn;
    }
}
