using Crm.Loyalty.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Members;

/// <summary>Members, highest balance first.</summary>
[Needs("loyalty.read")]
internal static class ListMembers
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? Text { get; init; }

        /// <summary>Only those on the tier of this place.</summary>
        public int? Tier { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long CustomerId, string CustomerName, long Balance, long Shortfall, DateTimeOffset JoinedAt);

    sealed record Keys(long Balance, long Id);

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Members.Within(user.ScopeOf("loyalty.read"));
            if (!string.IsNullOrWhiteSpace(query.Text)) rows = rows.Where(m => EF.Functions.ILike(m.CustomerName, "%" + Like(query.Text.Trim()) + "%"));
            if (query.Tier is { } tier) rows = rows.Where(m => m.TierRank == tier);
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(m => m.Balance < after.Balance || (m.Balance == after.Balance && m.Id < after.Id));
            var page = await rows.OrderByDescending(m => m.Balance).ThenByDescending(m => m.Id).Take(query.Limit + 1)
                .Select(m => new Row(m.Id, m.CustomerId, m.CustomerName, m.Balance, m.Shortfall, m.JoinedAt)).ToListAsync(cancellationToken);
            return Cursor.Cut(page, query.Limit, r => new Keys(r.Balance, r.Id));
        }

        static string Like(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
    }
}
