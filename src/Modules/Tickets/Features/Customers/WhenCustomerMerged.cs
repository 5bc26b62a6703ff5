using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>Tickets and follow-ups go over to the customer that survives.</summary>
internal sealed class WhenCustomerMerged(TicketsDb db, CustomerCopies copies) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        await db.Tickets.Where(t => t.CustomerId == happened.FromId).ExecuteUpdateAsync(s => s.SetProperty(t => t.CustomerId, happened.IntoId), ct);
        await db.FollowUps.Where(f => f.CustomerId == happened.FromId).ExecuteUpdateAsync(s => s.SetProperty(f => f.CustomerId, happened.IntoId), ct);
        await db.Customers.Where(c => c.Id == happened.FromId).ExecuteDeleteAsync(ct);
        await copies.Refresh(happened.IntoId, ct);
    }
}
