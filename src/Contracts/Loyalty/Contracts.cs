namespace Crm.Contracts.Loyalty;

/// <summary>A customer joined the programme.</summary>
public sealed record MemberJoined(long MemberId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>Points were earned.</summary>
public sealed record PointsEarned(long MemberId, long CustomerId, long Points, string Reason, DateTimeOffset At) : IEvent;

/// <summary>A reward was redeemed.</summary>
public sealed record RewardRedeemed(long RedemptionId, long MemberId, long CustomerId, long RewardId, long Points, DateTimeOffset At) : IEvent;

/// <summary>What was granted on a ticket has arrived: as a lot of points, or as a coupon.</summary>
public sealed record GoodwillBooked(Guid PublicId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A member's standing.</summary>
public sealed record MemberFacts(long MemberId, long CustomerId, long Balance, string? Tier);

/// <summary>Reads members in batches, by customer; customers who are no members are left out.</summary>
public interface IMemberDirectory
{
    /// <summary>Members by customer id.</summary>
    Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct);
}

/// <summary>A coupon. It is good until its last day, unless it was used or made void before.</summary>
public sealed record CouponFacts(Guid Grant, string Code, decimal Value, string Currency, DateOnly LastDay, DateTimeOffset? UsedAt, DateTimeOffset? VoidedAt);

/// <summary>Reads coupons in batches.</summary>
public interface ICouponDirectory
{
    /// <summary>The coupons issued for these grants of goodwill, by grant; those not booked yet are left out.</summary>
    Task<IReadOnlyDictionary<Guid, CouponFacts>> OfGrants(IReadOnlyCollection<Guid> grants, CancellationToken ct);
}
