using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Crm.Platform.Data;

/// <summary>A row that went over from one owner to another, remembered so that it can go back. The row without a table heads a module's part of a move.</summary>
public sealed class MoveRow
{
    /// <summary>Schema of the module.</summary>
    public string Module { get; init; } = "";

    public long FromId { get; init; }
    public long IntoId { get; init; }

    /// <summary>Tells two moves between the same two apart.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Table and column; "" on the head.</summary>
    public string Table { get; init; } = "";

    /// <summary>JSON of the rest of the row's key.</summary>
    public string Key { get; init; } = "";

    /// <summary>On a head: the move was taken back, and must not be made again by an event that comes late.</summary>
    public DateTimeOffset? UndoneAt { get; init; }
}

/// <summary>
/// Hands the rows that refer to one thing over to another when both turn out to be the same, set-based and in every
/// table the model has, so that a new table takes part without anyone thinking of it. A row that would collide with one
/// of the new owner's stays behind. Moving twice moves what came late; taking back leaves what is new where it is.
/// </summary>
public static class Moves
{
    /// <summary>Moves the rows whose columns named like <paramref name="column"/> (or ending in it) hold <paramref name="from"/>. False when this move was taken back already.</summary>
    /// <param name="except">Entities the caller moves itself, or that stay.</param>
    public static async Task<bool> Move(this ModuleDb db, string column, long from, long into, DateTimeOffset at, CancellationToken ct, params Type[] except)
    {
        if (!await Open(db, from, into, at, ct)) return false;
        foreach (var (type, property) in Columns(db, column, except)) await Move(db, type, property, from, into, at, ct);
        return true;
    }

    /// <summary>Takes a move back: what it moved and is still there returns. Throws when the move has not arrived here yet; the event is then tried again.</summary>
    public static async Task MoveBack(this ModuleDb db, long from, long into, DateTimeOffset at, DateTimeOffset now, CancellationToken ct)
    {
        var head = await db.Database.ExecuteSqlAsync($"update platform.moves set undone_at = {now} where module = {db.Schema} and from_id = {from} and into_id = {into} and at = {at} and \"table\" = ''", ct);
        if (head == 0) throw new InvalidOperationException($"The move from {from} to {into} has not been made here yet.");
        var moved = await db.Database.SqlQuery<string>($"select distinct \"table\" as \"Value\" from platform.moves where module = {db.Schema} and from_id = {from} and into_id = {into} and at = {at} and \"table\" <> ''").ToListAsync(ct);
        foreach (var (type, property) in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null && !t.IsMappedToJson()).SelectMany(t => t.GetProperties().Select(p => (t, p))).Where(c => moved.Contains(NameOf(c.t, c.p))).DistinctBy(c => NameOf(c.t, c.p)).ToList())
        {
            var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
            var owner = property.GetColumnName(table)!;
            var rest = Rest(type, property);
            var same = string.Join("", rest.Select(p => $" and t.\"{p.GetColumnName(table)}\" = (b.key::jsonb ->> '{p.GetColumnName(table)}')::{p.GetColumnType(table)}"));
            // Names come from the model, never from input.
            var sql = $$"""
                with back as (delete from platform.moves m where m.from_id = {0} and m.into_id = {1} and m.at = {2} and m."table" = {3} and m.module = {4} returning m.key)
                update {{type.GetSchema()}}.{{type.GetTableName()}} t set "{{owner}}" = {0} from back b where t."{{owner}}" = {1}{{same}}
                """;
            await db.Database.ExecuteSqlRawAsync(sql, [from, into, at, NameOf(type, property), db.Schema], ct);
        }
    }

    /// <summary>Who has come over to these, by whom they went to, also by way of others. A move that was taken back is none.</summary>
    public static async Task<ILookup<long, long>> Formerly(this ModuleDb db, IReadOnlyCollection<long> into, CancellationToken ct)
    {
        var ids = into as long[] ?? [.. into];
        return (await db.Database.SqlQuery<Came>($"""
            with recursive came as (
                select into_id, from_id from platform.moves where module = {db.Schema} and "table" = '' and undone_at is null and into_id = any({ids})
                union select c.into_id, m.from_id from came c join platform.moves m on m.module = {db.Schema} and m."table" = '' and m.undone_at is null and m.into_id = c.from_id)
            select into_id as "IntoId", from_id as "FromId" from came
            """).ToListAsync(ct)).ToLookup(c => c.IntoId, c => c.FromId);
    }

    sealed record Came(long IntoId, long FromId);

    /// <summary>Writes the head of the move, and waits for another host that makes it now.</summary>
    static async Task<bool> Open(ModuleDb db, long from, long into, DateTimeOffset at, CancellationToken ct)
    {
        var fresh = await db.Database.ExecuteSqlAsync($"insert into platform.moves (module, from_id, into_id, at, \"table\", key) values ({db.Schema}, {from}, {into}, {at}, '', '') on conflict do nothing", ct);
        if (fresh == 1) return true;
        return !await db.Database.SqlQuery<bool>($"select undone_at is not null as \"Value\" from platform.moves where module = {db.Schema} and from_id = {from} and into_id = {into} and at = {at} and \"table\" = '' for update").SingleAsync(ct);
    }

    static async Task Move(ModuleDb db, IEntityType type, IProperty property, long from, long into, DateTimeOffset at, CancellationToken ct)
    {
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        var owner = property.GetColumnName(table)!;
        var key = string.Join(", ", Rest(type, property).Select(p => $"'{p.GetColumnName(table)}', t.\"{p.GetColumnName(table)}\""));
        // An index over some rows only is in nobody else's way. Its filter names columns alone, which are those of the nearest table.
        var free = string.Concat(Unique(type, property).Select(u =>
            $" and ({(u.Filter is null ? "" : $"({u.Filter}) is not true or ")}not exists (select from {type.GetSchema()}.{type.GetTableName()} o where o.\"{owner}\" = {{1}}{(u.Filter is null ? "" : $" and ({u.Filter})")}{string.Concat(u.Columns.Where(c => c != property).Select(c => $" and o.\"{c.GetColumnName(table)}\" = t.\"{c.GetColumnName(table)}\""))}))"));
        var sql = $$"""
            with moved as (
                update {{type.GetSchema()}}.{{type.GetTableName()}} t set "{{owner}}" = {1} where t."{{owner}}" = {0}{{free}}
                returning jsonb_build_object({{key}})::text as key)
            insert into platform.moves (from_id, into_id, at, "table", module, key) select {0}, {1}, {2}, {3}, {4}, key from moved on conflict do nothing
            """;
        await db.Database.ExecuteSqlRawAsync(sql, [from, into, at, NameOf(type, property), db.Schema], ct);
    }

    /// <summary>The tables of this module that refer to an owner.</summary>
    public static IReadOnlyList<(IEntityType Type, IProperty Property)> Columns(ModuleDb db, string column, params Type[] except) =>
    [
        .. db.Model.GetEntityTypes()
            .Where(t => t.GetSchema() == db.Schema && t.GetTableName() is not null && !t.IsMappedToJson() && !typeof(IAppendOnly).IsAssignableFrom(t.ClrType) && !except.Contains(t.ClrType))
            .SelectMany(t => t.GetProperties().Where(p => p.Name.EndsWith(column, StringComparison.Ordinal) && (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) == typeof(long)).Select(p => (Type: t, Property: p)))
            .DistinctBy(c => NameOf(c.Type, c.Property)),
    ];

    static string NameOf(IEntityType type, IProperty property) => $"{type.GetTableName()}.{property.GetColumnName()}";

    static IEnumerable<IProperty> Rest(IEntityType type, IProperty property) => type.FindPrimaryKey()!.Properties.Where(p => p != property);

    static IEnumerable<(IReadOnlyList<IProperty> Columns, string? Filter)> Unique(IEntityType type, IProperty property) =>
        type.GetKeys().Select(k => (k.Properties, (string?)null)).Concat(type.GetIndexes().Where(i => i.IsUnique).Select(i => (i.Properties, i.GetFilter()))).Where(u => u.Properties.Contains(property));
}
