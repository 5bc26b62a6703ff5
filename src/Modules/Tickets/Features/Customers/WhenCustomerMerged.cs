using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>Tickets and follow-ups go over to the customer that survives.</summary>
internal sealed class WhenCustomerMerged(TicketsDb db, CustomerCopies copies) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        if (!await db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct)) return;
        await db.Customers.Where(c => c.Id == happened.FromId).ExecuteDeleteAsync(ct);
        await copies.Refresh(happened.IntoId, ct);
    }
}

/// <summary>They return when the merge is taken back; tickets opened since stay.</summary>
internal sealed class WhenCustomerUnmerged(TicketsDb db, CustomerCopies copies) : IHandle<CustomerUnmerged>
{
    public async Task Handle(CustomerUnmerged happened, CancellationToken ct)
    {
        await db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
        await copies.Refresh(happened.FromId, ct);
        await copies.Refresh(happened.IntoId, ct);
    }
}
