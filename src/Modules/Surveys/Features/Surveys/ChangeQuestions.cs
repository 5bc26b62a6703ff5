using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Adds or changes an item of the draft.</summary>
[Needs("surveys.write")]
internal static class SaveItem
{
    /// <summary>Kinds the builder offers and the public page renders.</summary>
    public static readonly IReadOnlyList<ItemKind> Offered = [ItemKind.Rating, ItemKind.Nps, ItemKind.Ces, ItemKind.Single, ItemKind.Multi, ItemKind.Text, ItemKind.LongText, ItemKind.Number, ItemKind.Date];

    public sealed record Query(long SurveyId, string? Key, string? Dimension) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long SurveyId { get; init; }
        public uint Version { get; init; }

        /// <summary>Null: a new one.</summary>
        public string? Key { get; init; }

        public string Dimension { get; init; } = "";
        public ItemKind Kind { get; init; }
        public LocalText Text { get; init; } = new();
        public LocalText Hint { get; init; } = new();
        public LocalText Low { get; init; } = new();
        public LocalText High { get; init; } = new();
        public bool Required { get; init; }
        public bool Headline { get; init; }

        /// <summary>Choices, one a line, in each language in the same order.</summary>
        public string OptionsEn { get; init; } = "";

        public string OptionsZh { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).Must(k => Offered.Contains(k));
            RuleFor(c => c.Text.En).MaximumLength(500);
            RuleFor(c => c.Text.Zh).MaximumLength(500);
            RuleFor(c => c.Text.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Text.Zh));
            RuleFor(c => c.Hint.En).MaximumLength(500);
            RuleFor(c => c.Hint.Zh).MaximumLength(500);
            RuleFor(c => c.Low.En).MaximumLength(60);
            RuleFor(c => c.Low.Zh).MaximumLength(60);
            RuleFor(c => c.High.En).MaximumLength(60);
            RuleFor(c => c.High.Zh).MaximumLength(60);
            RuleFor(c => c.OptionsEn).MaximumLength(5000);
            RuleFor(c => c.OptionsZh).MaximumLength(5000);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            if (request.Key is null)
            {
                var into = survey.Draft.Dimensions.FirstOrDefault(d => d.Key == request.Dimension) ?? throw new MissingException("Dimension", request.Dimension);
                return new() { SurveyId = survey.Id, Version = survey.Version, Dimension = into.Key };
            }
            var item = survey.Draft.Find(request.Key) ?? throw new MissingException("Item", request.Key);
            return new()
            {
                SurveyId = survey.Id, Version = survey.Version, Key = item.Key, Dimension = survey.Draft.Dimensions.First(d => d.Items.Contains(item)).Key, Kind = item.Kind,
                Text = item.Text, Hint = item.Hint, Low = item.Low, High = item.High, Required = item.Required, Headline = item.Headline,
                OptionsEn = string.Join("\n", item.Options.Select(o => o.Text.En)), OptionsZh = string.Join("\n", item.Options.Select(o => o.Text.Zh)),
            };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            db.Expect(survey, request.Version);
            if (survey.Draft.Dimensions.All(d => d.Key != request.Dimension)) throw new MissingException("Dimension", request.Dimension);
            var old = request.Key is { } key ? survey.Draft.Find(key) ?? throw new MissingException("Item", key) : null;
            if (request.Headline && request.Kind != ItemKind.Rating) throw new RuleException("surveys.headline.rating", nameof(Command.Headline));
            var item = (old ?? new Item { Key = survey.Draft.FreshKey("q") }) with
            {
                Kind = request.Kind,
                Text = request.Text.Trimmed(),
                Hint = request.Hint.Trimmed(),
                Low = request.Low.Trimmed(),
                High = request.High.Trimmed(),
                Required = request.Required,
                Headline = request.Headline,
                Options = [],
            };
            if (item.IsChoice) item = item with { Options = OptionsOf(request, old) };
            survey.Edit(survey.Draft.WithItem(request.Dimension, item), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }

        /// <summary>A choice keeps its key as long as its place or one of its texts stays, so that old and new answers count together.</summary>
        static List<Option> OptionsOf(Command request, Item? old)
        {
            var (en, zh) = (Lines(request.OptionsEn), Lines(request.OptionsZh));
            var n = Math.Max(en.Count, zh.Count);
            if (n < 2) throw new RuleException("surveys.options.two", nameof(Command.OptionsEn));
            if (n > 40) throw new RuleException("surveys.options.many", nameof(Command.OptionsEn));
            if (en.Count > 0 && zh.Count > 0 && en.Count != zh.Count) throw new RuleException("surveys.options.unequal", nameof(Command.OptionsZh), en.Count, zh.Count);
            var texts = Enumerable.Range(0, n).Select(i => LocalText.Of(en.ElementAtOrDefault(i) ?? "", zh.ElementAtOrDefault(i) ?? "")).ToList();
            if (en.Distinct().Count() < en.Count || zh.Distinct().Count() < zh.Count) throw new RuleException("surveys.options.same", nameof(Command.OptionsEn));
            var before = old?.Options ?? [];
            var taken = before.Select(o => o.Key).ToHashSet();
            var used = new HashSet<string>();
            var options = new List<Option>();
            for (var i = 0; i < n; i++)
            {
                var text = texts[i];
                var known = before.FirstOrDefault(o => !used.Contains(o.Key) && ((text.En.Length > 0 && o.Text.En == text.En) || (text.Zh.Length > 0 && o.Text.Zh == text.Zh)))
                    ?? (before.Count == n && !used.Contains(before[i].Key) && texts.All(t => t.En != before[i].Text.En || t.En.Length == 0) && texts.All(t => t.Zh != before[i].Text.Zh || t.Zh.Length == 0) ? before[i] : null);
                var key = known?.Key ?? Enumerable.Range(1, 1000).Select(k => $"o{k}").First(k => !taken.Contains(k) && !used.Contains(k));
                used.Add(key);
                options.Add(new Option(key, text));
            }
            return options;
        }

        static List<string> Lines(string? text) => [.. (text ?? "").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
    }
}

/// <summary>Adds or changes a dimension of the draft.</summary>
[Needs("surveys.write")]
internal static class SaveDimension
{
    public sealed record Query(long SurveyId, string? Key) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long SurveyId { get; init; }
        public uint Version { get; init; }
        public string? Key { get; init; }
        public LocalText Title { get; init; } = new();
        public LocalText Intro { get; init; } = new();
        public double Weight { get; init; } = 1;
        public bool InIndex { get; init; } = true;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title.En).MaximumLength(200);
            RuleFor(c => c.Title.Zh).MaximumLength(200);
            RuleFor(c => c.Title.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Title.Zh));
            RuleFor(c => c.Intro.En).MaximumLength(1000);
            RuleFor(c => c.Intro.Zh).MaximumLength(1000);
            RuleFor(c => c.Weight).InclusiveBetween(0, 100);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            if (request.Key is null) return new() { SurveyId = survey.Id, Version = survey.Version };
            var dimension = survey.Draft.Dimensions.FirstOrDefault(d => d.Key == request.Key) ?? throw new MissingException("Dimension", request.Key);
            return new() { SurveyId = survey.Id, Version = survey.Version, Key = dimension.Key, Title = dimension.Title, Intro = dimension.Intro, Weight = dimension.Weight, InIndex = dimension.InIndex };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            db.Expect(survey, request.Version);
            var old = request.Key is { } key ? survey.Draft.Dimensions.FirstOrDefault(d => d.Key == key) ?? throw new MissingException("Dimension", key) : new Dimension { Key = survey.Draft.FreshKey("d") };
            survey.Edit(survey.Draft.WithDimension(old with { Title = request.Title.Trimmed(), Intro = request.Intro.Trimmed(), Weight = request.Weight, InIndex = request.InIndex }), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Moves or removes an item or an empty dimension of the draft.</summary>
[Needs("surveys.write")]
internal static class Rearrange
{
    public enum Act { MoveItem, RemoveItem, MoveDimension, RemoveDimension }

    public sealed record Command(long SurveyId, Act Act, string Key, int By = 0) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var by = Math.Sign(request.By);
            var draft = survey.Draft;
            var dimension = draft.Dimensions.FirstOrDefault(d => d.Key == request.Key);
            if (request.Act is Act.MoveItem or Act.RemoveItem ? draft.Find(request.Key) is null : dimension is null) throw new MissingException("Question", request.Key);
            if (request.Act == Act.RemoveDimension && dimension!.Items.Count > 0) throw new RuleException("surveys.dimension.full");
            survey.Edit(request.Act switch
            {
                Act.MoveItem => draft.ItemMoved(request.Key, by),
                Act.RemoveItem => draft.WithoutItem(request.Key),
                Act.MoveDimension => draft.DimensionMoved(request.Key, by),
                _ => draft.WithoutDimension(request.Key),
            }, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Freezes the draft as the next version.</summary>
[Needs("surveys.write")]
internal static class PublishSurvey
{
    public sealed record Command(long Id) : IRequest<int>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            var version = survey.Publish(user.Id, clock.GetUtcNow());
            db.Versions.Add(version);
            await db.SaveChangesAsync(cancellationToken);
            return version.Number;
        }
    }
}
