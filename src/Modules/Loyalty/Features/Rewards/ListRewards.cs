using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>Rewards, cheapest first.</summary>
[Needs("loyalty.read")]
internal static class ListRewards
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        /// <summary>Only those on offer.</summary>
        public bool Offered { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string NameEn, string NameZh, RewardKind Kind, long Points, int? Stock, int? PerMember, bool Offered)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    sealed record Keys(long Points, long Id);

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Rewards.AsQueryable();
            if (query.Offered) rows = rows.Where(r => r.Offered);
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(r => r.Points > after.Points || (r.Points == after.Points && r.Id > after.Id));
            var page = await rows.OrderBy(r => r.Points).ThenBy(r => r.Id).Take(query.Limit + 1)
                .Select(r => new Row(r.Id, r.NameEn, r.NameZh, r.Kind, r.Points, r.Stock, r.PerMember, r.Offered)).ToListAsync(cancellationToken);
            return Cursor.Cut(page, query.Limit, r => new Keys(r.Points, r.Id));
        }
    }
}
