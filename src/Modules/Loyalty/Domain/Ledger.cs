using Crm.Platform.Data;

namespace Crm.Loyalty.Domain;

/// <summary>Accounts of the points ledger. Each entry moves points from one to another, so that they always sum to zero.</summary>
internal enum Account { Issued, Member, Redeemed, Expired, Reversed, Shortfall }

/// <summary>A transfer of points: written once, never changed. Unique by source and key, so that a replay earns nothing twice.</summary>
internal sealed class LedgerEntry : IAppendOnly
{
    LedgerEntry() { }

    public LedgerEntry(Account from, Account to, long points, string source, string key, DateTimeOffset at) =>
        (From, To, Points, Source, Key, At) = (from, to, points > 0 ? points : throw new ArgumentOutOfRangeException(nameof(points)), source, key, at);

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public Account From { get; private set; }
    public Account To { get; private set; }
    public long Points { get; private set; }

    /// <summary>What caused it: purchase, refund, survey, redemption, cancellation, expiry, merge, forfeit.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Which one of the source.</summary>
    public string Key { get; private set; } = "";

    public DateTimeOffset At { get; private set; }
}

/// <summary>Points earned together: they expire together. What is left of them is the remainder.</summary>
internal sealed class Lot
{
    readonly List<LotUse> uses = [];

    Lot() { }

    public Lot(LedgerEntry entry, long points, DateTimeOffset expiresAt) => (Entry, Points, Remainder, ExpiresAt) = (entry, points, points, expiresAt);

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public long EntryId { get; private set; }
    public LedgerEntry Entry { get; private set; } = null!;
    public long Points { get; private set; }
    public long Remainder { get; private set; }

    /// <summary>From this instant on the points cannot be spent.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public IReadOnlyList<LotUse> Uses => uses;

    public bool IsOpen(DateTimeOffset at) => Remainder > 0 && ExpiresAt > at;

    internal void Take(long points, LedgerEntry entry)
    {
        if (points <= 0 || points > Remainder) throw new InvalidOperationException($"Lot {Id} has {Remainder} left; {points} cannot be taken.");
        Remainder -= points;
        uses.Add(new LotUse(this, entry, points));
    }

    internal void Restore(long points, DateTimeOffset expiresAt, LedgerEntry entry)
    {
        if (points <= 0 || Remainder + points > Points) throw new InvalidOperationException($"Lot {Id} of {Points} has {Remainder} left; {points} cannot come back.");
        (Remainder, ExpiresAt) = (Remainder + points, expiresAt);
        uses.Add(new LotUse(this, entry, -points));
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
