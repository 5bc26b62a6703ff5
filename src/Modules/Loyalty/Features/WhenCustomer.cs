using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class WhenCustomerChanged(LoyaltyDb db, ICustomerDirectory customers) : IHandleMany<CustomerChanged>
{
    public async Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct)
    {
        var ids = happened.Select(h => h.CustomerId).Distinct().ToList();
        var members = await db.Members.Where(m => ids.Contains(m.CustomerId)).ToListAsync(ct);
        var coupons = await db.Coupons.Where(c => ids.Contains(c.CustomerId)).ToListAsync(ct);
        var facts = await customers.FactsOf([.. members.Select(m => m.CustomerId).Union(coupons.Select(c => c.CustomerId))], ct);
        foreach (var member in members)
            if (facts.TryGetValue(member.CustomerId, out var fact)) member.Follow(fact.Name, fact.OwnerId, fact.TeamId);
        var adjustments = await db.Adjustments.Where(a => ids.Contains(a.CustomerId)).ToListAsync(ct);
        foreach (var adjustment in adjustments)
            if (members.Find(m => m.CustomerId == adjustment.CustomerId) is { } member) adjustment.Follow(member.OwnerId, member.TeamId);
        foreach (var coupon in coupons)
            if (facts.TryGetValue(coupon.CustomerId, out var fact)) coupon.Follow(fact.OwnerId, fact.TeamId);
    }
}

/// <summary>Points move to the survivor by transfer, lot by lot with their expiry; a survivor who is no member takes over the membership.</summary>
internal sealed class WhenCustomerMerged(LoyaltyDb db, Programmes programmes, Standings standings) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        // Always in the order of customer ids, so that two merges cannot wait for each other.
        foreach (var id in new[] { happened.FromId, happened.IntoId }.Order()) await db.LockMemberOf(id, ct);
        // The membership itself goes over only where the survivor has none.
        if (!await db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct)) return;
        db.ChangeTracker.Clear();
        if (await db.LockMemberOf(happened.FromId, ct) is { } from && await db.LockMemberOf(happened.IntoId, ct) is { } into)
        {
            from.MoveTo(into, happened.At, db.Clock.GetUtcNow());
            // What counts towards a tier has gone over with the customer.
            await standings.Rise(into, await standings.Sum(into.CustomerId, Standings.WindowOf(db.Clock.GetUtcNow()), ct), await programmes.Tiers(ct), ct);
        }
    }
}

/// <summary>What is left of the points that came over goes back into its lots; what the survivor has earned since stays with the survivor.</summary>
internal sealed class WhenCustomerUnmerged(LoyaltyDb db, ICustomerDirectory customers) : IHandle<CustomerUnmerged>
{
    public async Task Handle(CustomerUnmerged happened, CancellationToken ct)
    {
        foreach (var id in new[] { happened.FromId, happened.IntoId }.Order()) await db.LockMemberOf(id, ct);
        await db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
        db.ChangeTracker.Clear();
        var (from, into) = (await db.LockWholeMemberOf(happened.FromId, ct), await db.LockWholeMemberOf(happened.IntoId, ct));
        if (from is null) return;
        var now = db.Clock.GetUtcNow();
        if (into is not null) into.MoveBackTo(from, happened.MergedAt, now);
        else if (from.HasEarnedSince(happened.MergedAt))
        {
            var facts = (await customers.FactsOf([happened.IntoId], ct)).GetValueOrDefault(happened.IntoId);
            into = new Member(happened.IntoId, facts?.Name ?? "", facts?.OwnerId, facts?.TeamId, happened.MergedAt);
            db.Members.Add(into);
            from.MoveEarnedSince(happened.MergedAt, into, now);
        }
        if ((await customers.FactsOf([happened.FromId], ct)).GetValueOrDefault(happened.FromId) is { } own) from.Follow(own.Name, own.OwnerId, own.TeamId);
    }
}

/// <summary>The points of a person who is forgotten are forfeited by a ledger entry, their coupons void; the ledger keeps its sums, without a name.</summary>
internal sealed class WhenCustomerErased(LoyaltyDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var (id, now) = (happened.CustomerId, db.Clock.GetUtcNow());
        await db.Coupons.Where(c => c.CustomerId == id && c.UsedAt == null && c.VoidedAt == null).ExecuteUpdateAsync(s => s.SetProperty(c => c.VoidedAt, now), ct);
        await db.Coupons.Where(c => c.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedFor, (string?)null).SetProperty(c => c.OwnerId, (long?)null).SetProperty(c => c.TeamId, (long?)null), ct);
        // Words go, sums stay; what still waited for approval is withdrawn.
        await db.Adjustments.Where(a => a.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Text, "").SetProperty(a => a.DecisionNote, (string?)null).SetProperty(a => a.OwnerId, (long?)null).SetProperty(a => a.TeamId, (long?)null), ct);
        await db.Adjustments.Where(a => a.CustomerId == id && a.State == AdjustmentState.Waiting).ExecuteUpdateAsync(s => s.SetProperty(a => a.State, AdjustmentState.Withdrawn).SetProperty(a => a.DecidedAt, now), ct);
        if (await db.LockMemberOf(happened.CustomerId, ct) is not { } member) return;
        member.Forfeit($"{happened.CustomerId}", db.Clock.GetUtcNow());
        member.Follow("", null, null);
        await db.QualifyingPoints.Where(q => q.CustomerId == id).ExecuteDeleteAsync(ct);
        await db.TierChanges.Where(c => c.MemberId == member.Id && c.Reason != null).ExecuteUpdateAsync(s => s.SetProperty(c => c.Reason, (string?)null), ct);
        if (await db.Standings.SingleOrDefaultAsync(s => s.MemberId == member.Id, ct) is { } standing) standing.Forget();
    }
}
