using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Proposes an improvement: anybody may, from a weak item, from feedback, or of their own accord.</summary>
[Needs("improvements.propose")]
internal static class ProposeImprovement
{
    public const int ProblemLength = 1000;

    /// <param name="Item">Item of the survey it is about; its figure is read as it is now.</param>
    public sealed record Query(long? Survey, long? Wave, string? Item) : IRequest<View>;

    /// <param name="Figure">Item index of a rating, mean of another scale; null where the reader may not see results.</param>
    public sealed record View(long? SurveyId, string? Survey, long? WaveId, string? Wave, string? Item, string? ItemText, string? Dimension, bool Rating, double? Figure, long N, IReadOnlyList<Choice> People);

    public sealed record Command : IRequest<long>
    {
        public long? SurveyId { get; init; }
        public long? WaveId { get; init; }
        public string? Item { get; init; }
        public string Problem { get; init; } = "";
        public MeasureKind? MeasureKind { get; init; }
        public string? Measure { get; init; }
        public long? OwnerId { get; init; }
        public DateOnly? DueOn { get; init; }
        public double? Target { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(InstallationZone zone, Texts texts, TimeProvider clock)
        {
            RuleFor(c => c.Problem).NotEmpty().MaximumLength(ProblemLength);
            RuleFor(c => c.Measure).MaximumLength(ProblemLength);
            RuleFor(c => c.MeasureKind).IsInEnum();
            RuleFor(c => c.MeasureKind).NotNull().When(c => !string.IsNullOrWhiteSpace(c.Measure));
            RuleFor(c => c.Item).MaximumLength(200);
            RuleFor(c => c.Target).Must(t => t is null || double.IsFinite(t.Value)).InclusiveBetween(0, 100);
            RuleFor(c => c.DueOn).NotNull().Must(d => d is null || (d >= zone.DayOf(clock.GetUtcNow()) && d.Value.Year < 2200)).WithMessage(_ => texts["surveys.improvement.rule.due"]);
        }
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ItemFigure figures, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, long>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var about = await About(request.Survey, request.Wave, request.Item, cancellationToken);
            var everyone = await staff.Everyone(cancellationToken);
            return about with { People = [.. everyone.Values.Where(p => p.Active).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Choice(p.Id, p.Name))] };
        }

        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var people = await staff.Everyone(cancellationToken);
            var owner = request.OwnerId is { } id ? people.GetValueOrDefault(id) is { Active: true } known ? known : throw new RuleException("surveys.rule.person", nameof(Command.OwnerId)) : null;
            var about = await About(request.SurveyId, request.WaveId, request.Item, cancellationToken);
            var row = Improvement.Propose(request.Problem, request.DueOn!.Value, user.Id, now);
            row.About(about.SurveyId, about.WaveId, about.Item, about.Dimension, about.Figure);
            row.Plan(request.Problem, request.Target, owner?.Id, (owner ?? (user.Id is { } me ? people.GetValueOrDefault(me) : null))?.TeamIds is [var team, ..] ? team : null, request.DueOn.Value);
            if (!string.IsNullOrWhiteSpace(request.Measure)) row.Add(request.MeasureKind!.Value, request.Measure, user.Id, now);
            db.Improvements.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            return row.Id;
        }

        /// <summary>What is asked for, as far as it exists: an address somebody changed by hand names nothing.</summary>
        async Task<View> About(long? surveyId, long? waveId, string? item, CancellationToken ct)
        {
            var wave = waveId is { } w ? await db.Waves.AsNoTracking().Where(x => x.Id == w).Select(x => new { x.Id, x.SurveyId }).SingleOrDefaultAsync(ct) : null;
            var survey = wave?.SurveyId ?? surveyId;
            var version = survey is null ? null : await db.Versions.Where(v => v.SurveyId == survey).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
            if (version is null) return new(null, null, null, null, null, null, null, false, null, 0, []);
            var definition = await cache.Version(db, version.Value, ct);
            var dimension = item is null ? null : definition.Dimensions.FirstOrDefault(d => d.Items.Any(i => i.Key == item && i.Scale is not null && i.Kind != ItemKind.Gap));
            var asked = dimension?.Items.First(i => i.Key == item);
            var scores = asked is not null && user.Can("surveys.results") ? await figures.Of(new ItemSample(survey!.Value, asked.Key) { Wave = wave?.Id }, user.ScopeOf("surveys.results"), ct) : null;
            return new(survey, definition.Title.In(user.Language), wave?.Id, wave is null ? null : (await SurveyTitles.OfWaves(db, user.Language, [wave.Id], ct)).GetValueOrDefault(wave.Id), asked?.Key, asked?.Text.In(user.Language), dimension?.Key, asked?.Kind == ItemKind.Rating,
                asked is null ? null : ItemFigure.FigureOf(asked.Kind, scores?.Mean), scores?.N ?? 0, []);
        }
    }
}
