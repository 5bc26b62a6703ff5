using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Tickets;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>
/// Books what was granted on a ticket, once: points as a lot of the member, money as a coupon of the customer. Unlike what
/// is earned, it was promised by name: no question of admission or of when somebody joined.
/// </summary>
internal sealed class WhenGoodwillGranted(LoyaltyDb db, ICustomerDirectory customers, Programmes programmes) : IHandle<GoodwillGranted>
{
    public const string Source = "goodwill", Back = "goodwill_back";

    public async Task Handle(GoodwillGranted happened, CancellationToken ct)
    {
        if (await customers.StillHere(happened.CustomerId, ct) is not { } facts) return;
        var (now, key) = (db.Clock.GetUtcNow(), $"{happened.PublicId}");
        if (happened.Points is { } points)
        {
            var member = (await db.LockMembersOf([facts.Id], ct)).GetValueOrDefault(facts.Id) ?? throw new InvalidOperationException($"Customer {facts.Id} is no member; {points} points of goodwill {key} cannot be booked.");
            if (await db.Entries.AnyAsync(e => e.Source == Source && e.Key == key, ct)) return;
            member.Earn(points, Source, key, await programmes.ExpiryOf(now, ct), now);
        }
        else
        {
            if (await db.Coupons.AnyAsync(c => c.Source == Source && c.Key == key, ct)) return;
            db.Coupons.Add(new Coupon(facts.Id, facts.OwnerId, facts.TeamId, happened.Value!.Value, happened.Currency!, happened.LastDay!.Value, Source, key, now));
        }
        db.Publish(new GoodwillBooked(happened.PublicId, facts.Id, now));
    }
}

/// <summary>Reverses the points in the ledger, what is spent of them as a shortfall; or makes the coupon void.</summary>
internal sealed class WhenGoodwillTakenBack(LoyaltyDb db, ICustomerDirectory customers) : IHandle<GoodwillTakenBack>
{
    public async Task Handle(GoodwillTakenBack happened, CancellationToken ct)
    {
        if (await customers.StillHere(happened.CustomerId, ct) is not { } facts) return;
        var (now, key) = (db.Clock.GetUtcNow(), $"{happened.PublicId}");
        if (await db.Coupons.SingleOrDefaultAsync(c => c.Source == WhenGoodwillGranted.Source && c.Key == key, ct) is { } coupon)
        {
            coupon.Void(now);
            return;
        }
        var member = await db.LockMemberOf(facts.Id, ct);
        if (await db.Entries.AnyAsync(e => e.Source == WhenGoodwillGranted.Back && e.Key == key, ct)) return;
        // Not booked yet: the news came in the other order, and this one is tried again.
        var earned = await db.Entries.SingleOrDefaultAsync(e => e.Source == WhenGoodwillGranted.Source && e.Key == key && e.From == Account.Issued, ct);
        if (earned is null || member is null) throw new InvalidOperationException($"Goodwill {key} has not been booked yet.");
        var lot = (await db.LotOf(earned.Id, ct))!;
        member.TakeBack(lot.Points - lot.TakenBack, lot, WhenGoodwillGranted.Back, key, now);
    }
}

internal static class Recipients
{
    /// <summary>The customer, or the survivor of a merge that happened while the event was on its way. Null for somebody who was erased: nothing is owed to nobody, their points are forfeited and their coupons void.</summary>
    public static async Task<CustomerFacts?> StillHere(this ICustomerDirectory customers, long id, CancellationToken ct) =>
        (await customers.FactsOf([id], ct)).GetValueOrDefault(id) is { Erased: false } facts ? facts : null;
}
