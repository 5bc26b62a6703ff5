using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Looks every minute for duplicates of what is new or has changed.</summary>
internal sealed class ScanChangedCustomers(CustomersDb db, DuplicateScanner scanner) : ISweep
{
    /// <summary>A long transaction may commit a change that is dated before others which were scanned already.</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>The rest of a large import waits for the next minute, so that a stop is never far.</summary>
    const int Batches = 20;

    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var last = await db.Set<Domain.DuplicateScan>().MaxAsync(s => (DateTimeOffset?)s.ChangedAt, ct);
        await ScanSince(db, scanner, last is { } at ? at - Overlap : DateTimeOffset.MinValue, Batches, ct);
    }

    sealed record Changed(long Id, DateTimeOffset At);

    /// <summary>Scans customers whose latest change has not been seen, oldest change first.</summary>
    internal static async Task ScanSince(CustomersDb db, DuplicateScanner scanner, DateTimeOffset since, int batches, CancellationToken ct)
    {
        var place = new Changed(0, since);
        while (batches-- > 0)
        {
            await using var transaction = await db.BeginBulk(ct);
            await scanner.Lock(ct);
            var changed = await db.Database.SqlQuery<Changed>($"""
                select c.id as "Id", c.changed_at as "At" from customers.customers c left join customers.duplicate_scans s on s.customer_id = c.id
                where (c.changed_at, c.id) > ({place.At}, {place.Id}) and s.changed_at is distinct from c.changed_at
                order by c.changed_at, c.id limit {DuplicateScanner.Batch}
                """).ToListAsync(ct);
            if (changed.Count == 0) return;
            var ids = changed.ConvertAll(c => c.Id);
            await scanner.Index(ids, ct);
            await scanner.Match(ids, olderOnly: false, ct);
            await transaction.CommitAsync(ct);
            place = changed[^1];
        }
    }
}

/// <summary>Looks once a night for whatever the minute's scan has not seen: a restored backup, a change dated long ago.</summary>
internal sealed class ScanForgottenCustomers(CustomersDb db, DuplicateScanner scanner) : ISweep
{
    public string Cron => "0 40 3 * * ?";

    public Task Run(CancellationToken ct) => ScanChangedCustomers.ScanSince(db, scanner, DateTimeOffset.MinValue, int.MaxValue, ct);
}
