using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>Which checks.</summary>
internal enum QualityView { ToDo, Appeals, Done }

/// <summary>Checks within reach: those to do and the appeals in the order they came, those done latest first. Nobody finds their own work among those to do.</summary>
[Needs("tickets.quality")]
internal static class ListChecks
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public QualityView? View { get; init; }
        public long? AgentId { get; init; }
        public long? TeamId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long TicketId, string Ticket, TicketType Type, long? AgentId, string Agent, string? Team, QualityReason Reason, QualityStatus Status, decimal? Score, bool Fatal, DateTimeOffset DrawnAt, DateTimeOffset? ScoredAt);

    sealed record Keys(DateTimeOffset? At, long Id);

    internal sealed class Handler(TicketsDb db, CheckRows lines, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var (me, after) = (user.Id, Cursor.Read<Keys>(q.After));
            var rows = db.QualityChecks.AsNoTracking().Within(user.ScopeOf("tickets.quality"));
            if (q.AgentId is { } agent) rows = rows.Where(c => c.OwnerId == agent);
            if (q.TeamId is { } team) rows = rows.Where(c => c.TeamId == team);
            if (q.View == QualityView.Done)
            {
                rows = rows.Where(c => c.ScoredAt != null);
                if (after is not null) rows = rows.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.ScoredAt, c.Id), ValueTuple.Create(after.At, after.Id)));
                rows = rows.OrderByDescending(c => c.ScoredAt).ThenByDescending(c => c.Id);
            }
            else
            {
                rows = q.View == QualityView.Appeals ? rows.Where(c => c.Status == QualityStatus.Appealed) : rows.Where(c => c.Status == QualityStatus.ToDo);
                rows = rows.Where(c => c.OwnerId != me);
                if (after is not null) rows = rows.Where(c => c.Id > after.Id);
                rows = rows.OrderBy(c => c.Id);
            }
            var slice = Cursor.Cut(await rows.Take(q.Limit + 1).ToListAsync(ct), q.Limit, c => new Keys(c.ScoredAt, c.Id));
            return new(await lines.Of(slice.Items, ct), slice.NextCursor);
        }
    }
}

/// <summary>The checks of one's own work, with one's mean beside the team's.</summary>
[OpenToAll("One's own checks only.")]
internal static class ListOwnChecks
{
    public sealed record Query : IRequest<Result>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    /// <param name="Mean">Of the last 90 days, drawn at random.</param>
    /// <param name="TeamMean">Of everybody in one's teams; null when it rests on fewer than five.</param>
    public sealed record Result(Slice<ListChecks.Row> Checks, int Count, double? Mean, int TeamCount, double? TeamMean);

    sealed record Keys(DateTimeOffset? At, long Id);

    internal sealed class Handler(TicketsDb db, CheckRows lines, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (me, teams, after, since) = (user.Id, user.TeamIds, Cursor.Read<Keys>(q.After), clock.GetUtcNow().AddDays(-90));
            var rows = db.QualityChecks.AsNoTracking().Where(c => c.OwnerId == me && c.ScoredAt != null);
            if (after is not null) rows = rows.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.ScoredAt, c.Id), ValueTuple.Create(after.At, after.Id)));
            var slice = Cursor.Cut(await rows.OrderByDescending(c => c.ScoredAt).ThenByDescending(c => c.Id).Take(q.Limit + 1).ToListAsync(ct), q.Limit, c => new Keys(c.ScoredAt, c.Id));
            var means = await db.QualityChecks.Where(c => c.ScoredAt >= since && c.Reason == QualityReason.Random && (c.OwnerId == me || (c.TeamId != null && teams.Contains(c.TeamId.Value))))
                .GroupBy(c => c.OwnerId == me).Select(g => new { Mine = g.Key, Count = g.Count(), Sum = g.Sum(c => c.Score) }).ToListAsync(ct);
            var (mine, all) = (means.Find(m => m.Mine), means.Sum(m => m.Count));
            return new(new(await lines.Of(slice.Items, ct), slice.NextCursor), mine?.Count ?? 0, mine is null ? null : (double)(mine.Sum / mine.Count)!,
                all, all < QualityTerms.FewestShown ? null : (double)(means.Sum(m => m.Sum) / all)!);
        }
    }
}

/// <summary>Checks as lists show them.</summary>
internal sealed class CheckRows(TicketsDb db, IStaffDirectory staff)
{
    public async Task<IReadOnlyList<ListChecks.Row>> Of(IReadOnlyList<QualityCheck> checks, CancellationToken ct)
    {
        var ids = checks.Select(c => c.TicketId).ToList();
        var numbers = ids.Count == 0 ? [] : await db.Tickets.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Number, ct);
        var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
        return [.. checks.Select(c => new ListChecks.Row(c.Id, c.TicketId, HumanNumber.Format(Ticket.Prefix, numbers[c.TicketId]), c.Type, c.OwnerId, c.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name ?? "" : "",
            c.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null, c.Reason, c.Status, c.Score, c.Fatal, c.DrawnAt, c.ScoredAt))];
    }
}
