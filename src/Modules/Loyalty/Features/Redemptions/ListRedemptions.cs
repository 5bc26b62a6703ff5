using Crm.Loyalty.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>Redemptions of the members in scope, newest first.</summary>
[Needs("loyalty.read")]
internal static class ListRedemptions
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long? MemberId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long MemberId, long RewardId, long Points, DateTimeOffset RedeemedAt, DateTimeOffset? CancelledAt);

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var members = db.Members.Within(user.ScopeOf("loyalty.read"));
            var rows = from r in db.Redemptions join m in members on r.MemberId equals m.Id select r;
            if (query.MemberId is { } member) rows = rows.Where(r => r.MemberId == member);
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(r => r.Id < after);
            var page = await rows.OrderByDescending(r => r.Id).Take(query.Limit + 1)
                .Select(r => new Row(r.Id, r.MemberId, r.RewardId, r.Points, r.RedeemedAt, r.CancelledAt)).ToListAsync(cancellationToken);
            return Cursor.Cut(page, query.Limit, r => r.Id);
        }
    }
}
