using Crm.Contracts.Sales;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

internal sealed class DealRecords(SalesDb db) : IDealRecords
{
    public async Task<IReadOnlyList<DealRecord>> Page(long afterId, int limit, CancellationToken ct) => await Read(db.Opportunities.Where(o => o.Id > afterId).OrderBy(o => o.Id).Take(limit)).ToListAsync(ct);

    public async Task<IReadOnlyList<DealRecord>> Of(IReadOnlyCollection<long> ids, CancellationToken ct) => ids.Count == 0 ? [] : await Read(db.Opportunities.Where(o => ids.Contains(o.Id))).ToListAsync(ct);

    static IQueryable<DealRecord> Read(IQueryable<Opportunity> rows) => rows.Select(o => new DealRecord(o.Id, o.CustomerId, o.CreatedAt, o.ClosedAt, o.Outcome == Outcome.Won, o.ContractEndsOn));
}
