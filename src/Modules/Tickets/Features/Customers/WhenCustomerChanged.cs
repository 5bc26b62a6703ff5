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

/// <summary>Keeps the copy, and gives open tickets the place and the promises of the customer's new level, and what their language and region ask for.</summary>
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
        var open = await db.Tickets.Where(t => ids.Contains(t.CustomerId) && EF.Property<bool>(t, TicketMap.Open)).Select(t => new { t.Id, t.CustomerId, t.Level, t.Type, t.CategoryId, t.Needs, t.Prefers }).ToListAsync(ct);
        if (open.Count == 0) return;
        var (rules, routing) = await db.AllRules(ct);
        var stale = open.Where(t => facts[t.CustomerId] is var f && (t.Level != f.Level || !routing.Of(t.Type, t.CategoryId, f.Language, f.Region).Is(t.Needs, t.Prefers))).Select(t => t.Id).ToList();
        foreach (var ticket in stale.Count == 0 ? [] : await db.Tickets.Include(t => t.Clocks).Where(t => stale.Contains(t.Id)).ToListAsync(ct))
        {
            var customer = facts[ticket.CustomerId];
            ticket.SetLevel(customer.Level, rules, clock.GetUtcNow());
            ticket.Ask(routing.Of(ticket.Type, ticket.CategoryId, customer.Language, customer.Region));
        }
    }
}
