using Crm.Contracts.Loyalty;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

internal enum RewardKind { Gift, Coupon, Service }

/// <summary>What can be said of a reward. Stock and PerMember: null is without limit.</summary>
internal sealed record RewardTerms(string NameEn, string NameZh, RewardKind Kind, long Points, int? Stock, int? PerMember, bool Offered);

/// <summary>Something points buy.</summary>
internal sealed class Reward : Entity, IAudited
{
    Reward() { }

    public Reward(RewardTerms terms) => Change(terms);

    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public RewardKind Kind { get; private set; }
    public long Points { get; private set; }

    /// <summary>How many are left; null: without limit.</summary>
    public int? Stock { get; private set; }

    /// <summary>How many one member may have; null: without limit.</summary>
    public int? PerMember { get; private set; }

    public bool Offered { get; private set; }

    public void Change(RewardTerms terms) =>
        (NameEn, NameZh, Kind, Points, Stock, PerMember, Offered) = (terms.NameEn.Trim(), terms.NameZh.Trim(), terms.Kind, terms.Points, terms.Stock, terms.PerMember, terms.Offered);

    /// <summary>Gives one away for a member's points. Load it locked, with how many the member has already.</summary>
    public Redemption Redeem(Member member, int already, string key, long? by, DateTimeOffset at)
    {
        if (!Offered) throw new RuleException("loyalty.notOffered", "RewardId");
        if (Stock == 0) throw new RuleException("loyalty.soldOut", "RewardId");
        if (already >= PerMember) throw new RuleException("loyalty.perMember", "RewardId", PerMember);
        var entry = member.Spend(Points, "redemption", key, at);
        Stock--;
        return new Redemption(this, member, entry, key, by, at);
    }

    /// <summary>One came back.</summary>
    public void PutBack() => Stock++;
}

/// <summary>A reward taken for points.</summary>
internal sealed class Redemption : Entity, IAudited
{
    Redemption() { }

    public Redemption(Reward reward, Member member, LedgerEntry entry, string key, long? by, DateTimeOffset at)
    {
        (RewardId, MemberId, Entry, Points, Key, RedeemedBy, RedeemedAt) = (reward.Id, member.Id, entry, reward.Points, key, by, at);
        Raise(() => new RewardRedeemed(Id, member.Id, member.CustomerId, reward.Id, Points, at));
    }

    public long RewardId { get; private set; }
    public long MemberId { get; private set; }
    public long EntryId { get; private set; }
    public LedgerEntry Entry { get; private set; } = null!;
    public long Points { get; private set; }

    /// <summary>Made when the form is opened: the same form sent twice redeems once.</summary>
    public string Key { get; private set; } = "";

    public long? RedeemedBy { get; private set; }
    public DateTimeOffset RedeemedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public long? CancelledBy { get; private set; }

    /// <summary>Calls it off within the days allowed: the points go back to their lots, the reward back to the shelf.</summary>
    public void Cancel(Member member, Reward reward, IReadOnlyList<LotUse> uses, LoyaltyTerms terms, long? by, DateTimeOffset at)
    {
        if (CancelledAt is not null) throw new RuleException("loyalty.cancelledAlready");
        if (at > RedeemedAt.AddDays(terms.CancelDays)) throw new RuleException("loyalty.cancelTooLate", null, terms.CancelDays);
        (CancelledAt, CancelledBy) = (at, by);
        member.Undo(uses, "cancellation", Key, TimeSpan.FromDays(terms.GraceDays), at);
        reward.PutBack();
    }
}
