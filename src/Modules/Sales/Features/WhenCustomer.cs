using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Sales.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

internal sealed class WhenCustomerMerged(SalesDb db) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        foreach (var opportunity in await db.Opportunities.Where(o => o.CustomerId == happened.FromId).ToListAsync(ct)) opportunity.BelongTo(happened.IntoId);
    }
}

/// <summary>What may name the person is removed; amounts and stages stay for the statistics.</summary>
internal sealed class WhenCustomerErased(SalesDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        foreach (var opportunity in await db.Opportunities.Include(o => o.Changes).Where(o => o.CustomerId == happened.CustomerId).ToListAsync(ct)) opportunity.Forget("—");
    }
}
