using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>The early-warning list: who may leave, nearest first. Without a state those that are open: new and in hand.</summary>
[Needs("lifecycle.read")]
internal static class ListRisks
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public RiskState? State { get; init; }
        public RiskClass? Class { get; init; }
        public long? OwnerId { get; init; }
        public bool Mine { get; init; }
        public decimal? AtStake { get; init; }
        public string? Text { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long CustomerId, string Number, string Name, long? OwnerId, string? Owner, RiskClass Class, RiskMethod Method, double? Probability, int Points, IReadOnlyList<Reason> Reasons,
        decimal AtStake, decimal? FutureValue, string Currency, int SilentDays, DateTimeOffset? LastContactAt, RiskState State, DateTimeOffset? ListedAt, DateOnly? SnoozedUntil);

    sealed record Keys(double Rank, long Id);

    public sealed class Handler(LifecycleDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var scores = db.Scores.AsNoTracking().Within(user.ScopeOf("lifecycle.read"));
            scores = query.State is { } state ? scores.Where(s => s.State == state) : scores.Where(s => s.State == RiskState.New || s.State == RiskState.InHand);
            if (query.Class is { } risk) scores = scores.Where(s => s.Class == risk);
            if ((query.Mine ? user.Id : query.OwnerId) is { } owner) scores = scores.Where(s => s.OwnerId == owner);
            if (query.AtStake is { } least) scores = scores.Where(s => s.AtStake >= least);
            if (Cursor.Read<Keys>(query.After) is { } after) scores = scores.Where(s => s.Rank < after.Rank || (s.Rank == after.Rank && s.CustomerId < after.Id));
            var rows = scores.Join(db.Customers, s => s.CustomerId, c => c.CustomerId, (Score, Customer) => new { Score, Customer });
            if (!string.IsNullOrWhiteSpace(query.Text))
            {
                var like = Like.Containing(query.Text);
                rows = rows.Where(r => EF.Functions.ILike(r.Customer.Name, like) || EF.Functions.ILike(r.Customer.Number, like));
            }
            var page = await rows.OrderByDescending(r => r.Score.Rank).ThenByDescending(r => r.Score.CustomerId).Take(query.Limit + 1).Select(r => new { r.Score, r.Customer.Number, r.Customer.Name }).ToListAsync(cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            var cut = Cursor.Cut(page, query.Limit, r => new Keys(r.Score.Rank, r.Score.CustomerId));
            return new([.. cut.Items.Select(r => new Row(r.Score.CustomerId, r.Number, r.Name, r.Score.OwnerId, r.Score.OwnerId is { } id ? people.GetValueOrDefault(id)?.Name : null, r.Score.Class, r.Score.Method, r.Score.Probability, r.Score.Points,
                ReasonWords.Read(r.Score.Reasons), r.Score.AtStake, r.Score.FutureValue, r.Score.Currency, r.Score.SilentDays, r.Score.LastContactAt, r.Score.State!.Value, r.Score.ListedAt, r.Score.SnoozedUntil))], cut.NextCursor);
        }
    }
}

/// <summary>How many warnings are open, and what is at stake, within reach.</summary>
[Needs("lifecycle.read")]
internal static class CountRisks
{
    public sealed record Query(bool Mine) : IRequest<Result>;

    public sealed record Result(IReadOnlyDictionary<RiskClass, long> Open, decimal AtStake, string Currency, DateTimeOffset? ScoredAt);

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var scores = db.Scores.Within(user.ScopeOf("lifecycle.read")).Where(s => s.State == RiskState.New || s.State == RiskState.InHand);
            if (query.Mine) scores = scores.Where(s => s.OwnerId == user.Id);
            var rows = await scores.GroupBy(s => new { s.Class, s.Currency }).Select(g => new { g.Key.Class, g.Key.Currency, Count = g.LongCount(), AtStake = g.Sum(s => s.AtStake), At = g.Max(s => s.ScoredAt) }).ToListAsync(ct);
            var last = rows.Count > 0 ? rows.Max(r => r.At) : await db.ModelFits.MaxAsync(f => (DateTimeOffset?)f.At, ct);
            return new(rows.GroupBy(r => r.Class).ToDictionary(g => g.Key, g => g.Sum(r => r.Count)), rows.Sum(r => r.AtStake), rows.Count > 0 ? rows[0].Currency : "CNY", last);
        }
    }
}
