using Crm.Contracts.Loyalty;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

/// <summary>How far a redemption has come: to be sent or done; on its way; with the member; called off.</summary>
internal enum RedemptionState { Open, Sent, Done, Cancelled }

/// <summary>A reward taken for points, and what became of it.</summary>
internal sealed class Redemption : Entity, IAudited
{
    Redemption() { }

    public Redemption(Reward reward, Member member, LedgerEntry entry, string key, long? by, DateTimeOffset at, DateTimeOffset? due = null)
    {
        (RewardId, MemberId, Entry, Points, Key, RedeemedBy, RedeemedAt) = (reward.Id, member.Id, entry, reward.Points, key, by, at);
        if (reward.GivenAtOnce) (State, DoneAt) = (RedemptionState.Done, at);
        else DueAt = due;
        Raise(() => new RewardRedeemed(Id, member.Id, member.CustomerId, reward.Id, Points, at));
    }

    public long RewardId { get; private set; }
    public long MemberId { get; private set; }
    public long EntryId { get; private set; }
    public LedgerEntry Entry { get; private set; } = null!;
    public long Points { get; private set; }

    /// <summary>Made when the form is opened: the same form sent twice redeems once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Who redeemed for the member; null: the member.</summary>
    public long? RedeemedBy { get; private set; }
    public DateTimeOffset RedeemedAt { get; private set; }

    public RedemptionState State { get; private set; }

    /// <summary>Until when it should be sent or done; null: it never waited.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>What the member wants us to know of it: where to, which size.</summary>
    [NotAudited]
    public string? Wish { get; private set; }

    /// <summary>What the member may follow it by.</summary>
    [NotAudited]
    public string? Tracking { get; private set; }

    /// <summary>What colleagues should know of it.</summary>
    [NotAudited]
    public string? Note { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }
    public long? SentBy { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public long? DoneBy { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public long? CancelledBy { get; private set; }

    public bool OverdueAt(DateTimeOffset now) => State == RedemptionState.Open && DueAt < now;

    public void Wants(string? wish) => Wish = Clean(wish);

    /// <summary>It has left the house.</summary>
    public void Send(string? tracking, string? note, long? by, DateTimeOffset at)
    {
        if (State != RedemptionState.Open) throw new RuleException("loyalty.fulfil.notOpen");
        (State, SentAt, SentBy) = (RedemptionState.Sent, at, by);
        Say(tracking, note);
    }

    /// <summary>The member has it, or it has been done for them.</summary>
    public void Finish(string? tracking, string? note, long? by, DateTimeOffset at)
    {
        if (State is not (RedemptionState.Open or RedemptionState.Sent)) throw new RuleException("loyalty.fulfil.notOpen");
        (State, DoneAt, DoneBy) = (RedemptionState.Done, at, by);
        Say(tracking, note);
    }

    /// <summary>It was marked by mistake, or came back: to be sent or done again.</summary>
    public void Reopen(string? note)
    {
        if (State is not (RedemptionState.Sent or RedemptionState.Done) || DueAt is null) throw new RuleException("loyalty.fulfil.notMarked");
        (State, SentAt, SentBy, DoneAt, DoneBy) = (RedemptionState.Open, null, null, null, null);
        Say(null, note);
    }

    /// <summary>Calls it off within the days allowed: the points go back to their lots. Whoever does it puts the reward back on the shelf.</summary>
    public void Cancel(Member member, Reward reward, IReadOnlyList<LotUse> uses, LoyaltyTerms terms, long? by, DateTimeOffset at)
    {
        if (State == RedemptionState.Cancelled) throw new RuleException("loyalty.cancelledAlready");
        if (at > LastCancelAt(reward.CancelDays, terms)) throw new RuleException("loyalty.cancelTooLate", null, reward.CancelDays ?? terms.CancelDays);
        (State, CancelledAt, CancelledBy) = (RedemptionState.Cancelled, at, by);
        member.Undo(uses, "cancellation", Key, TimeSpan.FromDays(terms.GraceDays), at);
    }

    public DateTimeOffset LastCancelAt(int? days, LoyaltyTerms terms) => RedeemedAt.AddDays(days ?? terms.CancelDays);

    void Say(string? tracking, string? note) => (Tracking, Note) = (Clean(tracking) ?? Tracking, Clean(note) ?? Note);

    static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A code of a reward. Each is given once: one that came back with a cancelled redemption was seen, and is void.</summary>
internal sealed class RewardCode : Entity
{
    RewardCode() { }

    /// <summary>One made up for a redemption.</summary>
    public RewardCode(long rewardId, string code, long redemptionId, DateTimeOffset at) => (RewardId, Code, RedemptionId, AddedAt, GivenAt) = (rewardId, code, redemptionId, at, at);

    public long RewardId { get; private set; }
    public string Code { get; private set; } = "";
    public long? RedemptionId { get; private set; }
    public DateTimeOffset AddedAt { get; private set; }
    public DateTimeOffset? GivenAt { get; private set; }
    public DateTimeOffset? VoidedAt { get; private set; }
}
