using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features;

internal sealed class CustomerStages(LifecycleDb db) : ICustomerStages
{
    public async Task<IReadOnlyDictionary<long, StageRecord>> Of(IReadOnlyCollection<long> customerIds, CancellationToken ct) => customerIds.Count == 0 ? new Dictionary<long, StageRecord>()
        : await db.Customers.Where(c => customerIds.Contains(c.CustomerId) && c.GoneAt == null && c.Stage != null).Select(c => new StageRecord(c.CustomerId, c.Stage!.Value, c.StageSince!.Value)).ToDictionaryAsync(s => s.CustomerId, ct);

    public async Task<IReadOnlyList<StageRecord>> Page(long afterId, int limit, CancellationToken ct) =>
        await db.Customers.Where(c => c.CustomerId > afterId && c.GoneAt == null && c.Stage != null).OrderBy(c => c.CustomerId).Take(limit).Select(c => new StageRecord(c.CustomerId, c.Stage!.Value, c.StageSince!.Value)).ToListAsync(ct);
}
