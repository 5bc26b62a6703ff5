using Crm.Contracts.Sales;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

internal sealed class ContractEnds(SalesDb db) : IContractEnds
{
    public async Task<IReadOnlyList<EndingContract>> Between(DateOnly from, DateOnly to, long afterId, int limit, CancellationToken ct) =>
        await db.Opportunities.Where(o => o.ContractEndsOn >= from && o.ContractEndsOn <= to && o.Id > afterId).OrderBy(o => o.Id).Take(limit)
            .Select(o => new EndingContract(o.Id, o.CustomerId, o.ContractEndsOn!.Value)).ToListAsync(ct);
}
