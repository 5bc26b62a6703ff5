using Crm.Contracts.Loyalty;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Loyalty.Domain;

/// <summary>
/// A customer's membership and what their points do. Every method writes transfers into the ledger and moves the
/// remainders of lots with them, so that the balance is always the sum of both. Load it with its open lots, locked.
/// </summary>
internal sealed class Member : Entity, IOwned
{
    readonly List<Lot> lots = [];
    readonly List<LedgerEntry> entries = [];

    Member() { }

    public Member(long customerId, string customerName, long? ownerId, long? teamId, DateTimeOffset at)
    {
        (CustomerId, CustomerName, OwnerId, TeamId, JoinedAt) = (customerId, customerName, ownerId, teamId, at);
        Raise(() => new MemberJoined(Id, CustomerId, JoinedAt));
    }

    public long CustomerId { get; private set; }

    /// <summary>Copy of the customer's name, to list and search by.</summary>
    public string CustomerName { get; private set; } = "";

    public long? OwnerId { get; private set; }

    public long? TeamId { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Points in all lots, those included that have expired but were not yet written off. The ledger says the same, or something is broken.</summary>
    public long Balance { get; private set; }

    /// <summary>Points taken back that had been spent already: the next earnings pay them.</summary>
    public long Shortfall { get; private set; }

    /// <summary>Place of the member's tier; 0: none. <see cref="Standing"/> knows since when and until when.</summary>
    public int TierRank { get; private set; }

    public IReadOnlyList<Lot> Lots => lots;

    public IReadOnlyList<LedgerEntry> Entries => entries;

    /// <summary>Points that can be spent at an instant.</summary>
    public long Spendable(DateTimeOffset at) => lots.Where(l => l.IsOpen(at)).Sum(l => l.Remainder);

    /// <summary>Points earned that cannot be spent yet.</summary>
    public long Pending(DateTimeOffset at) => lots.Where(l => l.IsPending(at)).Sum(l => l.Remainder);

    /// <summary>Adds a lot, pending until <paramref name="availableAt"/>; an outstanding shortfall is paid from it first. Needs no lots to be loaded.</summary>
    public void Earn(long points, string source, string key, DateTimeOffset expiresAt, DateTimeOffset at, DateTimeOffset? availableAt = null)
    {
        if (points <= 0) return;
        var lot = Receive(points, expiresAt, availableAt > at ? availableAt : null, Transfer(Account.Issued, Account.Member, points, source, key, at));
        var owed = Math.Min(Shortfall, points);
        if (owed > 0)
        {
            Take(lot, owed, Transfer(Account.Member, Account.Shortfall, owed, source, key, at));
            Shortfall -= owed;
        }
        Raise(() => new PointsEarned(Id, CustomerId, points, source, at));
    }

    /// <summary>Spends points, soonest expiry first. Refused when fewer can be spent.</summary>
    public LedgerEntry Spend(long points, string source, string key, DateTimeOffset at) => Spend(points, Account.Redeemed, source, key, at);

    /// <summary>Takes points away by hand, soonest expiry first. Refused when fewer can be spent.</summary>
    public LedgerEntry Deduct(long points, string source, string key, DateTimeOffset at) => Spend(points, Account.Reversed, source, key, at);

    LedgerEntry Spend(long points, Account to, string source, string key, DateTimeOffset at)
    {
        if (Spendable(at) < points) throw new RuleException("loyalty.notEnough", null, Spendable(at), points);
        var entry = Transfer(Account.Member, to, points, source, key, at);
        TakeFrom(OpenLots(at), points, entry);
        return entry;
    }

    /// <summary>
    /// Gives back what an entry took, into the same lots with their own expiry. What comes back into a lot that has expired
    /// meanwhile lives on for the days of grace; without grace it expires at once. A shortfall is paid from it. What gave points
    /// back cannot be undone.
    /// </summary>
    public void Undo(IReadOnlyList<LotUse> uses, string source, string key, TimeSpan? grace, DateTimeOffset at)
    {
        var spent = uses[0].Entry;
        if (spent.IsReversal || uses.Any(u => u.Points <= 0)) throw new RuleException("loyalty.reversal.ofReversal");
        // What still lay in a lot whose time is over is written off first: grace is for what comes back alone.
        foreach (var lot in uses.Select(u => u.Lot).Where(l => l.Remainder > 0 && l.ExpiresAt <= at)) WriteOff(lot, at);
        var entry = Transfer(spent.To, Account.Member, uses.Sum(u => u.Points), source, key, at, spent);
        foreach (var use in uses)
        {
            var gone = use.Lot.ExpiresAt <= at;
            use.Lot.Restore(use.Points, gone && grace is { } days ? at + days : use.Lot.ExpiresAt, entry);
            Balance += use.Points;
        }
        // What is owed is paid from it, as from what is earned.
        var owed = Math.Min(Shortfall, entry.Points);
        if (owed > 0)
        {
            TakeFrom(uses.Select(u => u.Lot), owed, Transfer(Account.Member, Account.Shortfall, owed, source, key, at));
            Shortfall -= owed;
        }
        foreach (var lot in uses.Select(u => u.Lot).Where(l => l.Remainder > 0 && l.ExpiresAt <= at))
            Take(lot, lot.Remainder, Transfer(Account.Member, Account.Expired, lot.Remainder, "expiry", $"{source}:{key}:{lot.EntryId}", at));
    }

    /// <summary>
    /// Takes back points earned for money that was given back, from the lot they came in, which may be spent. What had expired in it is lost already and not taken twice; what was
    /// spent is taken from other lots, soonest expiry first and pending ones last; what is not there becomes a shortfall.
    /// </summary>
    public void TakeBack(long points, Lot? original, string source, string key, DateTimeOffset at)
    {
        if (points <= 0) return;
        if (original is not null && original.Entry is { IsReversal: true }) throw new RuleException("loyalty.reversal.ofReversal");
        // The lot of a member who was merged into this one has handed on what it had.
        var own = original is not null && lots.Contains(original) ? Math.Min(points, original.Remainder) : 0;
        var lost = Math.Min(points - own, original?.Expired ?? 0);
        original?.Reverse(points, lost);
        var others = OpenLots(at).Concat(lots.Where(l => l.IsPending(at)).OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id)).Where(l => l != original).ToList();
        var more = Math.Min(points - own - lost, others.Sum(l => l.Remainder));
        if (own + more > 0) TakeFrom(own > 0 ? others.Prepend(original!) : others, own + more, Transfer(Account.Member, Account.Reversed, own + more, source, key, at, original?.Entry, original?.EntryId));
        if (lost > 0) Transfer(Account.Expired, Account.Reversed, lost, source, key, at, original!.Entry, original.EntryId);
        if (points == own + lost + more) return;
        Transfer(Account.Shortfall, Account.Reversed, points - own - lost - more, source, key, at, original?.Entry, original?.EntryId);
        Shortfall += points - own - lost - more;
    }

    /// <summary>
    /// Reverses an entry whole: what it gave is taken back from the lot it came in, what it took by hand goes back into the
    /// lots it came from, and expires at once where these have. A reversal is never reversed; a redemption is cancelled instead.
    /// </summary>
    /// <param name="lot">The lot the entry made.</param>
    /// <param name="uses">What it took from lots.</param>
    public void Reverse(LedgerEntry entry, Lot? lot, IReadOnlyList<LotUse> uses, string source, string key, DateTimeOffset at)
    {
        if (entry.IsReversal) throw new RuleException("loyalty.reversal.ofReversal");
        if (!CanReverse(entry)) throw new RuleException("loyalty.reversal.cannot");
        if (entry.To == Account.Member)
        {
            if (lot is null || lot.TakenBack == lot.Points) throw new RuleException("loyalty.reversal.already");
            TakeBack(lot.Points - lot.TakenBack, lot, source, key, at);
        }
        else Undo(uses, source, key, null, at);
    }

    /// <summary>Whether an entry can be reversed by hand: what was earned or given, and what was taken by hand.</summary>
    public static bool CanReverse(LedgerEntry entry) => !entry.IsReversal && entry.Source is not ("merge" or "unmerge")
        && ((entry.From == Account.Issued && entry.To == Account.Member) || (entry.From == Account.Member && entry.To == Account.Reversed && entry.Source == "adjustment"));

    /// <summary>Writes off the lots whose time is over. They were unspendable before it.</summary>
    public void Expire(DateTimeOffset at)
    {
        foreach (var lot in lots.Where(l => l.Remainder > 0 && l.ExpiresAt <= at)) WriteOff(lot, at);
    }

    void WriteOff(Lot lot, DateTimeOffset at) => Take(lot, lot.Remainder, Transfer(Account.Member, Account.Expired, lot.Remainder, "expiry", $"{lot.EntryId}:{lot.ExpiresAt:yyyyMMdd}", at));

    /// <summary>Hands every open lot to another member, each keeping its expiry, and the shortfall with them. <paramref name="merged"/> says which merge does it.</summary>
    public void MoveTo(Member into, DateTimeOffset merged, DateTimeOffset at)
    {
        foreach (var lot in lots.Where(l => l.Remainder > 0).ToList()) Hand(lot, into, "merge", merged, at);
        if (Shortfall == 0) return;
        var (owed, key) = (Shortfall, $"{Id}:owed:{Stamp(merged)}:{Stamp(at)}");
        Transfer(Account.Issued, Account.Shortfall, owed, "merge", key, at);
        into.Transfer(Account.Shortfall, Account.Issued, owed, "merge", key, at);
        into.Shortfall += owed;
        Shortfall = 0;
    }

    /// <summary>Gives back what is left of the lots that a merge brought from another member: into the lots they were, with the expiry they have. Load both with all lots and entries.</summary>
    public void MoveBackTo(Member from, DateTimeOffset merged, DateTimeOffset at)
    {
        var stamp = Stamp(merged);
        foreach (var lot in lots.Where(l => l.Remainder > 0).ToList())
        {
            if (lot.Entry.Source != "merge" || lot.Entry.Key.Split(':') is not [var member, var entry, var when, _] || member != $"{from.Id}" || when != stamp) continue;
            var (points, key) = (lot.Remainder, lot.Entry.Key);
            Take(lot, points, Transfer(Account.Member, Account.Issued, points, "unmerge", key, at));
            from.lots.Single(l => $"{l.EntryId}" == entry).Restore(points, lot.ExpiresAt, from.Transfer(Account.Issued, Account.Member, points, "unmerge", key, at));
            from.Balance += points;
        }
        var debt = $"{from.Id}:owed:{stamp}:";
        var owed = Math.Min(Shortfall, entries.Where(e => e.Source == "merge" && e.Key.StartsWith(debt, StringComparison.Ordinal) && e.From == Account.Shortfall).Sum(e => e.Points));
        if (owed == 0) return;
        Transfer(Account.Issued, Account.Shortfall, owed, "unmerge", debt + Stamp(at), at);
        from.Transfer(Account.Shortfall, Account.Issued, owed, "unmerge", debt + Stamp(at), at);
        (Shortfall, from.Shortfall) = (Shortfall - owed, from.Shortfall + owed);
    }

    /// <summary>Whether points came in after an instant that are not spent yet.</summary>
    public bool HasEarnedSince(DateTimeOffset when) => EarnedSince(when).Any();

    /// <summary>Hands the lots earned after an instant to a new member.</summary>
    public void MoveEarnedSince(DateTimeOffset when, Member into, DateTimeOffset at)
    {
        foreach (var lot in EarnedSince(when).ToList()) Hand(lot, into, "unmerge", when, at);
    }

    IEnumerable<Lot> EarnedSince(DateTimeOffset when) => lots.Where(l => l.Remainder > 0 && l.Entry.At > when && l.Entry.Source is not ("merge" or "unmerge"));

    void Hand(Lot lot, Member into, string source, DateTimeOffset merged, DateTimeOffset at)
    {
        var (points, key) = (lot.Remainder, $"{Id}:{lot.EntryId}:{Stamp(merged)}:{Stamp(at)}");
        Take(lot, points, Transfer(Account.Member, Account.Issued, points, source, key, at));
        into.Receive(points, lot.ExpiresAt, lot.AvailableAt, into.Transfer(Account.Issued, Account.Member, points, source, key, at));
    }

    /// <summary>Names a merge in keys of the ledger.</summary>
    static string Stamp(DateTimeOffset merged) => (merged.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Gives up all points and debts.</summary>
    public void Forfeit(string key, DateTimeOffset at)
    {
        foreach (var lot in lots.Where(l => l.Remainder > 0))
            Take(lot, lot.Remainder, Transfer(Account.Member, Account.Expired, lot.Remainder, "forfeit", $"{key}:{lot.EntryId}", at));
        if (Shortfall > 0) Transfer(Account.Issued, Account.Shortfall, Shortfall, "forfeit", key, at);
        Shortfall = 0;
    }

    /// <summary>Stands on another tier now.</summary>
    public void Stand(int rank) => TierRank = rank;

    /// <summary>Follows the customer's name and owner.</summary>
    public void Follow(string customerName, long? ownerId, long? teamId) => (CustomerName, OwnerId, TeamId) = (customerName, ownerId, teamId);

    IEnumerable<Lot> OpenLots(DateTimeOffset at) => lots.Where(l => l.IsOpen(at)).OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id);

    Lot Receive(long points, DateTimeOffset expiresAt, DateTimeOffset? availableAt, LedgerEntry entry)
    {
        var lot = new Lot(entry, points, expiresAt, availableAt);
        lots.Add(lot);
        Balance += points;
        return lot;
    }

    void TakeFrom(IEnumerable<Lot> from, long points, LedgerEntry entry)
    {
        foreach (var lot in from.ToList())
        {
            var part = Math.Min(points, lot.Remainder);
            if (part > 0) Take(lot, part, entry);
            if ((points -= part) == 0) return;
        }
    }

    void Take(Lot lot, long points, LedgerEntry entry)
    {
        lot.Take(points, entry);
        Balance -= points;
    }

    LedgerEntry Transfer(Account from, Account to, long points, string source, string key, DateTimeOffset at, LedgerEntry? reverses = null, long? reversesId = null)
    {
        var entry = new LedgerEntry(from, to, points, source, key, at, reverses, reversesId);
        entries.Add(entry);
        return entry;
    }
}
