using System.Text.RegularExpressions;
using Crm.Platform.Files.Tables;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>Takes the mapping and starts the dry run.</summary>
[Needs("surveys.write")]
internal static class CheckAnswerImport
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <summary>The file as the mapping page shows it.</summary>
    /// <param name="Survey">Title of the survey it goes into; null: one is made.</param>
    public sealed record View(Command Form, AnswerImportKind Kind, string FileName, string Format, int Rows, IReadOnlyList<string> Headers, IReadOnlyList<string[]> Sample, bool CanBeMapped, long? SurveyId, string? Survey, IReadOnlyList<Choice> Items, IReadOnlyList<Choice> Waves);

    /// <summary>A column as the form has it.</summary>
    public sealed record Column
    {
        public string? Target { get; init; }
        public int? From { get; init; }
        public int? To { get; init; }
    }

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public List<Column> Columns { get; init; } = [];
        public string? Title { get; init; }
        public long? WaveId { get; init; }
        public string? WaveTitle { get; init; }
        public string? Origin { get; init; }
        public DateOrder Dates { get; init; }
        public int? FollowUpDays { get; init; }
        public bool KnownOnly { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Title).MaximumLength(200);
            RuleFor(c => c.WaveTitle).MaximumLength(200);
            RuleFor(c => c.Origin).MaximumLength(100);
            RuleFor(c => c.Dates).IsInEnum();
            RuleFor(c => c.FollowUpDays).InclusiveBetween(1, 365);
            RuleFor(c => c.Columns).Must(columns => columns.Where(c => !string.IsNullOrEmpty(c.Target) && !c.Target.StartsWith(AnswerTargets.New, StringComparison.Ordinal)).GroupBy(c => c.Target).All(g => g.Count() == 1)).WithMessage(_ => texts["surveys.import.columns.twice"]);
            RuleFor(c => c.Columns).Must(columns => columns.Count(c => c.Target == AnswerTargets.New + "headline") <= 1).WithMessage(_ => texts["surveys.problem.headlines"]);
            RuleFor(c => c.Columns).Must(columns => columns.TrueForAll(c => c.From is null or (>= -1000 and <= 1000) && c.To is null or (>= -1000 and <= 1000) && c.From is null == c.To is null && (c.From is null || c.From != c.To))).WithMessage(_ => texts["surveys.import.columns.scale"]);
        }
    }

    public sealed class Loader(SurveysDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var import = await db.MyImport(user, request.Id, cancellationToken);
            var s = import.Settings;
            var sample = await db.AnswerImportRows.Where(r => r.ImportId == import.Id).OrderBy(r => r.Line).Take(5).Select(r => r.Cells).ToListAsync(cancellationToken);
            var survey = s.SurveyId is { } id ? await db.Latest(id, "", cancellationToken) : null;
            var waves = s.SurveyId is null ? [] : await db.Waves.Where(w => w.SurveyId == s.SurveyId).OrderByDescending(w => w.Id).Take(100).Select(w => w.Id).ToListAsync(cancellationToken);
            var titles = await SurveyTitles.OfWaves(db, user.Language, waves, cancellationToken);
            var form = new Command
            {
                Id = import.Id, Columns = s.Columns.ConvertAll(c => new Column { Target = c.Target, From = c.From, To = c.To }), Title = s.Title, WaveId = s.WaveId, WaveTitle = s.WaveTitle, Origin = s.Origin, Dates = s.Dates, FollowUpDays = s.FollowUpDays, KnownOnly = s.KnownOnly,
            };
            return new(form, import.Kind, import.FileName, import.Format, import.Rows, import.Headers, [.. sample.Select(cells => RowMask.Of(cells, s.Columns))], import.CanBeMapped, s.SurveyId, survey?.Definition.Title.In(user.Language),
                survey is null ? [] : [.. survey.Definition.Items.Where(AnswerTargets.CanFill).Select(i => new Choice(AnswerTargets.Item + i.Key, i.Text.In(user.Language)))],
                [.. waves.Select(w => new Choice($"{w}", titles[w]))]);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var import = await db.MyImport(user, request.Id, cancellationToken);
            if (!import.CanBeMapped) throw new RuleException("surveys.import.started");
            var surveyId = import.Settings.SurveyId;
            var survey = surveyId is { } id ? (await db.Latest(id, "", cancellationToken)).Definition : null;
            var columns = request.Columns.ConvertAll(c => new AnswerColumn(c.Target ?? "", c.From, c.To));
            if (columns.Count != import.Headers.Count || columns.Exists(c => !Known(c, survey))) throw new RuleException("surveys.import.columns.unknown", nameof(Command.Columns));
            if (!columns.Exists(c => c.Item is not null || c.Fresh is not null)) throw new RuleException("surveys.import.columns.none", nameof(Command.Columns));
            if (request.WaveId is { } wave && !await db.Waves.AnyAsync(w => w.Id == wave && w.SurveyId == surveyId, cancellationToken)) throw new RuleException("surveys.import.wave.unknown", nameof(Command.WaveId));
            SurveyDefinition? made = null;
            if (survey is null)
            {
                if (string.IsNullOrWhiteSpace(request.Title)) throw new RuleException("surveys.problem.title", nameof(Command.Title));
                made = ColumnSurvey.Of(request.Title.Trim(), import.Headers, columns, await Choices(import, columns, cancellationToken));
            }
            await using var transaction = await db.Begin(cancellationToken);
            import.Check(new()
            {
                Columns = columns, SurveyId = surveyId, Title = request.Title?.Trim() ?? "", WaveId = request.WaveId, WaveTitle = request.WaveTitle?.Trim() ?? "", Origin = request.Origin?.Trim() ?? "",
                Dates = request.Dates, FollowUpDays = request.FollowUpDays, KnownOnly = request.KnownOnly,
            }, made);
            var job = db.Enqueue<CheckAnswerImportJob, AnswerImportArgs>(new(import.Id), "surveys.import.check.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            import.Works(job.Id);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }

        static bool Known(AnswerColumn column, SurveyDefinition? survey) =>
            column.Target.Length == 0 || AnswerTargets.Facts.Contains(column.Target)
            || (column.Item is { } key && survey?.Find(key) is { } item && AnswerTargets.CanFill(item))
            || (column.Fresh is { } fresh && survey is null && AnswerTargets.Kinds.ContainsKey(fresh));

        /// <summary>The different values of the columns that become choices, from the whole file.</summary>
        async Task<Dictionary<int, IReadOnlyList<string>>> Choices(AnswerImport import, List<AnswerColumn> columns, CancellationToken ct)
        {
            var choices = new Dictionary<int, IReadOnlyList<string>>();
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i].Fresh is not ("single" or "multi")) continue;
                var at = i + 1; // PostgreSQL counts from one
                var values = await db.Database.SqlQuery<string>($"select distinct cells[{at}] as \"Value\" from surveys.answer_import_rows where import_id = {import.Id} and coalesce(cells[{at}], '') <> '' limit 2000").ToListAsync(ct);
                if (columns[i].Fresh == "multi") values = [.. values.SelectMany(AnswerLayout.Several)];
                var different = values.GroupBy(AnswerLayout.Bare).Select(g => g.Order(StringComparer.Ordinal).First()).Order(StringComparer.Ordinal).ToList();
                if (different.Count is < 2 or > ColumnSurvey.MostChoices || different.Exists(c => c.Length > 200)) throw new RuleException("surveys.import.columns.choices", nameof(Command.Columns), import.Headers[i], different.Count, ColumnSurvey.MostChoices);
                choices[i] = different;
            }
            return choices;
        }
    }
}

/// <summary>Cells as they are shown: columns that name a person are hidden, and so is what names one in the others; a day is no phone number, however alike they look. Rows that were left out go back whole, as a file: they have to be corrected.</summary>
internal static partial class RowMask
{
    public static string[] Of(string[] cells, IReadOnlyList<AnswerColumn> columns) =>
        [.. cells.Select((cell, i) => cell.Length == 0 ? cell : i < columns.Count && AnswerTargets.Personal.Contains(columns[i].Target) ? Odd(cell) : Day().IsMatch(cell) ? cell : Deidentify.Text(cell))];

    /// <summary>With punctuation between: eight digits alone may be a number to call.</summary>
    [GeneratedRegex(@"^\s*(19|20)\d{2}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?\s*$")]
    private static partial Regex Day();

    static string Odd(string cell) => cell.Length <= 6 ? "***" : cell[..3] + "***" + cell[^2..];
}
