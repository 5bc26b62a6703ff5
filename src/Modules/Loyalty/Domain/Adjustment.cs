using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Loyalty.Domain;

/// <summary>Why points are changed by hand.</summary>
internal enum AdjustmentReason { Correction, MissedPurchase, Complaint, Promotion, Transfer, Misuse, Other }

/// <summary>How far an adjustment has come.</summary>
internal enum AdjustmentState { Waiting, Booked, Refused, Withdrawn }

/// <summary>
/// Points given or taken by hand, or an entry reversed. Above the limit it waits until somebody else approves; the ledger
/// hears of it when it is booked.
/// </summary>
internal sealed class Adjustment : Entity, IOwned, IAudited, IAboutSubject
{
    public const int TextLength = 1000;

    Adjustment() { }

    /// <param name="points">Negative takes away.</param>
    /// <param name="reverses">The entry that is reversed; <paramref name="points"/> is what that comes to.</param>
    public Adjustment(Member member, long points, long? reverses, AdjustmentReason reason, string text, string key, long? by, DateTimeOffset at)
    {
        (MemberId, CustomerId, OwnerId, TeamId) = (member.Id, member.CustomerId, member.OwnerId, member.TeamId);
        (Points, ReversesEntryId, Reason, Text, Key, AskedById, AskedAt) = (points, reverses, reason, text.Trim(), key, by, at);
    }

    public long MemberId { get; private set; }
    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    /// <summary>Owner of the member and their team, when it was asked for.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    public long Points { get; private set; }
    public long? ReversesEntryId { get; private set; }
    public AdjustmentReason Reason { get; private set; }

    [NotAudited]
    public string Text { get; private set; } = "";

    /// <summary>Made when the form is opened: the same form sent twice adjusts once.</summary>
    public string Key { get; private set; } = "";

    public AdjustmentState State { get; private set; }
    public long? AskedById { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>Nobody, where the limit sufficed.</summary>
    public long? DecidedById { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    [NotAudited]
    public string? DecisionNote { get; private set; }

    public DateTimeOffset? BookedAt { get; private set; }

    /// <summary>Somebody else approves; it is booked in the same transaction.</summary>
    public void Approve(string? note, long by, DateTimeOffset at) => Decide(AdjustmentState.Waiting, note, by, at);

    public void Refuse(string reason, long by, DateTimeOffset at) => Decide(AdjustmentState.Refused, reason, by, at);

    /// <summary>Whoever asked thinks better of it.</summary>
    public void Withdraw(long by, DateTimeOffset at)
    {
        if (by != AskedById) throw new RuleException("loyalty.adjust.notYours");
        if (State != AdjustmentState.Waiting) throw new RuleException("loyalty.adjust.notWaiting");
        (State, DecidedAt) = (AdjustmentState.Withdrawn, at);
    }

    /// <summary>Writes it into the ledger. Load the member locked, with the lots that are needed.</summary>
    /// <param name="reversed">The entry to reverse, its lot and its uses; null for points alone.</param>
    public void Book(Member member, (LedgerEntry Entry, Lot? Lot, IReadOnlyList<LotUse> Uses)? reversed, DateTimeOffset expiresAt, DateTimeOffset at)
    {
        if (State != AdjustmentState.Waiting) throw new RuleException("loyalty.adjust.notWaiting");
        var key = Key;
        if (reversed is var (entry, lot, uses)) member.Reverse(entry, lot, uses, "reversal", key, at);
        else if (Points > 0) member.Earn(Points, "adjustment", key, expiresAt, at);
        else member.Deduct(-Points, "adjustment", key, at);
        (State, BookedAt) = (AdjustmentState.Booked, at);
    }

    /// <summary>Follows the customer's owner.</summary>
    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);

    void Decide(AdjustmentState state, string? note, long by, DateTimeOffset at)
    {
        if (State != AdjustmentState.Waiting) throw new RuleException("loyalty.adjust.notWaiting");
        if (by == AskedById) throw new RuleException("loyalty.adjust.own");
        (State, DecidedById, DecidedAt, DecisionNote) = (state, by, at, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
    }
}
