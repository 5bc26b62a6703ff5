using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Time;
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
        /// <summary>Only those that can be had now.</summary>
        public bool Offered { get; init; }
        public RewardState? State { get; init; }
        public RewardKind? Kind { get; init; }
        public string? Text { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string NameEn, string NameZh, RewardKind Kind, long Points, int? Stock, int? PerMember, bool Offered)
    {
        public string? DescriptionEn { get; init; }
        public string? DescriptionZh { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? Until { get; init; }
        public int LeastTier { get; init; }
        public int? CancelDays { get; init; }
        public Guid? PictureId { get; init; }
        public CodeSource Codes { get; init; }
        public RewardState State { get; init; }

        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    sealed record Keys(long Points, long Id);

    public sealed class Handler(LoyaltyDb db, InstallationZone zone) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var today = zone.DayOf(db.Clock.GetUtcNow());
            var rows = db.Rewards.AsNoTracking();
            if ((query.Offered ? RewardState.Available : query.State) is { } state) rows = rows.InState(state, today);
            if (query.Kind is { } kind) rows = rows.Where(r => r.Kind == kind);
            if (!string.IsNullOrWhiteSpace(query.Text))
            {
                var pattern = Like.Containing(query.Text);
                rows = rows.Where(r => EF.Functions.ILike(r.NameEn + " " + r.NameZh, pattern, Like.Escape));
            }
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(r => r.Points > after.Points || (r.Points == after.Points && r.Id > after.Id));
            var page = await rows.OrderBy(r => r.Points).ThenBy(r => r.Id).Take(query.Limit + 1).ToListAsync(cancellationToken);
            return Cursor.Cut([.. page.Select(r => new Row(r.Id, r.NameEn, r.NameZh, r.Kind, r.Points, r.Stock, r.PerMember, r.Offered)
            {
                DescriptionEn = r.DescriptionEn, DescriptionZh = r.DescriptionZh, From = r.From, Until = r.Until, LeastTier = r.LeastTier, CancelDays = r.CancelDays, PictureId = r.PictureId, Codes = r.Codes, State = r.StateOn(today),
            })], query.Limit, r => new Keys(r.Points, r.Id));
        }
    }

    /// <summary>As <see cref="Reward.StateOf"/> says, in SQL.</summary>
    public static IQueryable<Reward> InState(this IQueryable<Reward> rows, RewardState state, DateOnly today) => state switch
    {
        RewardState.Withdrawn => rows.Where(r => !r.Offered),
        RewardState.Expired => rows.Where(r => r.Offered && r.Until < today),
        RewardState.Upcoming => rows.Where(r => r.Offered && (r.Until == null || r.Until >= today) && r.From > today),
        RewardState.OutOfStock => rows.Where(r => r.Offered && (r.Until == null || r.Until >= today) && (r.From == null || r.From <= today) && r.Stock <= 0),
        _ => rows.Where(r => r.Offered && (r.Until == null || r.Until >= today) && (r.From == null || r.From <= today) && (r.Stock == null || r.Stock > 0)),
    };
}
