using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>Keeps the copy that lists are sorted and searched by.</summary>
internal sealed class WhenCustomerRegistered(CustomerCopies copies) : IHandleMany<CustomerRegistered>
{
    public Task HandleMany(IReadOnlyList<CustomerRegistered> happened, CancellationToken ct) => copies.Refresh([.. happened.Select(h => h.CustomerId)], ct);
}

/// <summary>Keeps the copy, and gives open tickets the place and the promises of the customer's new level.</summary>
internal sealed class WhenCustomerChanged(CustomerCopies copies) : IHandleMany<CustomerChanged>
{
    public Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct) => copies.Refresh([.. happened.Select(h => h.CustomerId)], ct);
}

/// <summary>The local copies of customers.</summary>
internal sealed class CustomerCopies(TicketsDb db, ICustomerDirectory customers, TimeProvider clock)
{
    public Task Refresh(long customerId, CancellationToken ct) => Refresh([customerId], ct);

    public async Task Refresh(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        // One that is gone since is not among the facts; the event of its going follows.
        var facts = (await customers.FactsOf(customerIds, ct)).Values.DistinctBy(f => f.Id).ToDictionary(f => f.Id);
        await db.Copy(facts.Values, ct);
        var ids = facts.Keys.ToList();
        var levels = await db.Tickets.Where(t => ids.Contains(t.CustomerId) && EF.Property<bool>(t, TicketMap.Open)).Select(t => new { t.Id, t.CustomerId, t.Level }).ToListAsync(ct);
        var stale = levels.Where(t => t.Level != facts[t.CustomerId].Level).Select(t => t.Id).ToList();
        var outdated = stale.Count == 0 ? [] : await db.Tickets.Include(t => t.Clocks).Where(t => stale.Contains(t.Id)).ToListAsync(ct);
        if (outdated.Count == 0) return;
        var rules = await db.Rules(ct);
        foreach (var ticket in outdated) ticket.SetLevel(facts[ticket.CustomerId].Level, rules, clock.GetUtcNow());
    }
}
