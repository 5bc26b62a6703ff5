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
        await Earn(source, [new(customerId, points, key, happened)], ct);
    }

    /// <summary>What one event earns.</summary>
    public sealed record Earned(long CustomerId, long Points, string Key, DateTimeOffset Happened);

    /// <summary>The same for many events of a source: one question for the facts, one lock for the members, one look for what is booked already, one write.</summary>
    public async Task Earn(string source, IReadOnlyList<Earned> many, CancellationToken ct)
    {
        var news = many.Where(e => e.Points > 0).ToList();
        if (news.Count == 0) return;
        // The facts are the survivor's when the customer was merged while the event was on its way.
        var facts = await customers.FactsOf([.. news.Select(e => e.CustomerId).Distinct()], ct);
        var admitted = facts.Values.Where(f => f.Admission == Admission.Admitted).Select(f => f.Id).Distinct().ToList();
        var members = await db.LockMembersOf(admitted, ct);
        var booked = await db.Booked(source, [.. news.Select(e => e.Key)], ct);
        var now = db.Clock.GetUtcNow();
        var expiresAt = zone.StartOf(terms.Value.FirstDayGone(zone.DayOf(now)));
        foreach (var earned in news)
            if (facts.GetValueOrDefault(earned.CustomerId) is { } customer && members.GetValueOrDefault(customer.Id) is { } member && earned.Happened >= member.JoinedAt && booked.Add(earned.Key))
                member.Earn(earned.Points, source, earned.Key, expiresAt, now);
    }
}

internal sealed class WhenPurchaseRecorded(Earning earning) : IHandleMany<PurchaseRecorded>
{
    public Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct) =>
        earning.Earn("purchase", [.. happened.Select(h => new Earning.Earned(h.CustomerId, earning.Terms.PointsFor(h.Goods, h.Currency), $"{h.PurchaseId}", h.PurchasedAt))], ct);
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
        // The lot knows how much of it was reversed already: by earlier refunds, or by hand.
        var lot = (await db.LotOf(earned.Id, ct))!;
        var owed = LoyaltyTerms.TakenBack(earned.Points, happened.Goods, happened.RefundedTotal);
        member.TakeBack(owed - lot.TakenBack, lot, "refund", FormattableString.Invariant($"{purchase}:{happened.RefundedTotal:0.####}"), db.Clock.GetUtcNow());
    }
}
