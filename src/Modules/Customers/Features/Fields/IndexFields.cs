using Crm.Customers.Data;
using Crm.Platform.Fields;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>Makes the indexes of new fields, and again those of a restored database.</summary>
internal sealed class IndexFields(CustomersDb db) : ISweep
{
    public string Cron => "0 0/10 * * * ?";

    public async Task Run(CancellationToken ct) => await FieldIndexes.Make(db, "customers", await db.Fields.AsNoTracking().ToListAsync(ct), ct);
}
