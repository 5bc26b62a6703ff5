using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Writes the search words of notes and interactions that were stored before there were any, or past the product.</summary>
internal sealed class IndexTexts(CustomersDb db) : ISweep
{
    const int Batch = 1000;

    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        while (await Next(db.Interactions, ct) + await Next(db.Notes, ct) > 0) { }
    }

    async Task<int> Next<T>(DbSet<T> rows, CancellationToken ct) where T : Platform.Data.Entity
    {
        var some = await rows.Where(r => EF.Property<string?>(r, nameof(Note.Words)) == null).OrderBy(r => r.Id).Take(Batch).ToListAsync(ct);
        foreach (var row in some) db.Entry(row).Property(nameof(Note.Words)).IsModified = true;
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        return some.Count;
    }
}
