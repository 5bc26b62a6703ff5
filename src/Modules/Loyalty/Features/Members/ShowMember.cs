using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Members;

/// <summary>A member's balance, open lots, latest ledger entries and redemptions.</summary>
[Needs("loyalty.read")]
internal static class ShowMember
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, long CustomerId, string CustomerName, long Balance, long Spendable, long Shortfall, DateTimeOffset JoinedAt,
        IReadOnlyList<LotRow> Lots, IReadOnlyList<EntryRow> Entries, IReadOnlyList<RedemptionRow> Redemptions);

    public sealed record LotRow(long Id, long Points, long Remainder, DateTimeOffset ExpiresAt, string Source);

    public sealed record EntryRow(long Id, DateTimeOffset At, Account From, Account To, long Points, string Source, string Key)
    {
        /// <summary>What it did to the member's points.</summary>
        public long Change => To == Account.Member ? Points : From == Account.Member ? -Points : 0;
    }

    public sealed record RedemptionRow(long Id, string NameEn, string NameZh, long Points, DateTimeOffset At, DateTimeOffset? CancelledAt)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var member = await db.Members.Within(user.ScopeOf("loyalty.read")).AsNoTracking().SingleOrDefaultAsync(m => m.Id == query.Id, cancellationToken) ?? throw new MissingException("member", query.Id);
            var now = db.Clock.GetUtcNow();
            var lots = await db.Lots.Where(l => l.MemberId == query.Id && l.Remainder > 0).OrderBy(l => l.ExpiresAt)
                .Select(l => new LotRow(l.Id, l.Points, l.Remainder, l.ExpiresAt, l.Entry.Source)).ToListAsync(cancellationToken);
            var entries = await db.Entries.Where(e => e.MemberId == query.Id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(100)
                .Select(e => new EntryRow(e.Id, e.At, e.From, e.To, e.Points, e.Source, e.Key)).ToListAsync(cancellationToken);
            var redemptions = await (from r in db.Redemptions
                                     join reward in db.Rewards on r.RewardId equals reward.Id
                                     where r.MemberId == query.Id
                                     orderby r.Id descending
                                     select new RedemptionRow(r.Id, reward.NameEn, reward.NameZh, r.Points, r.RedeemedAt, r.CancelledAt)).Take(50).ToListAsync(cancellationToken);
            return new Result(member.Id, member.CustomerId, member.CustomerName, member.Balance, lots.Where(l => l.ExpiresAt > now).Sum(l => l.Remainder), member.Shortfall, member.JoinedAt, lots, entries, redemptions);
        }
    }
}
