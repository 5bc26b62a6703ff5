using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Fields;

/// <summary>
/// Gives each number and date field an index of its own, so that ranges are found without reading every record. Made
/// beside running work (concurrently); a restored database gets them again. Fields come at run time, so no migration can know them.
/// </summary>
public static class FieldIndexes
{
    /// <summary>Makes what is missing on a table with the column "custom".</summary>
    public static async Task Make(ModuleDb db, string table, IEnumerable<CustomField> fields, CancellationToken ct)
    {
        foreach (var field in fields.Where(f => !f.Archived && f.Kind is FieldKind.Number or FieldKind.Date))
        {
            var name = NameOf(field);
            // An index whose building was broken off is invalid, and stands in the way.
            var state = (await db.Database.SqlQuery<bool?>($"select indisvalid as \"Value\" from pg_index where indexrelid = to_regclass({db.Schema + "." + name})").ToListAsync(ct)).FirstOrDefault();
            if (state == true) continue;
#pragma warning disable EF1002 // A key is letters, digits and underscores by rule of the domain, and no parameter is possible here.
            if (state == false) await db.Database.ExecuteSqlRawAsync($"drop index concurrently {db.Schema}.{name}", ct);
            var value = $"jsonb_extract_path_text(custom, '{field.Key}')";
            await db.Database.ExecuteSqlRawAsync($"create index concurrently if not exists {name} on {db.Schema}.{table} ({(field.Kind == FieldKind.Number ? $"(({value})::numeric)" : value)}) where {value} is not null", ct);
#pragma warning restore EF1002
        }
    }

    /// <summary>Name of the index of a field.</summary>
    public static string NameOf(CustomField field) => "ix_custom_" + field.Id;
}
