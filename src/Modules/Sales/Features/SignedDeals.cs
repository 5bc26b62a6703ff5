using Crm.Contracts.Sales;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

internal sealed class SignedDeals(SalesDb db) : ISignedDeals
{
    public async Task<IReadOnlyList<SignedDeal>> Page(long afterId, int limit, CancellationToken ct) =>
        await db.Opportunities.Where(o => o.Id > afterId && o.Outcome == Outcome.Won && o.ClosedAt != null).OrderBy(o => o.Id).Take(limit)
            .Select(o => new SignedDeal(o.Id, o.CustomerId, o.ClosedAt!.Value)).ToListAsync(ct);
}
