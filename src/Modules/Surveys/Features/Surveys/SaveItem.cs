using Crm.Platform.Localization;
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
    /// <param name="Kind">What a new one starts as.</param>
    public sealed record Query(long SurveyId, string? Key, string? Dimension, ItemKind Kind = ItemKind.Rating) : IRequest<Command>;

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

        /// <summary>Shown only when this item …</summary>
        public string? IfItem { get; init; }

        /// <summary>… was answered with one of these, as "item:value": of other items than <see cref="IfItem"/> they mean nothing.</summary>
        public List<string> IfValues { get; init; } = [];

        public decimal? Min { get; init; }
        public decimal? Max { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? Until { get; init; }
        public int? Fewest { get; init; }
        public int? Most { get; init; }
        public int? Length { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Text.En).MaximumLength(SurveyJson.Text).NamesKnownFacts(texts);
            RuleFor(c => c.Text.Zh).MaximumLength(SurveyJson.Text).NamesKnownFacts(texts);
            RuleFor(c => c.Text.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Text.Zh));
            RuleFor(c => c.Hint.En).MaximumLength(SurveyJson.Text).NamesKnownFacts(texts);
            RuleFor(c => c.Hint.Zh).MaximumLength(SurveyJson.Text).NamesKnownFacts(texts);
            RuleFor(c => c.Low.En).MaximumLength(SurveyJson.End).NamesKnownFacts(texts);
            RuleFor(c => c.Low.Zh).MaximumLength(SurveyJson.End).NamesKnownFacts(texts);
            RuleFor(c => c.High.En).MaximumLength(SurveyJson.End).NamesKnownFacts(texts);
            RuleFor(c => c.High.Zh).MaximumLength(SurveyJson.End).NamesKnownFacts(texts);
            RuleFor(c => c.OptionsEn).MaximumLength(5000).NamesKnownFacts(texts);
            RuleFor(c => c.OptionsZh).MaximumLength(5000).NamesKnownFacts(texts);
            RuleFor(c => c.Min).InclusiveBetween(-999_999_999_999m, 999_999_999_999m);
            RuleFor(c => c.Max).InclusiveBetween(-999_999_999_999m, 999_999_999_999m);
            RuleFor(c => c.Fewest).InclusiveBetween(0, SurveyJson.MostOptions);
            RuleFor(c => c.Most).InclusiveBetween(1, SurveyJson.MostOptions);
            RuleFor(c => c.Length).InclusiveBetween(1, AnswerSheet.MaxText);
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
                return Of(survey, into, ItemDefaults.Of(request.Kind)) with { Key = null };
            }
            var item = survey.Draft.Find(request.Key) ?? throw new MissingException("Item", request.Key);
            return Of(survey, survey.Draft.Dimensions.First(d => d.Items.Contains(item)), item);
        }

        static Command Of(Survey survey, Dimension dimension, Item item) => new()
        {
            SurveyId = survey.Id, Version = survey.Version, Key = item.Key, Dimension = dimension.Key, Kind = item.Kind,
            Text = item.Text, Hint = item.Hint, Low = item.Low, High = item.High, Required = item.Required, Headline = item.Headline,
            OptionsEn = string.Join("\n", item.Options.Select(o => o.Text.En)), OptionsZh = string.Join("\n", item.Options.Select(o => o.Text.Zh)),
            IfItem = item.ShowIf?.Item, IfValues = [.. item.ShowIf?.AnyOf.Select(v => $"{item.ShowIf.Item}:{v}") ?? []],
            Min = item.Limits?.Min, Max = item.Limits?.Max, From = item.Limits?.From, Until = item.Limits?.Until, Fewest = item.Limits?.Fewest, Most = item.Limits?.Most, Length = item.Limits?.Length,
        };

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            db.Expect(survey, request.Version);
            var draft = survey.Draft;
            if (draft.Dimensions.All(d => d.Key != request.Dimension)) throw new MissingException("Dimension", request.Dimension);
            var old = request.Key is { } key ? draft.Find(key) ?? throw new MissingException("Item", key) : null;
            if (request.Headline && request.Kind != ItemKind.Rating) throw new RuleException("surveys.headline.rating", nameof(Command.Headline));
            if (old is null && draft.Items.Count() >= SurveyJson.MostItems) throw new RuleException("surveys.items.most", null, SurveyJson.MostItems);
            var isScale = new Item { Kind = request.Kind }.Scale is not null;
            var item = (old ?? new Item()) with
            {
                Key = await KeyFor(survey, old, request.Kind, cancellationToken),
                Kind = request.Kind,
                Text = request.Text.Trimmed(),
                Hint = request.Hint.Trimmed(),
                Low = isScale ? request.Low.Trimmed() : new(),
                High = isScale ? request.High.Trimmed() : new(),
                Required = request.Required,
                Headline = request.Headline,
                Fact = request.Kind == ItemKind.Single ? old?.Fact : null,
                ShowIf = RuleOf(request, draft),
                Options = [],
                Limits = new ItemLimits { Min = request.Min, Max = request.Max, From = request.From, Until = request.Until, Fewest = request.Fewest, Most = request.Most, Length = request.Length }.For(request.Kind),
            };
            if (item.IsChoice) item = item with { Options = OptionsOf(request, old) };
            // Their keys are what the record says: another one would mean nothing to it.
            if (item.Fact == AskedFact.CooperationBand && !item.Options.Select(o => o.Key).SequenceEqual(old!.Options.Select(o => o.Key))) throw new RuleException("surveys.options.band", nameof(Command.OptionsEn));
            if (item.Limits?.Problem(item.Kind, item.Options.Count) is { } wrong) throw new RuleException(wrong.Key, wrong.Property, item.Options.Count);
            var after = old is null || old.Key == item.Key ? draft.WithItem(request.Dimension, item) : draft.ItemReplaced(old.Key, item);
            draft.KeepLogic(after, user.Language, nameof(Command.IfItem));
            survey.Edit(after, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }

        /// <summary>An item keeps its key through all versions. Asked as another kind it is another item: old and new answers would not mean the same.</summary>
        async Task<string> KeyFor(Survey survey, Item? old, ItemKind kind, CancellationToken ct)
        {
            if (old is not null && old.Kind == kind) return old.Key;
            var earlier = await db.Earlier(survey.Id, ct);
            return old is not null && earlier.All(e => e.Find(old.Key) is not { } asked || asked.Kind == kind) ? old.Key : survey.Draft.FreshKey("q", earlier);
        }

        static ShowIf? RuleOf(Command request, SurveyDefinition draft)
        {
            if (string.IsNullOrEmpty(request.IfItem)) return null;
            if (request.IfItem == request.Key || draft.SourcesFor(request.Dimension).All(i => i.Key != request.IfItem)) throw new RuleException("surveys.logic.later", nameof(Command.IfItem), request.Text.Trimmed().In("en"), draft.Find(request.IfItem)?.Text.In("en") ?? request.IfItem);
            var values = request.IfValues.Where(v => v.StartsWith(request.IfItem + ":", StringComparison.Ordinal)).Select(v => v[(request.IfItem.Length + 1)..]).Distinct().ToList();
            if (values.Count == 0) throw new RuleException("surveys.logic.none", nameof(Command.IfValues));
            return new(request.IfItem, values);
        }

        /// <summary>A choice keeps its key as long as its place or one of its texts stays, so that old and new answers count together.</summary>
        static List<Option> OptionsOf(Command request, Item? old)
        {
            var (en, zh) = (Lines(request.OptionsEn), Lines(request.OptionsZh));
            var n = Math.Max(en.Count, zh.Count);
            if (n < 2) throw new RuleException("surveys.options.two", nameof(Command.OptionsEn));
            if (n > SurveyJson.MostOptions) throw new RuleException("surveys.options.many", nameof(Command.OptionsEn));
            if (en.Count > 0 && zh.Count > 0 && en.Count != zh.Count) throw new RuleException("surveys.options.unequal", nameof(Command.OptionsZh), en.Count, zh.Count);
            if (en.Any(o => o.Length > SurveyJson.OptionText)) throw new RuleException("surveys.options.long", nameof(Command.OptionsEn), SurveyJson.OptionText);
            if (zh.Any(o => o.Length > SurveyJson.OptionText)) throw new RuleException("surveys.options.long", nameof(Command.OptionsZh), SurveyJson.OptionText);
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

/// <summary>What stands around the form of an item: what it may depend on, what depends on it, doubts about its wording.</summary>
[Needs("surveys.write")]
internal static class AroundItem
{
    public sealed record Query(long SurveyId, string Dimension, string? Key) : IRequest<View>;

    public sealed record Source(string Key, string Text, IReadOnlyList<(string Value, string Text)> Values);

    public sealed record View(string Survey, string Dimension, IReadOnlyList<Source> Sources, IReadOnlyList<string> Dependents, IReadOnlyList<WordingDoubt> Doubts, AskedFact? Fact);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var draft = await db.Surveys.Where(s => s.Id == request.SurveyId).Select(s => s.Draft).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var dimension = draft.Dimensions.FirstOrDefault(d => d.Key == request.Dimension) ?? throw new MissingException("Dimension", request.Dimension);
            var item = request.Key is null ? null : draft.Find(request.Key);
            return new(draft.Title.In(user.Language), dimension.Title.In(user.Language),
                [.. draft.SourcesFor(dimension.Key).Where(i => i.Key != request.Key).Select(i => new Source(i.Key, i.Text.In(user.Language), [.. i.Values().Select(v => (v, i.TextOf(v, user.Language)))]))],
                item is null ? [] : [.. draft.DependentsOf(item.Key).Select(i => i.Text.In(user.Language))],
                item is null ? [] : Wording.Doubts(item), item?.Fact);
        }
    }
}
