using Crm.Contracts.Loyalty;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

/// <summary>How a tier is marked; the name always stands beside it.</summary>
internal enum TierColor { Secondary, Azure, Blue, Green, Yellow, Orange, Red, Purple }

/// <summary>Sign of a tier: an icon of that name.</summary>
internal enum TierIcon { Medal, Award, Crown, Diamond, Star, Trophy }

/// <summary>What can be said of a tier.</summary>
/// <param name="Threshold">Qualifying points of twelve months.</param>
/// <param name="Priority">A new ticket of a member has at least this priority.</param>
internal sealed record TierTerms(string NameEn, string NameZh, long Threshold, decimal Multiplier, TicketPriority? Priority, string? BenefitsEn, string? BenefitsZh, TierColor Color, TierIcon Icon);

/// <summary>A step members reach by qualifying points.</summary>
internal sealed class Tier : Entity, IAudited
{
    Tier() { }

    public Tier(TierTerms terms) => Change(terms);

    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public long Threshold { get; private set; }
    public decimal Multiplier { get; private set; } = 1;
    public TicketPriority? Priority { get; private set; }

    /// <summary>Further benefits in words.</summary>
    public string? BenefitsEn { get; private set; }
    public string? BenefitsZh { get; private set; }
    public TierColor Color { get; private set; }
    public TierIcon Icon { get; private set; }

    /// <summary>Place by threshold, from 1.</summary>
    public int Rank { get; private set; }

    public void Change(TierTerms t) => (NameEn, NameZh, Threshold, Multiplier, Priority, BenefitsEn, BenefitsZh, Color, Icon) =
        (t.NameEn.Trim(), t.NameZh.Trim(), t.Threshold, t.Multiplier, t.Priority, Blank(t.BenefitsEn), Blank(t.BenefitsZh), t.Color, t.Icon);

    public void Place(int rank) => Rank = rank;

    public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;

    public string? Benefits(string language) => language == "zh-CN" ? BenefitsZh : BenefitsEn;

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>All tiers, in order.</summary>
internal sealed class TierLadder(IEnumerable<Tier> tiers)
{
    public static readonly TierLadder None = new([]);

    public IReadOnlyList<Tier> Steps { get; } = [.. tiers.OrderBy(t => t.Threshold)];

    public Tier? Of(int rank) => rank < 1 || rank > Steps.Count ? null : Steps[rank - 1];

    public decimal MultiplierOf(int rank) => Of(rank)?.Multiplier ?? 1;

    public int? RankOf(long tierId) => Steps.Select((t, i) => (t.Id, Rank: (int?)(i + 1))).FirstOrDefault(t => t.Id == tierId).Rank;

    /// <summary>The rank that so many qualifying points are worth; 0: none.</summary>
    public int Reached(long points) => Steps.Count(t => t.Threshold <= points);
}

/// <summary>How a tier came, stayed or went.</summary>
internal enum TierChangeKind { Reached, Renewed, Fell, Moved }

/// <summary>What a review of a standing came to.</summary>
internal enum Review { Nothing, Reached, Warned, Renewed, Grace, Fell }

/// <summary>
/// A member's tier: reached at once when the rolling sum of twelve months suffices, held for twelve months to the end of
/// the month, then the sum decides; a warning goes out sixty days before the end, and thirty days of grace follow it.
/// By hand a member is moved until a date.
/// </summary>
internal sealed class Standing : Entity, IAudited
{
    public const int HoldMonths = 12, WarnDays = 60, GraceDays = 30;

    Standing() { }

    public Standing(long memberId, DateTimeOffset at) => (MemberId, AwardedAt, HoldsUntil) = (memberId, at, at);

    public long MemberId { get; private set; }

    /// <summary>Null: none.</summary>
    public long? TierId { get; private set; }
    public DateTimeOffset AwardedAt { get; private set; }

    /// <summary>The first instant at which the sum decides again.</summary>
    public DateTimeOffset HoldsUntil { get; private set; }
    public DateTimeOffset? WarnedAt { get; private set; }
    public DateTimeOffset? GraceUntil { get; private set; }

    /// <summary>Moved by hand: until <see cref="HoldsUntil"/>.</summary>
    public bool ByHand { get; private set; }

    /// <summary>Moved below what the points are worth: then points lift nobody until that date.</summary>
    public bool Held { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>The end of a tier awarded on a day: twelve months later, at the end of that month.</summary>
    public static DateOnly FirstDayAfter(DateOnly awarded)
    {
        var last = awarded.AddMonths(HoldMonths);
        return new DateOnly(last.Year, last.Month, 1).AddMonths(1);
    }

    /// <summary>Whether points may lift the member now.</summary>
    public bool MayRise(DateTimeOffset at) => !Held || at >= HoldsUntil;

    /// <summary>Reaches a tier, or falls to one.</summary>
    /// <param name="until">When the sum decides next.</param>
    public void Settle(Tier? tier, DateTimeOffset until, DateTimeOffset at) =>
        (TierId, AwardedAt, HoldsUntil, WarnedAt, GraceUntil, ByHand, Held, Reason) = (tier?.Id, at, until, null, null, false, false, null);

    public void MoveByHand(Tier? tier, DateTimeOffset until, bool below, string reason, DateTimeOffset at)
    {
        if (until <= at) throw new RuleException("loyalty.tier.until", "Until");
        Settle(tier, until, at);
        (ByHand, Held, Reason) = (true, below, reason.Trim());
    }

    /// <summary>Looks at what is due, and does it, except for a change of tier, which <see cref="Standings"/> books.</summary>
    /// <param name="rank">The tier's place now.</param>
    /// <param name="sum">Qualifying points of the last twelve months.</param>
    /// <param name="sumAtEnd">What will be left of them when the tier ends.</param>
    public Review Look(int rank, long sum, long sumAtEnd, TierLadder tiers, Func<DateTimeOffset, DateTimeOffset> nextEnd, DateTimeOffset at)
    {
        var reached = tiers.Reached(sum);
        if (reached > rank && MayRise(at)) return Review.Reached;
        if (rank == 0)
        {
            (ByHand, Held, Reason) = at >= HoldsUntil ? (false, false, null) : (ByHand, Held, Reason);
            return Review.Nothing;
        }
        if (at < HoldsUntil)
        {
            if (WarnedAt is not null || at < HoldsUntil.AddDays(-WarnDays) || tiers.Reached(sumAtEnd) >= rank) return Review.Nothing;
            WarnedAt = at;
            return Review.Warned;
        }
        if (reached >= rank)
        {
            (HoldsUntil, WarnedAt, GraceUntil, ByHand, Held, Reason) = (nextEnd(at), null, null, false, false, null);
            return Review.Renewed;
        }
        if (at >= (GraceUntil ?? HoldsUntil.AddDays(GraceDays))) return Review.Fell;
        if (GraceUntil is not null) return Review.Nothing;
        GraceUntil = HoldsUntil.AddDays(GraceDays);
        return Review.Grace;
    }

    /// <summary>Tells the other modules.</summary>
    public void Tell(Member member, Tier? from, Tier? to, DateTimeOffset at) => Raise(() => new MemberTierChanged(member.Id, member.CustomerId, from?.NameEn, to?.NameEn, to?.Rank ?? 0, at));

    /// <summary>Nobody is behind it any more.</summary>
    public void Forget() => Reason = null;
}

/// <summary>A line of a member's history of tiers, with the names they had then.</summary>
internal sealed class TierChange
{
    TierChange() { }

    public TierChange(long memberId, TierChangeKind kind, Tier? from, Tier? to, long sum, DateTimeOffset until, string? reason, long? by, DateTimeOffset at) =>
        (MemberId, Kind, FromEn, FromZh, ToEn, ToZh, Sum, Until, Reason, ById, At) = (memberId, kind, from?.NameEn, from?.NameZh, to?.NameEn, to?.NameZh, sum, until, reason, by, at);

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public TierChangeKind Kind { get; private set; }
    public string? FromEn { get; private set; }
    public string? FromZh { get; private set; }
    public string? ToEn { get; private set; }
    public string? ToZh { get; private set; }

    /// <summary>Qualifying points at that time.</summary>
    public long Sum { get; private set; }
    public DateTimeOffset Until { get; private set; }
    public string? Reason { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>Base points of a purchase before multipliers, dated as the purchase: they count towards a tier for twelve months. A refund takes them back at the same date. They follow the customer, not the membership.</summary>
internal sealed class QualifyingPoints
{
    QualifyingPoints() { }

    public QualifyingPoints(long customerId, DateTimeOffset at, long points, string key, DateTimeOffset recordedAt) => (CustomerId, At, Points, Key, RecordedAt) = (customerId, at, points, key, recordedAt);

    public long Id { get; private set; }
    public long CustomerId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public long Points { get; private set; }

    /// <summary>The purchase, or the purchase and what of it has been refunded.</summary>
    public string Key { get; private set; } = "";
    public DateTimeOffset RecordedAt { get; private set; }
}
