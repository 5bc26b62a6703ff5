using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Surveys;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Coupons;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Events;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>Something that happened and may earn.</summary>
/// <param name="Said">What the occasion itself promises, in place of the rules.</param>
internal sealed record Happening(ProgrammeVersion Version, long CustomerId, Occasion Occasion, string Source, string Key, DateTimeOffset At, long? PurchaseId = null, long? Said = null);

/// <summary>
/// Points for whatever earns them, by the version of the programme in force when it happened: admitted members only, once
/// per source and key. What happened before somebody joined earns nothing unless the terms say so, and only admitted
/// customers join: so what was bought while pending is not made good later.
/// </summary>
internal sealed class Earning(LoyaltyDb db, ICustomerDirectory customers, Programmes programmes, Standings standings, InstallationZone zone)
{
    public const string Purchase = "purchase", FirstPurchase = "first_purchase", PurchaseCount = "purchase_count", Referral = "referral", Survey = "survey", Event = "event", Birthday = "birthday";

    public DateTimeOffset Now => db.Clock.GetUtcNow();

    public Task<ProgrammeVersion> VersionAt(DateTimeOffset at, CancellationToken ct) => programmes.At(at, ct);

    public DateOnly DayOf(DateTimeOffset at) => zone.DayOf(at);

    /// <summary>What happened without an order.</summary>
    public async Task Earn(long customerId, EarnTrigger trigger, string source, string key, DateTimeOffset at, CancellationToken ct, long? said = null) =>
        await Earn([new(await VersionAt(at, ct), customerId, new(trigger, DayOf(at)), source, key, at, Said: said)], ct);

    /// <summary>Many at once: one question for the facts, one lock for the members in the order of customers, as merges lock, one look for what is booked already.</summary>
    public async Task Earn(IReadOnlyList<Happening> many, CancellationToken ct)
    {
        var news = many.Where(h => h.Said is null ? h.Version.Terms.Rewards(h.Occasion.Trigger) : h.Said > 0).ToList();
        if (news.Count == 0) return;
        // The facts are the survivor's when the customer was merged while the event was on its way.
        var facts = await customers.FactsOf([.. news.Select(h => h.CustomerId).Distinct()], ct);
        long[] admitted = [.. facts.Values.Where(f => f.Admission == Admission.Admitted).Select(f => f.Id).Distinct()];
        if (admitted.Length == 0) return;
        var members = await db.LockMembersOf(admitted, ct);
        if (members.Count == 0) return;
        var (sources, keys) = (news.Select(h => h.Source).Distinct().ToList(), news.Select(h => h.Key).Distinct().ToList());
        var booked = (await db.Entries.Where(e => sources.Contains(e.Source) && keys.Contains(e.Key)).Select(e => new { e.Source, e.Key }).ToListAsync(ct)).Select(e => (e.Source, e.Key)).ToHashSet();
        var tiers = await programmes.Tiers(ct);
        var now = db.Clock.GetUtcNow();
        var caps = await Caps(news, [.. members.Values], ct);
        var sums = await Sums([.. members.Values.Where(m => m.TierRank < tiers.Steps.Count).Select(m => m.CustomerId)], now, ct);

        foreach (var h in news)
        {
            if (facts.GetValueOrDefault(h.CustomerId) is not { } customer || members.GetValueOrDefault(customer.Id) is not { } member) continue;
            if (h.At < member.JoinedAt.AddDays(-h.Version.Terms.EarlierDays) || !booked.Add((h.Source, h.Key))) continue;
            var earned = h.Said is { } points ? [new Earned(new EarningRule { Key = RuleEarning.Said, Trigger = h.Occasion.Trigger }, points, 0, 1, null)]
                : h.Version.Terms.Earn(h.Occasion, member.TierRank, tiers, rule => caps.Of(member.Id, rule, h.Occasion.Day));
            foreach (var e in earned.Where(e => e.Rule.HasCap())) caps.Add(member.Id, e.Rule.Key, h.Occasion.Day, e.Points);
            Book(member, h, earned, now);
            if (earned.Sum(e => e.Qualifying) is not (> 0 and var qualifying) || h.PurchaseId is null) continue;
            db.QualifyingPoints.Add(new QualifyingPoints(member.CustomerId, h.At, qualifying, h.Key, now));
            if (!sums.ContainsKey(member.CustomerId) || h.At <= Standings.WindowOf(now)) continue;
            await standings.Rise(member, sums[member.CustomerId] += qualifying, tiers, ct);
        }
    }

    void Book(Member member, Happening h, IReadOnlyList<Earned> earned, DateTimeOffset now)
    {
        var total = earned.Sum(e => e.Points);
        if (total == 0) return;
        member.Earn(total, h.Source, h.Key, programmes.ExpiryOf(h.Version.Terms, now), now, h.Version.Terms.PendingDays > 0 ? now.AddDays(h.Version.Terms.PendingDays) : null);
        var entry = member.Entries.Last(e => e.From == Account.Issued && e.Source == h.Source && e.Key == h.Key);
        db.Earnings.AddRange(earned.Where(e => e.Points > 0).Select(e => new RuleEarning(entry, member.Id, h.Version.Number, e.Rule.Key, e.Points, e.Multiplier, e.Campaign, h.PurchaseId, h.Occasion.Day)));
    }

    /// <summary>Qualifying points of the last twelve months, of those who can still rise.</summary>
    async Task<Dictionary<long, long>> Sums(IReadOnlyList<long> customerIds, DateTimeOffset now, CancellationToken ct)
    {
        if (customerIds.Count == 0) return [];
        var since = Standings.WindowOf(now);
        var known = await db.QualifyingPoints.Where(q => customerIds.Contains(q.CustomerId) && q.At > since).GroupBy(q => q.CustomerId).Select(g => new { g.Key, Sum = g.Sum(q => q.Points) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct);
        return customerIds.ToDictionary(id => id, id => known.GetValueOrDefault(id));
    }

    /// <summary>What capped rules have given these members in the months of what happened.</summary>
    async Task<CapBook> Caps(IReadOnlyList<Happening> news, IReadOnlyCollection<Member> members, CancellationToken ct)
    {
        var book = new CapBook();
        string[] capped = [.. news.SelectMany(h => h.Version.Terms.Rules.Where(r => r.Active && r.Trigger == h.Occasion.Trigger && r.HasCap())).Select(r => r.Key).Distinct()];
        if (capped.Length == 0) return book;
        long[] ids = [.. members.Select(m => m.Id)];
        var (first, last) = (news.Min(h => h.Occasion.Day), news.Max(h => h.Occasion.Day));
        var (from, until) = (new DateOnly(first.Year, first.Month, 1), new DateOnly(last.Year, last.Month, 1).AddMonths(1));
        foreach (var e in await db.Earnings.Where(e => ids.Contains(e.MemberId) && e.Day >= from && e.Day < until && capped.Contains(e.Rule)).GroupBy(e => new { e.MemberId, e.Rule, e.Day }).Select(g => new { g.Key, Points = g.Sum(e => e.Points) }).ToListAsync(ct))
            book.Add(e.Key.MemberId, e.Key.Rule, e.Key.Day, e.Points);
        return book;
    }
}

/// <summary>What orders earn: their buyers for the money, for being the first, for being the fifth of the quarter; and whoever brought them.</summary>
internal sealed class OrderEarning(Earning earning, IOrderBook orders, IReferrals referrals, InstallationZone zone)
{
    public async Task Earn(IReadOnlyList<OrderFacts> many, CancellationToken ct)
    {
        var happenings = new List<Happening>();
        IReadOnlyDictionary<long, long>? referrers = null;
        var versions = new Dictionary<long, ProgrammeVersion>();
        foreach (var order in many) versions[order.Id] = await earning.VersionAt(order.PurchasedAt, ct);
        var milestones = await orders.Milestones(many.Select(o => (versions[o.Id].Terms, o)), zone, ct);
        foreach (var order in many)
        {
            var version = versions[order.Id];
            var (terms, id) = (version.Terms, FormattableString.Invariant($"{order.Id}"));
            var occasion = OccasionOf(terms, order, zone.DayOf(order.PurchasedAt));
            void Add(long customer, Occasion what, string source, string key) => happenings.Add(new(version, customer, what, source, key, order.PurchasedAt, order.Id));
            Add(order.CustomerId, occasion, Earning.Purchase, id);
            if (order.First)
            {
                Add(order.CustomerId, occasion with { Trigger = EarnTrigger.FirstPurchase }, Earning.FirstPurchase, id);
                if (terms.Rewards(EarnTrigger.Referral))
                {
                    referrers ??= await referrals.ReferrersOf([.. many.Where(o => o.First).Select(o => o.CustomerId).Distinct()], ct);
                    if (referrers.TryGetValue(order.CustomerId, out var referrer)) Add(referrer, occasion with { Trigger = EarnTrigger.Referral }, Earning.Referral, FormattableString.Invariant($"{order.CustomerId}"));
                }
            }
            foreach (var (rule, start, time) in milestones[(terms, order.Id)])
                Add(order.CustomerId, occasion with { Trigger = EarnTrigger.PurchaseCount, Rule = rule.Key }, Earning.PurchaseCount, FormattableString.Invariant($"{rule.Key}:{order.CustomerId}:{start:yyyyMMdd}:{time}"));
        }
        await earning.Earn(happenings, ct);
    }

    public static Occasion OccasionOf(ProgrammeTerms terms, OrderFacts order, DateOnly day) =>
        new(EarnTrigger.Purchase, day, terms.Base(order), order.Currency, order.Source, order.First) { Lines = order.Lines };
}

internal sealed class WhenPurchaseRecorded(LoyaltyDb db, OrderEarning earning, Refunds refunds, IOrderBook orders) : IHandleMany<PurchaseRecorded>
{
    public async Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct)
    {
        // The event is the truth about money; the book knows the rest of the order.
        var known = await orders.OrdersOf([.. happened.Select(h => h.PurchaseId).Distinct()], ct);
        await earning.Earn([.. happened.Select(h => known.GetValueOrDefault(h.PurchaseId) is { } order
            ? order with { CustomerId = h.CustomerId, PurchasedAt = h.PurchasedAt, Goods = h.Goods, Currency = h.Currency, First = h.First }
            : new OrderFacts(h.PurchaseId, h.CustomerId, h.PurchasedAt, "", h.Goods, 0, 0, h.Currency, h.First, []))], ct);
        // An order that is told late, after a failure, may be told after its refund, which found nothing to take back.
        var refunded = known.Values.Where(o => o.Refunded > 0).ToList();
        if (refunded.Count == 0) return;
        await db.SaveChangesAsync(ct);
        foreach (var order in refunded) await refunds.TakeBack(order.Id, order.Goods, order.Refunded, ct);
    }
}

/// <summary>Who joins earns for earlier purchases where the terms say so.</summary>
internal sealed class WhenMemberJoined(Earning earning, OrderEarning orderEarning, IOrderBook orders) : IHandle<MemberJoined>
{
    const int Most = 1000;

    public async Task Handle(MemberJoined happened, CancellationToken ct)
    {
        var days = (await earning.VersionAt(happened.At, ct)).Terms.EarlierDays;
        if (days > 0) await orderEarning.Earn([.. (await orders.OrdersOfCustomer(happened.CustomerId, happened.At.AddDays(-days), happened.At, Most, ct)).Where(o => o.Refunded == 0)], ct);
    }
}

/// <summary>An answer earns points, or the coupon its wave promised.</summary>
internal sealed class WhenResponseFinished(Earning earning, SurveyCoupons coupons) : IHandleMany<ResponseFinished>
{
    public async Task HandleMany(IReadOnlyList<ResponseFinished> happened, CancellationToken ct)
    {
        var earned = new List<Happening>();
        foreach (var h in happened)
            if (h is { CustomerId: { } customer, Source: not ResponseSource.Import })
                earned.Add(new(await earning.VersionAt(h.At, ct), customer, new(EarnTrigger.Survey, earning.DayOf(h.At)), Earning.Survey, FormattableString.Invariant($"{h.ResponseId}"), h.At, Said: h.Points));
        await earning.Earn(earned, ct);
        foreach (var h in happened)
            if (h is { Coupon: { } promise, CustomerId: { } customer }) await coupons.Issue(SurveyCoupons.KeyOf(h.ResponseId), customer, h.ContactId, promise, ct);
    }
}

/// <summary>Taking part in an anonymous wave earns as an answer does; which answer it was, nobody knows.</summary>
internal sealed class WhenParticipationRewarded(Earning earning, SurveyCoupons coupons) : IHandle<ParticipationRewarded>
{
    public Task Handle(ParticipationRewarded happened, CancellationToken ct)
    {
        var key = SurveyCoupons.KeyOf(happened.WaveId, happened.CustomerId, happened.ContactId);
        return happened.Coupon is { } promise
            ? coupons.Issue(key, happened.CustomerId, happened.ContactId, promise, ct)
            : earning.Earn(happened.CustomerId, EarnTrigger.Survey, Earning.Survey, key, earning.Now, ct, happened.Points);
    }
}

/// <summary>Who came to an event of ours that was only written down as a contact.</summary>
internal sealed class WhenInteractionLogged(Earning earning) : IHandle<InteractionLogged>
{
    public Task Handle(InteractionLogged happened, CancellationToken ct) => happened.Type == InteractionType.Event
        ? earning.Earn(happened.CustomerId, EarnTrigger.Event, Earning.Event, $"interaction:{happened.InteractionId}", happened.At, ct)
        : Task.CompletedTask;
}

/// <summary>Who was on the list of an event and came.</summary>
internal sealed class WhenEventAttended(Earning earning) : IHandle<EventAttended>
{
    public Task Handle(EventAttended happened, CancellationToken ct) =>
        earning.Earn(happened.CustomerId, EarnTrigger.Event, Earning.Event, $"event:{happened.EventId}:{happened.CustomerId}", happened.At, ct);
}

/// <summary>Takes back what the refunded money had earned, by cumulative rounding, and what counted towards a tier; of an order given back whole also what it earned besides, whoever earned it.</summary>
internal sealed class Refunds(LoyaltyDb db, ICustomerDirectory customers)
{
    /// <summary>Takes back as much as is due for all refunds of an order so far; what is taken back already is not taken twice.</summary>
    public async Task TakeBack(long purchaseId, decimal goods, decimal refundedTotal, CancellationToken ct)
    {
        var (purchase, now) = (FormattableString.Invariant($"{purchaseId}"), db.Clock.GetUtcNow());
        var total = FormattableString.Invariant($"{purchase}:{refundedTotal:0.####}");
        await Requalify(purchase, total, points => LoyaltyTerms.TakenBack(points, goods, refundedTotal), now, ct);

        // The points may have been earned by a member who was merged into another one since: the entries tell whose they were, the lots whose they are.
        var whole = refundedTotal >= goods;
        var earned = await db.Entries.Where(e => e.Source == Earning.Purchase && e.Key == purchase && e.From == Account.Issued).Select(e => new { e.Id, e.Points, e.Source, e.Key, e.MemberId }).ToListAsync(ct);
        if (whole)
            earned.AddRange(await db.Earnings.Where(x => x.PurchaseId == purchaseId && x.Entry.Source != Earning.Purchase).Select(x => new { x.Entry.Id, x.Entry.Points, x.Entry.Source, x.Entry.Key, x.Entry.MemberId }).Distinct().ToListAsync(ct));
        foreach (var entry in earned.OrderBy(e => e.MemberId).ThenBy(e => e.Id))
        {
            if (await Heir(entry.MemberId, ct) is not { } member) continue;
            // The lot knows how much of it was reversed already: by earlier refunds, or by hand.
            var lot = (await db.LotOf(entry.Id, ct))!;
            if (entry.Source == Earning.Purchase) member.TakeBack(LoyaltyTerms.TakenBack(entry.Points, goods, refundedTotal) - lot.TakenBack, lot, "refund", total, now);
            else member.TakeBack(lot.Points - lot.TakenBack, lot, "refund", $"{entry.Source}:{entry.Key}", now);
        }
    }

    /// <summary>Who has what a member earned: the member, or whoever survived a merge.</summary>
    async Task<Member?> Heir(long memberId, CancellationToken ct)
    {
        var customer = await db.Members.Where(m => m.Id == memberId).Select(m => m.CustomerId).SingleAsync(ct);
        return await db.LockMemberOf((await customers.FactsOf([customer], ct)).GetValueOrDefault(customer)?.Id ?? customer, ct);
    }

    /// <summary>At the date of the purchase, so that both leave the twelve months together.</summary>
    async Task Requalify(string purchase, string key, Func<long, long> takenBack, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.QualifyingPoints.AsNoTracking().SingleOrDefaultAsync(q => q.Key == purchase, ct) is not { } counted) return;
        var before = -await db.QualifyingPoints.Where(q => q.Key.StartsWith(purchase + ":")).SumAsync(q => q.Points, ct);
        var owed = takenBack(counted.Points) - before;
        if (owed > 0) db.QualifyingPoints.Add(new QualifyingPoints(counted.CustomerId, counted.At, -owed, key, now));
    }

    /// <summary>A purchase whose points were reversed by hand counts towards no tier either.</summary>
    public Task Disqualify(string purchase, CancellationToken ct) => Requalify(purchase, purchase + ":reversed", points => points, db.Clock.GetUtcNow(), ct);
}

internal sealed class WhenPurchaseRefunded(Refunds refunds) : IHandle<PurchaseRefunded>
{
    public Task Handle(PurchaseRefunded happened, CancellationToken ct) => refunds.TakeBack(happened.PurchaseId, happened.Goods, happened.RefundedTotal, ct);
}
