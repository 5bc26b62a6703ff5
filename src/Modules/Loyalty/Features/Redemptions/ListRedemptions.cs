using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>Which redemptions: of one member, in one state, late ones, of one reward or kind, by name or code.</summary>
internal record RedemptionFilter
{
    public long? MemberId { get; init; }
    public RedemptionState? State { get; init; }

    /// <summary>Open ones whose time is over.</summary>
    public bool Overdue { get; init; }
    public RewardKind? Kind { get; init; }
    public long? RewardId { get; init; }

    /// <summary>A part of the customer's name, or a code that was given.</summary>
    public string? Text { get; init; }

    public async Task<IQueryable<Redemption>> Of(LoyaltyDb db, RowScope scope, CancellationToken ct)
    {
        var rows = db.Redemptions.AsNoTracking();
        if (MemberId is { } member) rows = rows.Where(r => r.MemberId == member);
        if (Overdue)
        {
            var now = db.Clock.GetUtcNow();
            rows = rows.Where(r => r.State == RedemptionState.Open && r.DueAt < now);
        }
        else if (State is { } state) rows = rows.Where(r => r.State == state);
        if (RewardId is { } reward) rows = rows.Where(r => r.RewardId == reward);
        if (Kind is { } kind) rows = rows.Where(r => db.Rewards.Any(x => x.Id == r.RewardId && x.Kind == kind));
        if (!scope.All || !string.IsNullOrWhiteSpace(Text))
        {
            var members = db.Members.Within(scope);
            if (!string.IsNullOrWhiteSpace(Text))
            {
                // A code names one redemption; whatever is no code is a name.
                var (typed, code) = (Text.Trim(), Coupon.Read(Text));
                var given = await db.RewardCodes.Where(c => (c.Code == typed || c.Code == code) && c.GivenAt != null).OrderBy(c => c.Id).Select(c => c.RedemptionId).Take(20).ToListAsync(ct);
                if (given.Count > 0) rows = rows.Where(r => given.Contains(r.Id));
                else
                {
                    var pattern = Like.Containing(Text);
                    members = members.Where(m => EF.Functions.ILike(m.CustomerName, pattern, Like.Escape));
                }
            }
            rows = rows.Where(r => members.Any(m => m.Id == r.MemberId));
        }
        return rows;
    }
}

/// <summary>Redemptions of the members in scope: those that wait by due time, all others newest first.</summary>
[Needs("loyalty.read")]
internal static class ListRedemptions
{
    public sealed record Query : RedemptionFilter, IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long MemberId, long RewardId, long Points, DateTimeOffset RedeemedAt, DateTimeOffset? CancelledAt)
    {
        public long CustomerId { get; init; }
        public string Customer { get; init; } = "";
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public RewardKind Kind { get; init; }
        public RedemptionState State { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public bool Overdue { get; init; }
        public string? Wish { get; init; }
        public string? Tracking { get; init; }
        public string? Note { get; init; }
        public DateTimeOffset? SentAt { get; init; }
        public long? SentBy { get; init; }
        public DateTimeOffset? DoneAt { get; init; }
        public long? DoneBy { get; init; }

        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    sealed record Keys(DateTimeOffset? DueAt, long Id);

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await query.Of(db, user.ScopeOf("loyalty.read"), cancellationToken);
            var after = Cursor.Read<Keys>(query.After);
            // What waits without a due time was redeemed before there was one: it comes last, as the index has it.
            var byDue = query.Overdue || query.State == RedemptionState.Open;
            if (byDue)
            {
                if (after is { DueAt: { } due }) rows = rows.Where(r => r.DueAt == null || r.DueAt > due || (r.DueAt == due && r.Id > after.Id));
                else if (after is not null) rows = rows.Where(r => r.DueAt == null && r.Id > after.Id);
                rows = rows.OrderBy(r => r.DueAt).ThenBy(r => r.Id);
            }
            else
            {
                if (after is not null) rows = rows.Where(r => r.Id < after.Id);
                rows = rows.OrderByDescending(r => r.Id);
            }
            var page = await db.Rows(rows.Take(query.Limit + 1), cancellationToken);
            return Cursor.Cut(page, query.Limit, r => new Keys(r.DueAt, r.Id));
        }
    }

    /// <summary>Redemptions with the names beside them, in the order they came in.</summary>
    public static async Task<List<Row>> Rows(this LoyaltyDb db, IQueryable<Redemption> rows, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        var found = await rows.ToListAsync(ct);
        List<long> members = [.. found.Select(r => r.MemberId).Distinct()], rewards = [.. found.Select(r => r.RewardId).Distinct()];
        var who = await db.Members.Where(m => members.Contains(m.Id)).Select(m => new { m.Id, m.CustomerId, m.CustomerName }).ToDictionaryAsync(m => m.Id, ct);
        var what = await db.Rewards.Where(r => rewards.Contains(r.Id)).Select(r => new { r.Id, r.NameEn, r.NameZh, r.Kind }).ToDictionaryAsync(r => r.Id, ct);
        return found.ConvertAll(r => new Row(r.Id, r.MemberId, r.RewardId, r.Points, r.RedeemedAt, r.CancelledAt)
        {
            CustomerId = who[r.MemberId].CustomerId, Customer = who[r.MemberId].CustomerName, NameEn = what[r.RewardId].NameEn, NameZh = what[r.RewardId].NameZh, Kind = what[r.RewardId].Kind, State = r.State, DueAt = r.DueAt,
            Overdue = r.OverdueAt(now), Wish = r.Wish, Tracking = r.Tracking, Note = r.Note, SentAt = r.SentAt, SentBy = r.SentBy, DoneAt = r.DoneAt, DoneBy = r.DoneBy,
        });
    }
}
