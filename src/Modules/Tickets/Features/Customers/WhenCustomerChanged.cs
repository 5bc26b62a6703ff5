using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>Keeps the copy that lists are sorted and searched by.</summary>
internal sealed class WhenCustomerRegistered(CustomerCopies copies) : IHandle<CustomerRegistered>
{
    public Task Handle(CustomerRegistered happened, CancellationToken ct) => copies.Refresh(happened.CustomerId, ct);
}

/// <summary>Keeps the copy, and gives open tickets the place and the promises of the customer's new level.</summary>
internal sealed class WhenCustomerChanged(CustomerCopies copies) : IHandle<CustomerChanged>
{
    public Task Handle(CustomerChanged happened, CancellationToken ct) => copies.Refresh(happened.CustomerId, ct);
}

/// <summary>The local copies of customers.</summary>
internal sealed class CustomerCopies(TicketsDb db, ICustomerDirectory customers, TimeProvider clock)
{
    public async Task Refresh(long customerId, CancellationToken ct)
    {
        var facts = (await customers.FactsOf([customerId], ct)).Values.FirstOrDefault();
        if (facts is null) return; // gone since: the event of its going follows
        await db.Copy(facts, ct);
        var outdated = await db.Tickets.Include(t => t.Clocks).Where(t => t.CustomerId == facts.Id && t.Level != facts.Level && EF.Property<bool>(t, TicketMap.Open)).ToListAsync(ct);
        if (outdated.Count == 0) return;
        var rules = await db.Rules(ct);
        foreach (var ticket in outdated) ticket.SetLevel(facts.Level, rules, clock.GetUtcNow());
    }
}
