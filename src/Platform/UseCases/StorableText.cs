using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using FluentValidation;
using FluentValidation.Results;

namespace Crm.Platform.UseCases;

/// <summary>PostgreSQL cannot store the character NUL. No person types it; programs send it by mistake or to see what happens, and are told which field it is in.</summary>
internal static class StorableText
{
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static List<ValidationFailure> Check(object request)
    {
        var found = new List<ValidationFailure>();
        Visit(request, "", found, 0);
        return found;
    }

    static void Visit(object? value, string path, List<ValidationFailure> found, int depth)
    {
        switch (value)
        {
            case null: return;
            case string text:
                if (text.Contains('\0', StringComparison.Ordinal)) found.Add(new ValidationFailure(path, ValidatorOptions.Global.LanguageManager.GetString("NoNul", CultureInfo.CurrentUICulture)));
                return;
            case IDictionary or Stream or byte[]: return;
            case IEnumerable list when depth < 8:
                var i = 0;
                foreach (var item in list)
                {
                    if (item is null or (not string and ValueType)) break; // nothing to look into
                    Visit(item, $"{path}[{i++}]", found, depth + 1);
                }
                return;
        }
        if (depth >= 8 || value.GetType() is var type && type.Namespace?.StartsWith("Crm.", StringComparison.Ordinal) != true) return;
        foreach (var property in Properties.GetOrAdd(value.GetType(), t => [.. t.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.CanRead && !p.PropertyType.IsPrimitive)]))
            Visit(property.GetValue(value), path.Length == 0 ? property.Name : $"{path}.{property.Name}", found, depth + 1);
    }
}
