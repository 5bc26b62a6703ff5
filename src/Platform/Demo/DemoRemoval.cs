using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Crm.Platform.Demo;

/// <summary>A column that points at another table's id. What points there and may be empty is emptied, all else goes with it.</summary>
internal sealed record DemoPointer(string Column, string To, bool MayBeEmpty, bool Enforced);

/// <summary>A table as the removal sees it. Names come from the models, never from input.</summary>
internal sealed record DemoTable(string Name, bool HasId, bool AppendOnly, IReadOnlyList<DemoPointer> Pointers)
{
    /// <summary>Between modules nothing enforces the pointers; their names tell. A row about a customer goes with the customer, whoever worked on it.</summary>
    static readonly Dictionary<string, (string To, bool Goes)> Known = new()
    {
        ["CustomerId"] = ("customers.customers", true), ["StaffId"] = ("staff.members", true), ["StaffMemberId"] = ("staff.members", true),
        ["OwnerId"] = ("staff.members", false), ["ResponsibleId"] = ("staff.members", false), ["SubstituteId"] = ("staff.members", false), ["TeamId"] = ("staff.teams", false),
    };

    public static DemoTable Of(string name, IReadOnlyList<IEntityType> types)
    {
        var pointers = new Dictionary<string, DemoPointer>();
        foreach (var key in types.SelectMany(t => t.GetForeignKeys()).Where(k => k.Properties.Count == 1 && k.PrincipalEntityType.GetTableName() is not null))
            if (key.Properties[0].GetColumnName() is var column && $"{key.PrincipalEntityType.GetSchema()}.{key.PrincipalEntityType.GetTableName()}" is var to && (to != name || column != "id"))
                pointers[column] = new DemoPointer(column, to, key.Properties[0].IsNullable, true);
        foreach (var property in types.SelectMany(t => t.GetProperties()).Where(p => Known.ContainsKey(p.Name) && (p.ClrType == typeof(long) || p.ClrType == typeof(long?))))
            if (Known[property.Name] is var known && (known.Goes || property.IsNullable)) pointers.TryAdd(property.GetColumnName(), new DemoPointer(property.GetColumnName(), known.To, !known.Goes, false));
        return new DemoTable(name, types.Any(t => t.FindPrimaryKey() is { Properties: [{ Name: "Id" } id] } && id.ClrType == typeof(long)),
            types.Any(t => typeof(IAppendOnly).IsAssignableFrom(t.ClrType)), [.. pointers.Values]);
    }
}

/// <summary>Deletes rows and whatever hangs on them, in every schema.</summary>
internal sealed class DemoRemoval(NpgsqlConnection connection, IReadOnlyList<DemoTable> tables)
{
    const string Going = "select id from demo_rows where name =";

    public async Task Run(IReadOnlyDictionary<string, DemoRange> ranges, CancellationToken ct)
    {
        await Do("create temp table demo_rows (name text, id bigint, primary key (name, id)) on commit drop", ct);
        foreach (var table in tables.Where(t => t.HasId && ranges.ContainsKey(t.Name)))
            await Do($"insert into demo_rows select '{table.Name}', id from {table.Name} where id > {ranges[table.Name].After} and id <= {ranges[table.Name].UpTo}", ct);
        while (await Follow(ct) > 0) await Do("analyze demo_rows", ct);

        var guarded = tables.Where(t => t.AppendOnly).Select(t => t.Name).ToList();
        foreach (var name in guarded) await Do($"alter table {name} disable trigger append_only", ct);
        foreach (var table in tables)
            foreach (var pointer in table.Pointers.Where(p => p.MayBeEmpty))
                await Do($"update {table.Name} set {pointer.Column} = null where {pointer.Column} in ({Going} '{pointer.To}')", ct);
        foreach (var table in Ordered())
            await Do(table.HasId ? $"delete from {table.Name} where id in ({Going} '{table.Name}')"
                : $"delete from {table.Name} where {string.Join(" or ", table.Pointers.Where(p => !p.MayBeEmpty).Select(p => $"{p.Column} in ({Going} '{p.To}')").DefaultIfEmpty("false"))}", ct);
        foreach (var name in guarded) await Do($"alter table {name} enable trigger append_only", ct);
    }

    /// <summary>One step further along the pointers that may not be empty.</summary>
    async Task<int> Follow(CancellationToken ct)
    {
        var found = 0;
        foreach (var table in tables.Where(t => t.HasId))
            foreach (var pointer in table.Pointers.Where(p => !p.MayBeEmpty))
                found += await Do($"insert into demo_rows select '{table.Name}', id from {table.Name} where {pointer.Column} in ({Going} '{pointer.To}') on conflict do nothing", ct);
        return found;
    }

    /// <summary>Those that point before those that are pointed at.</summary>
    List<DemoTable> Ordered()
    {
        var (ordered, seen) = (new List<DemoTable>(), new HashSet<string>());
        foreach (var table in tables) Visit(table);
        ordered.Reverse();
        return ordered;

        void Visit(DemoTable table)
        {
            if (!seen.Add(table.Name)) return;
            foreach (var pointer in table.Pointers.Where(p => p is { Enforced: true, MayBeEmpty: false }))
                if (tables.FirstOrDefault(t => t.Name == pointer.To) is { } other) Visit(other);
            ordered.Add(table);
        }
    }

    async Task<int> Do(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteNonQueryAsync(ct);
    }
}
