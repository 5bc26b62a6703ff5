using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Events;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Crm.Loyalty.Features;

/// <summary>
/// Points for whatever earns them: admitted members only, once per source and key. What happened before somebody joined
/// earns nothing, and only admitted customers join: so what was bought while pending is not made good later.
/// </summary>
internal sealed class Earning(LoyaltyDb db, ICustomerDirectory customers, IOptions<LoyaltyTerms> terms, InstallationZone zone)
{
    public LoyaltyTerms Terms => terms.Value;

    public DateTimeOffset Now => db.Clock.GetUtcNow();

    public async Task Earn(long customerId, long points, string source, string key, DateTimeOffset happened, CancellationToken ct)
    {
        if (points <= 0) return;
        // The facts are the survivor's when the customer was merged while the event was on its way.
        var facts = (await customers.FactsOf([customerId], ct)).GetValueOrDefault(customerId);
        if (facts?.Admission != Admission.Admitted) return;
        if (await db.LockMemberOf(facts.Id, ct) is not { } member || happened < member.JoinedAt) return;
        if (await db.Entries.AnyAsync(e => e.Source == source && e.Key == key, ct)) return;
        var now = db.Clock.GetUtcNow();
        member.Earn(points, source, key, zone.StartOf(terms.Value.FirstDayGone(zone.DayOf(now))), now);
    }
}

internal sealed class WhenPurchaseRecorded(Earning earning) : IHandle<PurchaseRecorded>
{
    public Task Handle(PurchaseRecorded happened, CancellationToken ct) =>
        earning.Earn(happened.CustomerId, earning.Terms.PointsFor(happened.Goods, happened.Currency), "purchase", $"{happened.PurchaseId}", happened.PurchasedAt, ct);
}

internal sealed class WhenResponseFinished(Earning earning) : IHandle<ResponseFinished>
{
    public Task Handle(ResponseFinished happened, CancellationToken ct) => happened is { CustomerId: { } customer, Source: not ResponseSource.Import }
        ? earning.Earn(customer, happened.Points ?? earning.Terms.SurveyPoints, "survey", $"{happened.ResponseId}", happened.At, ct)
        : Task.CompletedTask;
}

/// <summary>Taking part in an anonymous wave earns as an answer does; which answer it was, nobody knows.</summary>
internal sealed class WhenParticipationRewarded(Earning earning) : IHandle<ParticipationRewarded>
{
    public Task Handle(ParticipationRewarded happened, CancellationToken ct) =>
        earning.Earn(happened.CustomerId, happened.Points ?? earning.Terms.SurveyPoints, "survey", $"wave:{happened.WaveId}:{happened.CustomerId}", earning.Now, ct);
}

/// <summary>Takes back what the refunded money had earned, by cumulative rounding.</summary>
internal sealed class WhenPurchaseRefunded(LoyaltyDb db, ICustomerDirectory customers) : IHandle<PurchaseRefunded>
{
    public async Task Handle(PurchaseRefunded happened, CancellationToken ct)
    {
        var customer = (await customers.FactsOf([happened.CustomerId], ct)).GetValueOrDefault(happened.CustomerId)?.Id ?? happened.CustomerId;
        if (await db.LockMemberOf(customer, ct) is not { } member) return;
        // The points may have been earned by a member who was merged into this one.
        var purchase = $"{happened.PurchaseId}";
        var earned = await db.Entries.SingleOrDefaultAsync(e => e.Source == "purchase" && e.Key == purchase && e.From == Account.Issued, ct);
        if (earned is null) return;
        var before = await db.Entries.Where(e => e.Source == "refund" && e.Key.StartsWith(purchase + ":")).SumAsync(e => e.Points, ct);
        var owed = LoyaltyTerms.TakenBack(earned.Points, happened.Goods, happened.RefundedTotal);
        member.TakeBack(owed - before, earned.Id, "refund", FormattableString.Invariant($"{purchase}:{happened.RefundedTotal:0.####}"), db.Clock.GetUtcNow());
    }
}
