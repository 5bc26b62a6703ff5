using Crm.Contracts.Tickets;

namespace Crm.Contracts.Loyalty;

/// <summary>A customer joined the programme.</summary>
public sealed record MemberJoined(long MemberId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>Points were earned.</summary>
public sealed record PointsEarned(long MemberId, long CustomerId, long Points, string Reason, DateTimeOffset At) : IEvent;

/// <summary>A reward was redeemed.</summary>
public sealed record RewardRedeemed(long RedemptionId, long MemberId, long CustomerId, long RewardId, long Points, DateTimeOffset At) : IEvent;

/// <summary>What was granted on a ticket has arrived: as a lot of points, or as a coupon.</summary>
public sealed record GoodwillBooked(Guid PublicId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A member reached a tier, or fell to another or to none. Tiers are told by their English name, which rules of other modules refer to.</summary>
/// <param name="Rank">Place of the tier now; 0: none.</param>
public sealed record MemberTierChanged(long MemberId, long CustomerId, string? From, string? To, int Rank, DateTimeOffset At) : IEvent;

/// <summary>A member's standing.</summary>
/// <param name="Tier">English name of the tier, which rules of other modules refer to; null: none.</param>
public sealed record MemberFacts(long CustomerId, string? Tier)
{
    /// <summary>A benefit of the tier: new tickets have at least this priority. It never lowers one.</summary>
    public TicketPriority? TicketPriority { get; init; }
}

/// <summary>A tier of the programme.</summary>
public sealed record TierFacts(int Rank, string NameEn, string NameZh);

/// <summary>Reads members, by customer.</summary>
public interface IMemberDirectory
{
    /// <summary>The customer as a member, or null.</summary>
    Task<MemberFacts?> OfCustomer(long customerId, CancellationToken ct);

    /// <summary>Members by customer id; customers who are no members are left out.</summary>
    Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>All tiers, lowest first.</summary>
    Task<IReadOnlyList<TierFacts>> Tiers(CancellationToken ct);
}

/// <summary>A coupon. It is good until its last day, unless it was used or made void before.</summary>
public sealed record CouponFacts(string Code, decimal Value, string Currency, DateOnly LastDay, DateTimeOffset? UsedAt, DateTimeOffset? VoidedAt);

/// <summary>Reads coupons in batches.</summary>
public interface ICouponDirectory
{
    /// <summary>The coupons issued for these grants of goodwill, by grant; those not booked yet are left out.</summary>
    Task<IReadOnlyDictionary<Guid, CouponFacts>> OfGrants(IReadOnlyCollection<Guid> grants, CancellationToken ct);

    /// <summary>The coupon issued for an answer to a survey; null while there is none.</summary>
    Task<CouponFacts?> OfAnswer(long responseId, CancellationToken ct);

    /// <summary>The coupon issued for taking part in an anonymous wave; null while there is none.</summary>
    Task<CouponFacts?> OfParticipation(long waveId, long customerId, long? contactId, CancellationToken ct);
}
