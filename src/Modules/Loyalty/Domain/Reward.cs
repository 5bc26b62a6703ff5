using Crm.Contracts.Loyalty;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

internal enum RewardKind { Gift, Coupon, Service }

/// <summary>The code a reward is handed over with: none; one of a list; one made up for each; a coupon over money.</summary>
internal enum CodeSource { None, List, Generated, Coupon }

/// <summary>How a reward stands on a day.</summary>
internal enum RewardState { Available, OutOfStock, Upcoming, Expired, Withdrawn }

/// <summary>What can be said of a reward. Stock and PerMember: null is without limit.</summary>
internal sealed record RewardTerms(string NameEn, string NameZh, RewardKind Kind, long Points, int? Stock, int? PerMember, bool Offered)
{
    public string? DescriptionEn { get; init; }
    public string? DescriptionZh { get; init; }

    /// <summary>First and last day, in the installation's zone; null: no such bound.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }

    /// <summary>Rank of the least tier that may have it; 0: every member.</summary>
    public int LeastTier { get; init; }

    /// <summary>How many days a redemption can be called off; null: as long as the programme says.</summary>
    public int? CancelDays { get; init; }

    public Guid? PictureId { get; init; }
    public CodeSource Codes { get; init; }

    /// <summary>What the coupon is worth, and how many days it is good.</summary>
    public decimal? CouponValue { get; init; }
    public string? CouponCurrency { get; init; }
    public int? CouponDays { get; init; }
}

/// <summary>Something points buy.</summary>
internal sealed class Reward : Entity, IAudited
{
    Reward() { }

    public Reward(RewardTerms terms) => Change(terms);

    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public string? DescriptionEn { get; private set; }
    public string? DescriptionZh { get; private set; }
    public RewardKind Kind { get; private set; }
    public long Points { get; private set; }

    /// <summary>How many are left; null: without limit. Of a list of codes: the codes nobody has been given.</summary>
    public int? Stock { get; private set; }

    /// <summary>How many one member may have; null: without limit.</summary>
    public int? PerMember { get; private set; }

    public bool Offered { get; private set; }
    public DateOnly? From { get; private set; }
    public DateOnly? Until { get; private set; }
    public int LeastTier { get; private set; }
    public int? CancelDays { get; private set; }

    /// <summary>A raster image among the stored files.</summary>
    public Guid? PictureId { get; private set; }

    public CodeSource Codes { get; private set; }
    public decimal? CouponValue { get; private set; }
    public string? CouponCurrency { get; private set; }
    public int? CouponDays { get; private set; }

    /// <summary>It is the member's the moment it is redeemed: there is nothing to send and nothing to do.</summary>
    public bool GivenAtOnce => Codes is CodeSource.List or CodeSource.Coupon;

    public void Change(RewardTerms terms)
    {
        // The stock of a list of codes is what the list still holds.
        var stock = terms.Codes != CodeSource.List ? terms.Stock : Codes == CodeSource.List ? Stock : 0;
        (NameEn, NameZh, Kind, Points, Stock, PerMember, Offered) = (terms.NameEn.Trim(), terms.NameZh.Trim(), terms.Kind, terms.Points, stock, terms.PerMember, terms.Offered);
        (DescriptionEn, DescriptionZh, From, Until, LeastTier, CancelDays, PictureId) = (Clean(terms.DescriptionEn), Clean(terms.DescriptionZh), terms.From, terms.Until, terms.LeastTier, terms.CancelDays, terms.PictureId);
        Codes = terms.Codes;
        (CouponValue, CouponCurrency, CouponDays) = Codes == CodeSource.Coupon ? (terms.CouponValue, terms.CouponCurrency?.Trim().ToUpperInvariant(), terms.CouponDays) : default;
    }

    /// <summary>How it stands on a day of the installation's zone.</summary>
    public RewardState StateOn(DateOnly today) => StateOf(Offered, From, Until, Stock, today);

    public static RewardState StateOf(bool offered, DateOnly? from, DateOnly? until, int? stock, DateOnly today) =>
        !offered ? RewardState.Withdrawn
        : today > until ? RewardState.Expired
        : today < from ? RewardState.Upcoming
        : stock <= 0 ? RewardState.OutOfStock
        : RewardState.Available;

    /// <summary>
    /// Gives one away for a member's points. Load the member locked, with how many they have already. Whoever redeems for many
    /// at once takes the piece out of the stock in the database, where two cannot take the same.
    /// </summary>
    /// <param name="today">In the installation's zone; without it the days of the offer are not looked at.</param>
    /// <param name="due">Until when it should have been sent or done.</param>
    public Redemption Redeem(Member member, int already, string key, long? by, DateTimeOffset at, DateOnly? today = null, DateTimeOffset? due = null)
    {
        if (!Offered) throw new RuleException("loyalty.notOffered", "RewardId");
        if (today is { } day && StateOn(day) is var state)
        {
            if (state == RewardState.Upcoming) throw new RuleException("loyalty.reward.notYet", "RewardId", $"{From:yyyy-MM-dd}");
            if (state == RewardState.Expired) throw new RuleException("loyalty.reward.over", "RewardId", $"{Until:yyyy-MM-dd}");
        }
        if (Stock <= 0) throw new RuleException("loyalty.soldOut", "RewardId");
        if (member.TierRank < LeastTier) throw new RuleException("loyalty.reward.tierNeeded", "RewardId");
        if (already >= PerMember) throw new RuleException("loyalty.perMember", "RewardId", PerMember);
        var entry = member.Spend(Points, "redemption", key, at);
        Stock--;
        return new Redemption(this, member, entry, key, by, at, due);
    }

    static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
