using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Which follow-ups.</summary>
internal enum FollowUpView { Open, Overdue, Closed, All }

/// <summary>The follow-ups one may read: open ones by due time, closed ones newest first, all by when they were opened.</summary>
[Needs("followups.read")]
internal static class ListFollowUps
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public FollowUpView? View { get; init; }
        public bool Mine { get; init; }
        public long? TeamId { get; init; }
        public long? OwnerId { get; init; }
        public long? CauseId { get; init; }
        public FollowUpOutcome? Outcome { get; init; }

        /// <summary>The month they were opened, "2026-03".</summary>
        public string? Month { get; init; }

        /// <summary>Days they were opened, of the installation's zone, both included.</summary>
        public DateOnly? From { get; init; }

        public DateOnly? To { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long CustomerId, string Customer, long? TicketId, int? Score, FollowUpStatus Status, string? Owner, DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset? ClosedAt, int Attempts, int? ScoreAfter, DateTimeOffset? ReopenedAt);

    sealed record Keys(DateTimeOffset At, long Id);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var (now, me) = (clock.GetUtcNow(), user.Id);
            var rows = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read"));
            if (q.Mine) rows = rows.Where(f => f.OwnerId == me);
            if (q.TeamId is { } team) rows = rows.Where(f => f.TeamId == team);
            rows = Asked(rows, q, now);
            var after = Cursor.Read<Keys>(q.After);
            if (q.View == FollowUpView.All)
            {
                if (after is not null) rows = rows.Where(f => EF.Functions.LessThan(ValueTuple.Create(f.OpenedAt, f.Id), ValueTuple.Create(after.At, after.Id)));
                rows = rows.OrderByDescending(f => f.OpenedAt).ThenByDescending(f => f.Id);
            }
            else if (q.View == FollowUpView.Closed)
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
            var slice = Cursor.Cut(found, q.Limit, f => new Keys(q.View == FollowUpView.All ? f.Row.OpenedAt : f.Row.ClosedAt ?? f.Row.DueAt, f.Row.Id));
            var ids = slice.Items.Select(f => f.Row.CustomerId).Distinct().ToList();
            var names = await db.Customers.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            var people = await staff.Everyone(ct);
            return new Slice<Row>([.. slice.Items.Select(x => x.Row is var f ? new Row(f.Id, f.CustomerId, names.GetValueOrDefault(f.CustomerId, ""), f.TicketId, f.Score, f.Status,
                f.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name : null, f.OpenedAt, f.DueAt, f.ClosedAt, x.Attempts, f.ScoreAfter, f.ReopenedAt) : null!)], slice.NextCursor);
        }

        /// <summary>What figures ask for.</summary>
        IQueryable<FollowUp> Asked(IQueryable<FollowUp> rows, Query q, DateTimeOffset now)
        {
            if (q.OwnerId is { } owner) rows = rows.Where(f => f.OwnerId == owner);
            if (q.CauseId is { } cause) rows = rows.Where(f => f.CauseId == cause);
            if (q.From is { Year: > 1 } from && zone.StartOf(from) is var first) rows = rows.Where(f => f.OpenedAt >= first);
            if (q.To is { } to && to < DateOnly.MaxValue && zone.StartOf(to.AddDays(1)) is var end) rows = rows.Where(f => f.OpenedAt < end);
            if (DateOnly.TryParseExact(q.Month + "-01", "yyyy-MM-dd", out var month) && month.Year is > 1 and < 9999)
            {
                var (start, next) = (zone.StartOf(month), zone.StartOf(month.AddMonths(1)));
                rows = rows.Where(f => f.OpenedAt >= start && f.OpenedAt < next);
            }
            var (within, late) = (FollowUp.DueWithin, now - FollowUp.DueWithin);
            return q.Outcome switch
            {
                FollowUpOutcome.InTime => rows.Where(f => f.Status != FollowUpStatus.Unreachable && f.FirstClosedAt <= f.OpenedAt + within),
                FollowUpOutcome.Late => rows.Where(f => f.Status != FollowUpStatus.Unreachable && (f.FirstClosedAt > f.OpenedAt + within || (f.FirstClosedAt == null && f.OpenedAt < late))),
                FollowUpOutcome.Unreachable => rows.Where(f => f.Status == FollowUpStatus.Unreachable),
                FollowUpOutcome.Contacted => rows.Where(f => f.Attempts.Any(a => a.Reached)),
                FollowUpOutcome.AskedAgain => rows.Where(f => f.Recovered != null),
                FollowUpOutcome.Recovered => rows.Where(f => f.Recovered == true),
                FollowUpOutcome.NotRecovered => rows.Where(f => f.Recovered == false),
                _ => rows,
            };
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
