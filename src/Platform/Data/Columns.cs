using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Crm.Platform.Data;

/// <summary>A table as the model knows it, for statements that are written past EF. Its names come from the model, never from input.</summary>
internal sealed class Columns
{
    static readonly ConditionalWeakTable<IEntityType, Columns> Known = [];

    Columns(IEntityType type)
    {
        Table = $"{type.GetSchema()}.{type.GetTableName()}";
        var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
        All = [.. type.GetProperties().Where(p => p.GetColumnName(table) != "xmin" && p.GetComputedColumnSql() is null)
            .Select(p => new Column($"\"{p.GetColumnName(table)}\"", p, p.GetRelationalTypeMapping(), (p.IsPrimaryKey() && p.ValueGenerated == ValueGenerated.OnAdd) || p.GetDefaultValueSql() is not null))];
    }

    public string Table { get; }

    public IReadOnlyList<Column> All { get; }

    public static Columns Of(DbContext db, Type type) =>
        Known.GetValue(db.Model.FindEntityType(type) ?? throw new ArgumentException($"{type.Name} is not mapped here."), t => new(t));

    /// <summary>The columns of such a row that are written: what the database fills by itself (keys, numbers) is left to it, unless the row brings it.</summary>
    public IReadOnlyList<Column> Of(object row) => [.. All.Where(c => !c.Filled || c.Property.GetGetter().GetClrValue(row) is not (null or 0L))];
}

/// <param name="Name">Quoted.</param>
/// <param name="Filled">The database knows a value of its own.</param>
internal sealed record Column(string Name, IProperty Property, RelationalTypeMapping Mapping, bool Filled);
