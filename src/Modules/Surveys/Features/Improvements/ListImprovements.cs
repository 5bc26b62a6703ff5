using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Which improvements: what is not at its end, what is past its day, those awaiting approval, what has ended, or all.</summary>
internal enum ImprovementView { Open, Overdue, ToApprove, Ended, All }

internal record ImprovementFilter
{
    public ImprovementStatus? Status { get; init; }
    public ItemVerdict? Verdict { get; init; }
    public long? Owner { get; init; }
    public long? Team { get; init; }
    public long? Survey { get; init; }
    public string? Item { get; init; }
    public bool Mine { get; init; }

    public IQueryable<Improvement> Of(IQueryable<Improvement> rows, CurrentUser user)
    {
        rows = rows.AsNoTracking().ReadableBy(user);
        if (Status is { } status) rows = rows.Where(i => i.Status == status);
        if (Verdict is { } verdict) rows = rows.Where(i => i.Verdict == verdict);
        if (Owner is { } owner) rows = rows.Where(i => i.OwnerId == owner);
        if (Team is { } team) rows = rows.Where(i => i.TeamId == team || i.Teams.Any(t => t.TeamId == team));
        if (Survey is { } survey) rows = rows.Where(i => i.SurveyId == survey);
        if (!string.IsNullOrEmpty(Item)) rows = rows.Where(i => i.Item == Item);
        if (Mine && user.Id is { } me) rows = rows.Where(i => i.OwnerId == me);
        return rows;
    }
}

/// <summary>A line of the list and a card of the board.</summary>
internal sealed record ImprovementRow(long Id, string Problem, ImprovementStatus Status, string? Item, double? Figure, double? Target, double? FigureAfter, ItemVerdict Verdict, long? OwnerId, string? Owner, DateOnly DueOn, bool Overdue, int Measures, int MeasuresDone, int Teams, int Confirmed, bool Pilot);

/// <summary>Rows of a query in words, in one round trip more for the names of items.</summary>
internal sealed class ImprovementRows(SurveysDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    public DateOnly Today { get; } = zone.DayOf(clock.GetUtcNow());

    public async Task<List<ImprovementRow>> Of(IQueryable<Improvement> rows, CancellationToken ct)
    {
        var found = await rows.Select(i => new
        {
            i.Id, i.Problem, i.Status, i.SurveyId, i.Item, i.Figure, i.Target, i.FigureAfter, i.Verdict, i.OwnerId, i.DueOn, i.PilotTeamId, i.PilotSegmentId,
            Measures = i.Measures.Count, MeasuresDone = i.Measures.Count(m => m.DoneAt != null), Teams = i.Teams.Count, Confirmed = i.Teams.Count(t => t.ConfirmedAt != null),
        }).ToListAsync(ct);
        var surveys = found.Where(i => i.Item is not null).Select(i => i.SurveyId).OfType<long>().Distinct().ToList();
        var drafts = surveys.Count == 0 ? [] : await db.Surveys.Where(s => surveys.Contains(s.Id)).Select(s => new { s.Id, s.Draft }).ToDictionaryAsync(s => s.Id, s => s.Draft, ct);
        var people = await staff.Everyone(ct);
        return found.ConvertAll(i => new ImprovementRow(i.Id, i.Problem, i.Status, i.Item is { } item ? (i.SurveyId is { } s ? drafts.GetValueOrDefault(s)?.Find(item)?.Text.In(user.Language) : null) ?? item : null, i.Figure, i.Target, i.FigureAfter, i.Verdict,
            i.OwnerId, i.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null, i.DueOn, i.Status is ImprovementStatus.Proposed or ImprovementStatus.Approved or ImprovementStatus.Running && i.DueOn < Today,
            i.Measures, i.MeasuresDone, i.Teams, i.Confirmed, (i.PilotTeamId ?? i.PilotSegmentId) is not null));
    }
}

/// <summary>Improvements the reader may see: open ones by due date, ended ones newest first.</summary>
[Needs("improvements.read")]
internal static class ListImprovements
{
    public sealed record Query : ImprovementFilter, IRequest<Slice<ImprovementRow>>
    {
        public ImprovementView? View { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    sealed record Keys(DateOnly DueOn, long Id);

    public sealed class Handler(SurveysDb db, ImprovementRows words, CurrentUser user) : IRequestHandler<Query, Slice<ImprovementRow>>
    {
        public async Task<Slice<ImprovementRow>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (limit, today, view) = (Math.Clamp(request.Limit, 1, 200), words.Today, request.View ?? ImprovementView.Open);
            var rows = request.Of(db.Improvements, user);
            rows = view switch
            {
                ImprovementView.Open => rows.Where(i => i.Status != ImprovementStatus.Rejected && i.Status != ImprovementStatus.Verified),
                ImprovementView.Overdue => rows.Where(i => (i.Status == ImprovementStatus.Proposed || i.Status == ImprovementStatus.Approved || i.Status == ImprovementStatus.Running) && i.DueOn < today),
                ImprovementView.ToApprove => rows.Where(i => i.Status == ImprovementStatus.Proposed),
                ImprovementView.Ended => rows.Where(i => i.Status == ImprovementStatus.Rejected || i.Status == ImprovementStatus.Verified),
                _ => rows,
            };
            var after = Cursor.Read<Keys>(request.After);
            if (view is ImprovementView.Ended or ImprovementView.All)
            {
                if (after is not null) rows = rows.Where(i => EF.Functions.LessThan(ValueTuple.Create(i.DueOn, i.Id), ValueTuple.Create(after.DueOn, after.Id)));
                rows = rows.OrderByDescending(i => i.DueOn).ThenByDescending(i => i.Id);
            }
            else
            {
                if (after is not null) rows = rows.Where(i => EF.Functions.GreaterThan(ValueTuple.Create(i.DueOn, i.Id), ValueTuple.Create(after.DueOn, after.Id)));
                rows = rows.OrderBy(i => i.DueOn).ThenBy(i => i.Id);
            }
            return Cursor.Cut(await words.Of(rows.Take(limit + 1), cancellationToken), limit, i => new Keys(i.DueOn, i.Id));
        }
    }
}

/// <summary>The board: a column for each status, the soonest due first; of what has ended the latest.</summary>
[Needs("improvements.read")]
internal static class ShowImprovements
{
    public const int CardsOfColumn = 30;

    public sealed record Query : ImprovementFilter, IRequest<IReadOnlyList<Column>>;

    public sealed record Column(ImprovementStatus Status, int Count, IReadOnlyList<ImprovementRow> Cards);

    public sealed class Handler(SurveysDb db, ImprovementRows words, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Column>>
    {
        public async Task<IReadOnlyList<Column>> Handle(Query request, CancellationToken cancellationToken)
        {
            var rows = (request with { Status = null }).Of(db.Improvements, user);
            var counts = await rows.GroupBy(i => i.Status).Select(g => new { g.Key, N = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.N, cancellationToken);
            var heads = Enum.GetValues<ImprovementStatus>().Where(counts.ContainsKey).Select(s => rows.Where(i => i.Status == s).OrderBy(i => i.DueOn).ThenBy(i => i.Id).Take(CardsOfColumn).Select(i => i.Id)).ToList();
            var ids = heads.Count == 0 ? null : heads.Aggregate((all, more) => all.Concat(more));
            var cards = ids is null ? [] : await words.Of(db.Improvements.AsNoTracking().Where(i => ids.Contains(i.Id)), cancellationToken);
            return [.. Enum.GetValues<ImprovementStatus>().Select(s => new Column(s, counts.GetValueOrDefault(s), [.. cards.Where(c => c.Status == s).OrderBy(c => c.DueOn).ThenBy(c => c.Id)]))];
        }
    }
}

/// <summary>What there is to do on the home page: feedback to answer, improvements due, proposals to decide on.</summary>
[OpenToAll("Each part obeys its own right.")]
internal static class ReadImproveDesk
{
    public sealed record Query : IRequest<View>;

    public sealed record View(int? Open, int? Overdue, int? Undecided, int? ToApprove, IReadOnlyList<ImprovementRow> Due);

    public sealed class Handler(SurveysDb db, ImprovementRows words, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        const int Shown = 6, DaysAhead = 14, UpTo = 1000;

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, soon) = (clock.GetUtcNow(), words.Today.AddDays(DaysAhead));
            int? open = null, overdue = null, undecided = null, toApprove = null;
            if (user.Can("feedback.read"))
            {
                var rows = db.Feedback.Within(user.ScopeOf("feedback.read"));
                open = await rows.Where(f => f.State == FeedbackState.Open).CountUpTo(UpTo, cancellationToken);
                overdue = open == 0 ? 0 : await rows.Where(f => f.State == FeedbackState.Open && f.DueAt < now).CountUpTo(UpTo, cancellationToken);
                undecided = await rows.Where(f => f.State == FeedbackState.Answered).CountUpTo(UpTo, cancellationToken);
            }
            if (!user.Can("improvements.read")) return new(open, overdue, undecided, null, []);
            var readable = db.Improvements.AsNoTracking().ReadableBy(user);
            if (user.Can("improvements.write")) toApprove = await readable.Where(i => i.Status == ImprovementStatus.Proposed).CountUpTo(UpTo, cancellationToken);
            return new(open, overdue, undecided, toApprove, await words.Of(readable.Where(i => (i.Status == ImprovementStatus.Approved || i.Status == ImprovementStatus.Running) && i.DueOn <= soon).OrderBy(i => i.DueOn).ThenBy(i => i.Id).Take(Shown), cancellationToken));
        }
    }
}
