using Crm.Platform.Data;

namespace Crm.Loyalty.Domain;

/// <summary>Accounts of the points ledger. Each entry moves points from one to another, so that they always sum to zero.</summary>
internal enum Account { Issued, Member, Redeemed, Expired, Reversed, Shortfall }

/// <summary>A transfer of points: written once, never changed. Unique by source and key, so that a replay earns nothing twice.</summary>
internal sealed class LedgerEntry : IAppendOnly
{
    LedgerEntry() { }

    public LedgerEntry(Account from, Account to, long points, string source, string key, DateTimeOffset at, LedgerEntry? reverses = null, long? reversesId = null)
    {
        (From, To, Points, Source, Key, At) = (from, to, points > 0 ? points : throw new ArgumentOutOfRangeException(nameof(points)), source, key, at);
        // By its key where it has one: what was read without tracking must not be written again.
        if (reverses is { Id: not 0 } || reversesId is > 0) ReversesId = reversesId is > 0 ? reversesId : reverses!.Id;
        else Reverses = reverses;
    }

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public Account From { get; private set; }
    public Account To { get; private set; }
    public long Points { get; private set; }

    /// <summary>What caused it: purchase, refund, survey, redemption, cancellation, adjustment, reversal, expiry, merge, forfeit.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Which one of the source.</summary>
    public string Key { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>The entry whose effect this one takes back, whole or in part.</summary>
    public long? ReversesId { get; private set; }
    public LedgerEntry? Reverses { get; private set; }

    public bool IsReversal => ReversesId is not null || Reverses is not null;

    /// <summary>What it did to the member's points.</summary>
    public long Change => To == Account.Member ? Points : From == Account.Member ? -Points : 0;
}

/// <summary>Points earned together: they expire together. What is left of them is the remainder.</summary>
internal sealed class Lot
{
    readonly List<LotUse> uses = [];

    Lot() { }

    public Lot(LedgerEntry entry, long points, DateTimeOffset expiresAt, DateTimeOffset? availableAt = null) => (Entry, Points, Remainder, ExpiresAt, AvailableAt) = (entry, points, points, expiresAt, availableAt);

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public long EntryId { get; private set; }
    public LedgerEntry Entry { get; private set; } = null!;
    public long Points { get; private set; }
    public long Remainder { get; private set; }

    /// <summary>From this instant on the points cannot be spent.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Before this instant the points are pending: shown, but not to be spent. Null: from the beginning.</summary>
    public DateTimeOffset? AvailableAt { get; private set; }

    /// <summary>How many of its points were written off; a reversal of what the lot came from takes these for given back.</summary>
    public long Expired { get; private set; }

    /// <summary>How many points of what it came from have been reversed: never more than there were.</summary>
    public long TakenBack { get; private set; }

    public IReadOnlyList<LotUse> Uses => uses;

    public bool IsOpen(DateTimeOffset at) => Remainder > 0 && ExpiresAt > at && !IsPending(at);

    public bool IsPending(DateTimeOffset at) => Remainder > 0 && AvailableAt > at;

    internal void Take(long points, LedgerEntry entry)
    {
        if (points <= 0 || points > Remainder) throw new InvalidOperationException($"Lot {Id} has {Remainder} left; {points} cannot be taken.");
        Remainder -= points;
        if (entry.To == Account.Expired) Expired += points;
        uses.Add(new LotUse(this, entry, points));
    }

    internal void Restore(long points, DateTimeOffset expiresAt, LedgerEntry entry)
    {
        if (points <= 0 || Remainder + points > Points) throw new InvalidOperationException($"Lot {Id} of {Points} has {Remainder} left; {points} cannot come back.");
        (Remainder, ExpiresAt) = (Remainder + points, expiresAt);
        uses.Add(new LotUse(this, entry, -points));
    }

    /// <summary>Counts a reversal of what the lot came from; <paramref name="lost"/> of the points had expired in it.</summary>
    internal void Reverse(long points, long lost)
    {
        if (points <= 0 || points > Points - TakenBack || lost < 0 || lost > Expired) throw new InvalidOperationException($"Of lot {Id} of {Points}, {TakenBack} were taken back and {Expired} expired; {points} with {lost} expired cannot be reversed.");
        (TakenBack, Expired) = (TakenBack + points, Expired - lost);
    }
}

/// <summary>Which lot an entry took points from (positive) or gave them back to (negative).</summary>
internal sealed class LotUse : IAppendOnly
{
    LotUse() { }

    public LotUse(Lot lot, LedgerEntry entry, long points) => (Lot, Entry, Points) = (lot, entry, points);

    public long LotId { get; private set; }
    public long EntryId { get; private set; }
    public Lot Lot { get; private set; } = null!;
    public LedgerEntry Entry { get; private set; } = null!;
    public long Points { get; private set; }
}
