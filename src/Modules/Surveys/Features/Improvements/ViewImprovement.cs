using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Everything about one improvement but its figures, which <see cref="ReadEffect"/> reckons.</summary>
[Needs("improvements.read")]
internal static class ViewImprovement
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record MeasureLine(long Id, MeasureKind Kind, string Text, DateTimeOffset? DoneAt, string? DoneBy);

    public sealed record StepLine(ImprovementStatus Status, string? Note, string? Who, DateTimeOffset At);

    /// <param name="MayConfirm">The reader may speak for this team, and nobody has.</param>
    public sealed record TeamLine(long TeamId, string Team, DateTimeOffset? ToldAt, DateTimeOffset? ConfirmedAt, string? ConfirmedBy, string? Note, bool MayConfirm);

    public sealed record PilotPlan(long? TeamId, string? Team, long? SegmentId, string? Segment, DateOnly From, DateOnly To);

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Problem { get; init; } = "";
        public ImprovementStatus Status { get; init; }
        public long? SurveyId { get; init; }
        public string? Survey { get; init; }
        public long? WaveId { get; init; }
        public string? Wave { get; init; }
        public string? Item { get; init; }
        public string? ItemText { get; init; }
        public string? Dimension { get; init; }
        public double? Figure { get; init; }
        public double? Target { get; init; }
        public double? FigureAfter { get; init; }
        public ItemVerdict Verdict { get; init; }
        public DateTimeOffset? MeasuredAt { get; init; }
        public long? OwnerId { get; init; }
        public string? Owner { get; init; }
        public string? Team { get; init; }
        public DateOnly DueOn { get; init; }
        public bool Overdue { get; init; }
        public string? ProposedBy { get; init; }
        public DateTimeOffset ProposedAt { get; init; }
        public DateTimeOffset? DoneAt { get; init; }
        public string? Conclusion { get; init; }
        public PilotPlan? Pilot { get; init; }
        public IReadOnlyList<MeasureLine> Measures { get; init; } = [];
        public IReadOnlyList<StepLine> Steps { get; init; } = [];
        public IReadOnlyList<TeamLine> Teams { get; init; } = [];
        public int Feedback { get; init; }
        public IReadOnlyList<ImprovementStatus> Ways { get; init; } = [];
        public bool MayWork { get; init; }
        public bool IsOpen { get; init; }
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, IStaffDirectory staff, ICustomerSegments segments, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken cancellationToken)
        {
            var i = await db.Improvements.AsNoTracking().Include(x => x.Measures).Include(x => x.Steps).Include(x => x.Teams).AsSplitQuery().ReadableBy(user).SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Improvement", request.Id);
            var (people, teams) = (await staff.Everyone(cancellationToken), await staff.Teams(cancellationToken));
            var version = i.SurveyId is null ? null : await db.Versions.Where(v => v.SurveyId == i.SurveyId).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(cancellationToken);
            var definition = version is { } v ? await cache.Version(db, v, cancellationToken) : null;
            var segment = i.PilotSegmentId is { } s ? (await segments.FactsOf([s], cancellationToken)).GetValueOrDefault(s)?.Name : null;
            return new()
            {
                Id = i.Id, Version = i.Version, Problem = i.Problem, Status = i.Status, SurveyId = i.SurveyId, Survey = definition?.Title.In(user.Language),
                WaveId = i.WaveId, Wave = i.WaveId is { } w ? (await SurveyTitles.OfWaves(db, user.Language, [w], cancellationToken)).GetValueOrDefault(w) : null,
                Item = i.Item, ItemText = i.Item is { } item ? definition?.Find(item)?.Text.In(user.Language) ?? item : null, Dimension = definition?.Dimensions.FirstOrDefault(d => d.Key == i.Dimension)?.Title.In(user.Language),
                Figure = i.Figure, Target = i.Target, FigureAfter = i.FigureAfter, Verdict = i.Verdict, MeasuredAt = i.MeasuredAt, OwnerId = i.OwnerId, Owner = NameOf(i.OwnerId), Team = TeamOf(i.TeamId),
                DueOn = i.DueOn, Overdue = i.IsOpen && i.DueOn < zone.DayOf(clock.GetUtcNow()), ProposedBy = NameOf(i.ProposedById), ProposedAt = i.ProposedAt, DoneAt = i.DoneAt, Conclusion = i.Conclusion,
                Pilot = i.HasPilot ? new(i.PilotTeamId, TeamOf(i.PilotTeamId), i.PilotSegmentId, segment, i.PilotFrom!.Value, i.PilotTo!.Value) : null,
                Measures = [.. i.Measures.OrderBy(m => m.Id).Select(m => new MeasureLine(m.Id, m.Kind, m.Text, m.DoneAt, NameOf(m.DoneById)))],
                Steps = [.. i.Steps.OrderByDescending(x => x.At).ThenByDescending(x => x.Id).Select(x => new StepLine(x.Status, x.Note, NameOf(x.ById), x.At))],
                Teams = [.. i.Teams.Select(t => new TeamLine(t.TeamId, TeamOf(t.TeamId) ?? "", t.ToldAt, t.ConfirmedAt, NameOf(t.ConfirmedById), t.Note, t.ConfirmedAt is null && t.ToldAt is not null && teams.GetValueOrDefault(t.TeamId) is { } team && user.SpeaksFor(team))).OrderBy(t => t.Team, StringComparer.CurrentCulture)],
                Feedback = await db.Feedback.Within(user.ScopeOf("feedback.read")).CountAsync(f => f.ImprovementId == i.Id, cancellationToken),
                Ways = user.Can("improvements.propose") ? i.WaysOf(user) : [], MayWork = user.Can("improvements.propose") && i.MayWork(user), IsOpen = i.IsOpen,
            };

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
            string? TeamOf(long? id) => id is { } known ? teams.GetValueOrDefault(known)?.Name : null;
        }
    }
}

/// <summary>The item before and after, and the pilot beside the rest: within what the reader may see of results.</summary>
[Needs("improvements.read"), Needs("surveys.results")]
internal static class ReadEffect
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Figure">Item index of a rating, mean of another scale.</param>
    public sealed record Side(long? WaveId, string? Wave, DateOnly? From, DateOnly? To, long N, double? Mean, double? Figure, double? Satisfied, Interval? SatisfiedInterval);

    public sealed record Change(bool Paired, long Pairs, MeanComparison? Means, ShareComparison? Satisfied)
    {
        /// <summary>Programs know it by this name.</summary>
        public double? SatisfiedP => Satisfied?.P;
    }

    public sealed record BeforeAfterView(ItemVerdict Verdict, Side? Before, Side? After, Change? Change);

    public sealed record PilotView(string Who, long? TeamId, DateOnly From, DateOnly To, Side Rest, Side Pilot, Change Change, bool Cut);

    /// <param name="Survey">For the addresses of the answers behind a figure.</param>
    public sealed record View(long? Survey, string? Item, bool Rating, double? Target, BeforeAfterView? Waves, PilotView? Pilot);

    public sealed class Handler(SurveysDb db, Effects effects, IStaffDirectory staff, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var row = await db.Improvements.AsNoTracking().ReadableBy(user).SingleOrDefaultAsync(i => i.Id == request.Id, cancellationToken) ?? throw new MissingException("Improvement", request.Id);
            var scope = user.ScopeOf("surveys.results");
            var (waves, pilot) = (await effects.Of(row, scope, cancellationToken), await effects.PilotOf(row, scope, cancellationToken));
            var item = waves?.Item ?? pilot?.Item;
            var titles = await SurveyTitles.OfWaves(db, user.Language, [.. new[] { waves?.Before.WaveId, waves?.After?.WaveId }.OfType<long>().Distinct()], cancellationToken);
            var who = pilot?.TeamId is { } team ? (await staff.Teams(cancellationToken)).GetValueOrDefault(team)?.Name : pilot?.SegmentId is { } segment ? (await segments.FactsOf([segment], cancellationToken)).GetValueOrDefault(segment)?.Name : null;
            return new(row.SurveyId, row.Item, item?.Kind == ItemKind.Rating, row.Target,
                waves is null ? null : new(waves.Verdict, waves.Before.WaveId is null ? null : Of(waves.Before, waves.Comparison?.First), waves.After is null ? null : Of(waves.After, waves.Comparison?.Second), waves.Comparison is { } c ? new(c.Paired, c.Pairs, c.Means, c.Satisfied) : null),
                pilot is null ? null : new(who ?? "", pilot.TeamId, pilot.From, pilot.To, Of(new(null, pilot.From, pilot.To), pilot.Comparison.First), Of(new(null, pilot.From, pilot.To), pilot.Comparison.Second),
                    new(false, 0, pilot.Comparison.Means, pilot.Comparison.Satisfied), pilot.Cut));

            Side Of(Effects.Sample s, Distribution? d) => new(s.WaveId, s.WaveId is { } w ? titles.GetValueOrDefault(w) : null, s.From, s.To, d?.N ?? 0, d?.Mean, ItemFigure.FigureOf(item!.Kind, d?.Mean),
                item.Kind == ItemKind.Rating ? d?.Share(4, 5) : null, item.Kind == ItemKind.Rating && d is not null ? Statistics.ShareInterval(d.Between(4, 5), d.N) : null);
        }
    }
}
