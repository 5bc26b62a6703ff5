using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class CustomerRecords(CustomersDb db) : ICustomerRecords
{
    public async Task<IReadOnlyList<PurchaseFacts>> Purchases(long afterId, int limit, CancellationToken ct) =>
        await db.Purchases.Where(p => p.Id > afterId).OrderBy(p => p.Id).Take(limit).Select(p => new PurchaseFacts(p.Id, p.CustomerId, p.PurchasedAt, p.GoodsAmount - p.Discount, p.Refunded, p.Currency)).ToListAsync(ct);

    public async Task<IReadOnlyList<UsageRecord>> Usages(long afterId, int limit, CancellationToken ct) =>
        await db.Usages.Where(u => u.Id > afterId).OrderBy(u => u.Id).Take(limit).Select(u => new UsageRecord(u.Id, u.CustomerId, u.UsedAt)).ToListAsync(ct);

    public async Task<IReadOnlyList<InteractionRecord>> Interactions(long afterId, int limit, CancellationToken ct) =>
        await db.Interactions.Where(i => i.Id > afterId).OrderBy(i => i.Id).Take(limit).Select(i => new InteractionRecord(i.Id, i.CustomerId, i.Type, i.At)).ToListAsync(ct);
}
