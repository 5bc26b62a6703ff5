using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Results;

/// <summary>The marks that a survey's figures are held against; a figure left empty has none.</summary>
[Needs("surveys.write")]
internal static class SetBenchmarks
{
    public sealed record Query(long SurveyId) : IRequest<Command>;

    /// <summary>A figure and its mark.</summary>
    public sealed record Line
    {
        public string Figure { get; init; } = "";
        public double? Target { get; init; }
    }

    public sealed record Command : IRequest<Unit>
    {
        public long SurveyId { get; init; }
        public List<Line> Lines { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Lines.Count).LessThanOrEqualTo(500);
            RuleForEach(c => c.Lines).ChildRules(line => line.RuleFor(l => l.Target).Must((l, target) => target is null || (double.IsFinite(target.Value) && target >= Benchmark.RangeOf(l.Figure).Low && target <= Benchmark.RangeOf(l.Figure).High))
                .WithMessage((l, _) => texts["surveys.benchmark.range", Benchmark.RangeOf(l.Figure).Low, Benchmark.RangeOf(l.Figure).High]));
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var figures = await FiguresOf(request.SurveyId, cancellationToken);
            var set = await db.Benchmarks.Where(b => b.SurveyId == request.SurveyId).ToDictionaryAsync(b => b.Figure, b => b.Target, cancellationToken);
            return new() { SurveyId = request.SurveyId, Lines = [.. figures.Select(f => new Line { Figure = f, Target = set.TryGetValue(f, out var target) ? target : null })] };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var figures = await FiguresOf(request.SurveyId, cancellationToken);
            if (request.Lines.FindIndex(l => l.Target is not null && !figures.Contains(l.Figure)) is >= 0 and var strange)
                throw new RuleException("surveys.benchmark.unknown", $"{nameof(Command.Lines)}[{strange}].{nameof(Line.Target)}", request.Lines[strange].Figure);
            var set = await db.Benchmarks.Where(b => b.SurveyId == request.SurveyId).ToDictionaryAsync(b => b.Figure, cancellationToken);
            foreach (var line in request.Lines.Where(l => figures.Contains(l.Figure)).DistinctBy(l => l.Figure))
            {
                var known = set.GetValueOrDefault(line.Figure);
                if (line.Target is not { } target) { if (known is not null) db.Benchmarks.Remove(known); }
                else if (known is null) db.Benchmarks.Add(Benchmark.Set(request.SurveyId, line.Figure, target, user.Id, clock.GetUtcNow()));
                else known.Move(target, user.Id, clock.GetUtcNow());
            }
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }

        /// <summary>What of the survey can have a mark: its latest version, or the draft of one never published.</summary>
        async Task<IReadOnlyList<string>> FiguresOf(long surveyId, CancellationToken ct)
        {
            var draft = await db.Surveys.Where(s => s.Id == surveyId).Select(s => s.Draft).SingleOrDefaultAsync(ct) ?? throw new MissingException("Survey", surveyId);
            var definition = await db.Versions.Where(v => v.SurveyId == surveyId).OrderByDescending(v => v.Number).Select(v => v.Definition).FirstOrDefaultAsync(ct) ?? draft;
            var rated = definition.Dimensions.Where(d => d.InIndex).SelectMany(d => d.Items).Where(i => i.Kind == ItemKind.Rating).Select(i => i.Key).ToList();
            return [.. rated.Count > 0 ? [Benchmark.Index] : Array.Empty<string>(), .. definition.Headline is null ? Array.Empty<string>() : [Benchmark.Csat], .. definition.Nps is null ? Array.Empty<string>() : [Benchmark.Nps], .. rated];
        }
    }
}
