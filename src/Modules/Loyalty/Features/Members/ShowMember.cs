using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Members;

/// <summary>A member's balance, the open lots that expire first, latest ledger entries and redemptions. The statement tells the rest.</summary>
[Needs("loyalty.read")]
internal static class ShowMember
{
    const int MostLots = 50, MostEntries = 50, MostRedemptions = 20;

    public sealed record Query(long Id) : IRequest<Result>;

    /// <param name="OpenLots">How many there are; <paramref name="Lots"/> are the first of them.</param>
    public sealed record Result(long Id, long CustomerId, string CustomerName, long Balance, long Spendable, long Pending, long Shortfall, DateTimeOffset JoinedAt,
        int OpenLots, IReadOnlyList<LotRow> Lots, IReadOnlyList<EntryRow> Entries, IReadOnlyList<RedemptionRow> Redemptions);

    public sealed record LotRow(long Id, long Points, long Remainder, DateTimeOffset ExpiresAt, DateTimeOffset? AvailableAt, string Source);

    public sealed record EntryRow(long Id, DateTimeOffset At, Account From, Account To, long Points, string Source, string Key, bool IsReversal)
    {
        /// <summary>What it did to the member's points.</summary>
        public long Change => To == Account.Member ? Points : From == Account.Member ? -Points : 0;

        /// <summary>Whether it may be reversed by hand.</summary>
        public bool CanReverse => !IsReversal && Source is not ("merge" or "unmerge") && ((From == Account.Issued && To == Account.Member) || (Source == "adjustment" && From == Account.Member && To == Account.Reversed));
    }

    public sealed record RedemptionRow(long Id, string NameEn, string NameZh, long Points, DateTimeOffset At, DateTimeOffset? CancelledAt)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    sealed record Head(Member Member, int OpenLots, long Spendable, long Pending);

    // The page that is looked at most: its four questions are put into SQL once.
    static readonly Compiled<Func<LoyaltyDb, long, DateTimeOffset, Task<Head?>>> One = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long id, DateTimeOffset now) => db.Members.AsNoTracking().Where(m => m.Id == id)
        .Select(m => new Head(m, m.Lots.Count(l => l.Remainder > 0), m.Lots.Where(l => l.Remainder > 0 && l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), m.Lots.Where(l => l.Remainder > 0 && l.AvailableAt > now).Sum(l => l.Remainder))).SingleOrDefault()));
    static readonly Compiled<Func<LoyaltyDb, long, IAsyncEnumerable<LotRow>>> FirstLots = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long id) => db.Lots.Where(l => l.MemberId == id && l.Remainder > 0).OrderBy(l => l.ExpiresAt).ThenBy(l => l.Id).Take(MostLots)
        .Select(l => new LotRow(l.Id, l.Points, l.Remainder, l.ExpiresAt, l.AvailableAt, l.Entry.Source))));
    static readonly Compiled<Func<LoyaltyDb, long, IAsyncEnumerable<EntryRow>>> LastEntries = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long id) => db.Entries.Where(e => e.MemberId == id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(MostEntries)
        .Select(e => new EntryRow(e.Id, e.At, e.From, e.To, e.Points, e.Source, e.Key, e.ReversesId != null))));
    static readonly Compiled<Func<LoyaltyDb, long, IAsyncEnumerable<RedemptionRow>>> LastRedemptions = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long id) => (
        from r in db.Redemptions
        join reward in db.Rewards on r.RewardId equals reward.Id
        where r.MemberId == id
        orderby r.Id descending
        select new RedemptionRow(r.Id, reward.NameEn, reward.NameZh, r.Points, r.RedeemedAt, r.CancelledAt)).Take(MostRedemptions)));

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var head = await One.For(db)(db, query.Id, db.Clock.GetUtcNow());
            if (head?.Member is not { } member || !user.ScopeOf("loyalty.read").Covers(member.OwnerId, member.TeamId)) throw new MissingException("member", query.Id);
            var lots = await All(FirstLots.For(db)(db, query.Id), cancellationToken);
            var entries = await All(LastEntries.For(db)(db, query.Id), cancellationToken);
            var redemptions = await All(LastRedemptions.For(db)(db, query.Id), cancellationToken);
            return new Result(member.Id, member.CustomerId, member.CustomerName, member.Balance, head.Spendable, head.Pending, member.Shortfall, member.JoinedAt, head.OpenLots, lots, entries, redemptions);
        }

        static async Task<IReadOnlyList<T>> All<T>(IAsyncEnumerable<T> rows, CancellationToken ct)
        {
            var all = new List<T>();
            await foreach (var row in rows.WithCancellation(ct)) all.Add(row);
            return all;
        }
    }
}
