using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Which follow-ups.</summary>
internal enum FollowUpView { Open, Overdue, Closed }

/// <summary>The follow-ups one may read: open ones by due time, closed ones newest first.</summary>
[Needs("followups.read")]
internal static class ListFollowUps
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public FollowUpView? View { get; init; }
        public bool Mine { get; init; }
        public long? TeamId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long CustomerId, string Customer, long? TicketId, int? Score, FollowUpStatus Status, string? Owner, DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset? ClosedAt, int Attempts, int? ScoreAfter, DateTimeOffset? ReopenedAt);

    sealed record Keys(DateTimeOffset At, long Id);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var (now, me) = (clock.GetUtcNow(), user.Id);
            var rows = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read"));
            if (q.Mine) rows = rows.Where(f => f.OwnerId == me);
            if (q.TeamId is { } team) rows = rows.Where(f => f.TeamId == team);
            var after = Cursor.Read<Keys>(q.After);
            if (q.View == FollowUpView.Closed)
            {
                rows = rows.Where(f => f.ClosedAt != null);
                if (after is not null) rows = rows.Where(f => EF.Functions.LessThan(ValueTuple.Create(f.ClosedAt, f.Id), ValueTuple.Create((DateTimeOffset?)after.At, after.Id)));
                rows = rows.OrderByDescending(f => f.ClosedAt).ThenByDescending(f => f.Id);
            }
            else
            {
                rows = rows.Where(f => f.Status == FollowUpStatus.Open);
                if (q.View == FollowUpView.Overdue) rows = rows.Where(f => f.DueAt < now);
                if (after is not null) rows = rows.Where(f => EF.Functions.GreaterThan(ValueTuple.Create(f.DueAt, f.Id), ValueTuple.Create(after.At, after.Id)));
                rows = rows.OrderBy(f => f.DueAt).ThenBy(f => f.Id);
            }
            var found = await rows.Take(q.Limit + 1).Select(f => new { Row = f, Attempts = f.Attempts.Count }).ToListAsync(ct);
            var slice = Cursor.Cut(found, q.Limit, f => new Keys(f.Row.ClosedAt ?? f.Row.DueAt, f.Row.Id));
            var ids = slice.Items.Select(f => f.Row.CustomerId).Distinct().ToList();
            var names = await db.Customers.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            var people = await staff.Everyone(ct);
            return new Slice<Row>([.. slice.Items.Select(x => x.Row is var f ? new Row(f.Id, f.CustomerId, names.GetValueOrDefault(f.CustomerId, ""), f.TicketId, f.Score, f.Status,
                f.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name : null, f.OpenedAt, f.DueAt, f.ClosedAt, x.Attempts, f.ScoreAfter, f.ReopenedAt) : null!)], slice.NextCursor);
        }
    }
}

/// <summary>How many call backs are owed, and how many of them too late.</summary>
[Needs("followups.read")]
internal static class CountFollowUps
{
    public sealed record Query(long? TeamId = null) : IRequest<Result>;

    public sealed record Result(int Open, int Overdue);

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var open = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read")).Where(f => f.Status == FollowUpStatus.Open);
            if (q.TeamId is { } team) open = open.Where(f => f.TeamId == team);
            return new Result(await open.CountAsync(ct), await open.CountAsync(f => f.DueAt < now, ct));
        }
    }
}
