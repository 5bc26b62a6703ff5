using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Takes the rows of files away after a month: they are a second copy of personal data that nobody needs any more.</summary>
internal sealed class ForgetImports(CustomersDb db, TimeProvider clock) : ISweep
{
    /// <summary>Days that rows and their failures can be looked at.</summary>
    public const int Days = 30;

    public string Cron => "0 17 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var old = clock.GetUtcNow().AddDays(-Days);
        await db.ImportRows.Where(r => db.Imports.Any(i => i.Id == r.ImportId && i.At < old)).ExecuteDeleteAsync(ct);
    }
}
