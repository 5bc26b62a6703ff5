using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class WhenCustomerChanged(LoyaltyDb db, ICustomerDirectory customers) : IHandleMany<CustomerChanged>
{
    public async Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct)
    {
        var ids = happened.Select(h => h.CustomerId).Distinct().ToList();
        var members = await db.Members.Where(m => ids.Contains(m.CustomerId)).ToListAsync(ct);
        var facts = await customers.FactsOf([.. members.Select(m => m.CustomerId)], ct);
        foreach (var member in members)
            if (facts.TryGetValue(member.CustomerId, out var fact)) member.Follow(fact.Name, fact.OwnerId, fact.TeamId);
    }
}

/// <summary>Points move to the survivor by transfer, lot by lot with their expiry; a survivor who is no member takes over the membership.</summary>
internal sealed class WhenCustomerMerged(LoyaltyDb db) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        // Always in the order of customer ids, so that two merges cannot wait for each other.
        var first = await db.LockMemberOf(Math.Min(happened.FromId, happened.IntoId), ct);
        var second = await db.LockMemberOf(Math.Max(happened.FromId, happened.IntoId), ct);
        var (from, into) = happened.FromId < happened.IntoId ? (first, second) : (second, first);
        if (from is null) return;
        if (into is null) from.BelongTo(happened.IntoId);
        else from.MoveTo(into, db.Clock.GetUtcNow());
    }
}

/// <summary>The points of a person who is forgotten are forfeited by a ledger entry; the ledger keeps its sums, without a name.</summary>
internal sealed class WhenCustomerErased(LoyaltyDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        if (await db.LockMemberOf(happened.CustomerId, ct) is not { } member) return;
        member.Forfeit($"{happened.CustomerId}", db.Clock.GetUtcNow());
        member.Follow("", null, null);
    }
}
