using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Sales.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

internal sealed class WhenCustomerMerged(SalesDb db) : IHandle<CustomerMerged>
{
    public Task Handle(CustomerMerged happened, CancellationToken ct) => db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct);
}

internal sealed class WhenCustomerUnmerged(SalesDb db) : IHandle<CustomerUnmerged>
{
    public Task Handle(CustomerUnmerged happened, CancellationToken ct) => db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
}

/// <summary>What may name the person is removed; amounts and stages stay for the statistics.</summary>
internal sealed class WhenCustomerErased(SalesDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        foreach (var opportunity in await db.Opportunities.Include(o => o.Changes).Where(o => o.CustomerId == happened.CustomerId).ToListAsync(ct)) opportunity.Forget("—");
    }
}
