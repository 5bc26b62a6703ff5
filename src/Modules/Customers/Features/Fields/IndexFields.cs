using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>
/// Gives each number and date field an index of its own, so that ranges are found without reading every customer. Made
/// beside running work (concurrently); a restored database gets them again. Fields come at run time, so no migration can know them.
/// </summary>
internal sealed class IndexFields(CustomersDb db) : ISweep
{
    public string Cron => "0 0/10 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var fields = await db.Fields.AsNoTracking().Where(f => !f.Archived && (f.Kind == FieldKind.Number || f.Kind == FieldKind.Date)).ToListAsync(ct);
        foreach (var field in fields)
        {
            var name = NameOf(field);
            // An index whose building was broken off is invalid, and stands in the way.
            var state = (await db.Database.SqlQuery<bool?>($"select indisvalid as \"Value\" from pg_index where indexrelid = to_regclass({"customers." + name})").ToListAsync(ct)).FirstOrDefault();
            if (state == true) continue;
#pragma warning disable EF1002 // A key is letters, digits and underscores by rule of the domain, and no parameter is possible here.
            if (state == false) await db.Database.ExecuteSqlRawAsync($"drop index concurrently customers.{name}", ct);
            var value = $"jsonb_extract_path_text(custom, '{field.Key}')";
            await db.Database.ExecuteSqlRawAsync($"create index concurrently if not exists {name} on customers.customers ({(field.Kind == FieldKind.Number ? $"(({value})::numeric)" : value)}) where {value} is not null", ct);
#pragma warning restore EF1002
        }
    }

    internal static string NameOf(FieldDefinition field) => "ix_custom_" + field.Id;
}
