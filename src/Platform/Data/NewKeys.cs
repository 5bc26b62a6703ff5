using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Platform.Data;

/// <summary>
/// Keys and numbers of new rows, drawn from their sequences in one question before the rows are written. Whatever refers
/// to them or tells of them then goes along in one round trip, where EF would write generation after generation and wait
/// for the keys of each. They are drawn for each save anew: a stock of them would let rows of two hosts come out of order.
/// </summary>
public static class NewKeys
{
    // A table's sequence has a name of its own, which only the database knows. It never changes, and asking costs more than drawing.
    static readonly ConcurrentDictionary<(string Table, string Column), string> sequences = [];

    /// <summary>Gives every new row its key, and its number if it has one, when the round trip has gone.</summary>
    internal static async Task Draw(RoundTrip trip, ModuleDb db, IEnumerable<EntityEntry> entries, CancellationToken ct)
    {
        var wanted = entries.Where(e => e.State == EntityState.Added).SelectMany(e => e.Properties.Where(p => IsDrawn(p.Metadata) && (p.IsTemporary || p.CurrentValue is 0L))).GroupBy(p => p.Metadata).ToList();
        if (wanted.Count == 0) return;
        var without = wanted.ConvertAll(w => new Queue<PropertyEntry>(w));
        trip.Ask(new(await Drawing(db, wanted.Select(w => (w.Key, w.Count())), ct)), row =>
        {
            var property = without[row.GetInt32(0)].Dequeue();
            property.CurrentValue = row.GetInt64(1);
            property.IsTemporary = false;
        });
    }

    /// <summary>Gives rows that are copied in their keys, so that rows of other tables can refer to them.</summary>
    public static async Task GiveIds<T>(this ModuleDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : Entity
    {
        var key = db.Model.FindEntityType(typeof(T))!.FindProperty(nameof(Entity.Id))!;
        var (trip, without) = (new RoundTrip(db), new Queue<T>(rows));
        trip.Ask(new(await Drawing(db, [(key, rows.Count)], ct)), drawn => without.Dequeue().Identify(drawn.GetInt64(1)));
        await trip.Go(ct);
    }

    /// <summary>Whether the database fills the column from a sequence: as its identity, or as its default.</summary>
    static bool IsDrawn(IProperty property) => property.ClrType == typeof(long) && property.ValueGenerated == ValueGenerated.OnAdd &&
        (property.GetDefaultValueSql()?.StartsWith("nextval(", StringComparison.Ordinal) ?? (property.IsPrimaryKey() && !property.IsForeignKey()));

    /// <summary>What draws a value of the column.</summary>
    static async ValueTask<string> Source(ModuleDb db, IProperty property, CancellationToken ct)
    {
        if (property.GetDefaultValueSql() is { } own) return own;
        var (table, column) = ($"{property.DeclaringType.GetSchema()}.{property.DeclaringType.GetTableName()}", property.GetColumnName());
        if (sequences.TryGetValue((table, column), out var known)) return known;
        return sequences[(table, column)] = $"nextval('{await db.Database.SqlQuery<string>($"select pg_get_serial_sequence({table}, {column}) as \"Value\"").SingleAsync(ct)}')";
    }

    /// <summary>Draws so many values for each column; each row of the answer is the place of its column, and a value.</summary>
    static async Task<string> Drawing(ModuleDb db, IEnumerable<(IProperty Property, int Count)> wanted, CancellationToken ct)
    {
        var parts = new List<string>();
        // Words of the model and numbers, never input. The numbers are no parameters, so that the database plans each statement once.
        foreach (var (property, count) in wanted)
        {
            var source = await Source(db, property, ct);
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"select {parts.Count}, {source} from generate_series(1, {count})"));
        }
        return string.Join(" union all ", parts);
    }
}
