using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Crm.Platform.Data;

/// <summary>Names as PostgreSQL people write them, for tables, columns, keys and stored enum values.</summary>
public static class SnakeCase
{
    /// <summary>"WaitingCustomer" becomes "waiting_customer".</summary>
    public static string Of(string name)
    {
        var s = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))) s.Append('_');
            s.Append(char.ToLowerInvariant(c));
        }
        return s.ToString();
    }

    internal static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            if (!entity.IsOwned() && entity.GetTableName() is { } table) entity.SetTableName(Of(table));
            foreach (var property in entity.GetProperties())
            {
                if (property.GetColumnName() != "xmin") property.SetColumnName(Of(property.GetColumnName()));
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsEnum && property.GetValueConverter() is null)
                    property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeEnum<>).MakeGenericType(type))!);
            }
            foreach (var key in entity.GetKeys()) key.SetName(Of(key.GetName()!));
            foreach (var key in entity.GetForeignKeys()) key.SetConstraintName(Of(key.GetConstraintName()!));
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName(Of(index.GetDatabaseName()!));
        }
    }

    /// <summary>Stores an enum as its snake-case name.</summary>
    public sealed class SnakeEnum<T>() : ValueConverter<T, string>(v => ToText[v], s => FromText[s]) where T : struct, Enum
    {
        static readonly Dictionary<T, string> ToText = Enum.GetValues<T>().ToDictionary(v => v, v => Of(v.ToString()));
        static readonly Dictionary<string, T> FromText = ToText.ToDictionary(p => p.Value, p => p.Key);
    }
}
