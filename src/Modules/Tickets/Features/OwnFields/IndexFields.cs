using Crm.Platform.Fields;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.OwnFields;

/// <summary>Makes the indexes of new fields, and again those of a restored database.</summary>
internal sealed class IndexFields(TicketsDb db) : ISweep
{
    public string Cron => "0 3/10 * * * ?";

    public async Task Run(CancellationToken ct) => await FieldIndexes.Make(db, "tickets", await db.Fields.AsNoTracking().ToListAsync(ct), ct);
}
