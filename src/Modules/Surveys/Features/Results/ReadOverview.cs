using System.Globalization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features.Results;

/// <summary>What the overview shows beside the counts of values: the filter's choices, gaps of expectation and perception, numbers and dates, and the marks.</summary>
[Needs("surveys.results")]
internal static class ReadOverview
{
    public sealed record Query(ResultsFilter Filter) : IRequest<View>;

    public sealed record Gap(Item Item, GapFigures Figures);

    /// <summary>A question that was answered with numbers, or one with dates.</summary>
    public sealed record Measured(Item Item, NumberFigures? Numbers, DateFigures? Dates);

    /// <param name="Hidden">The answers may not be shown: anonymous ones, and too few.</param>
    public sealed record View(long SurveyId, string Survey, string? Wave, FilterChoices Choices, bool Hidden, IReadOnlyList<Gap> Gaps, IReadOnlyList<Measured> Measured, IReadOnlyDictionary<string, double> Benchmarks);

    public sealed class Handler(SurveysDb db, SurveyCache versions, ResultsReader reader, ResultsGuard guard, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = request.Filter.Wave is { } waveId ? await db.Waves.Where(w => w.Id == waveId).Select(w => new { w.SurveyId, w.Title, w.VersionId }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Wave", waveId) : null;
            var survey = request.Filter.Survey ?? wave?.SurveyId ?? throw new MissingException("Survey");
            if (wave is not null && wave.SurveyId != survey) throw new MissingException("Wave", request.Filter.Wave!);
            var titles = await SurveyTitles.Of(db, user.Language, [survey], cancellationToken);
            if (!titles.TryGetValue(survey, out var title)) throw new MissingException("Survey", survey);
            var filter = ResultsFilter.Plain(request.Filter) with { Survey = survey };
            var choices = await reader.Choices(survey, filter, cancellationToken);
            var benchmarks = await db.Benchmarks.Where(b => b.SurveyId == survey).ToDictionaryAsync(b => b.Figure, b => b.Target, cancellationToken);
            var hidden = await guard.Hides(filter, cancellationToken);
            var version = wave?.VersionId ?? await db.Versions.Where(v => v.SurveyId == survey).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(cancellationToken);
            var items = hidden || version is not { } v ? [] : (await versions.Version(db, v, cancellationToken)).Items.ToList();
            return new(survey, title, wave is null ? null : wave.Title.Length > 0 ? wave.Title : title, choices, hidden,
                await Gaps(filter, items.FindAll(i => i.Kind == ItemKind.Gap), cancellationToken), await Measures(filter, items.FindAll(i => i.Kind is ItemKind.Number or ItemKind.Date), cancellationToken), benchmarks);
        }

        async Task<IReadOnlyList<Gap>> Gaps(ResultsFilter filter, List<Item> items, CancellationToken ct)
        {
            // Of each item how often each pair of scores was given: at most 25 rows.
            var pairs = await Given<Pair>("answers -> k.key ->> 0 as expected, answers -> k.key ->> 1 as perceived, count(*) as n, count(*) filter (where anonymous) as anonymous", "1, 2, 3", filter, items, ct);
            return [.. Shown(items, pairs.Select(p => (p.Item, p.Anonymous))).Select(i => (Item: i, Figures: GapFigures.Of([.. pairs.Where(p => p.Item == i.Key && Score(p.Expected) is not null && Score(p.Perceived) is not null).Select(p => (Score(p.Expected)!.Value, Score(p.Perceived)!.Value, p.N))])))
                .Where(g => g.Figures is not null).Select(g => new Gap(g.Item, g.Figures!)).OrderBy(g => g.Figures.Gap)];
        }

        async Task<IReadOnlyList<Measured>> Measures(ResultsFilter filter, List<Item> items, CancellationToken ct)
        {
            // The roll-up only knows that there is one.
            var given = (await Given<Plain>("answers -> k.key ->> 0 as value, count(*) as n, count(*) filter (where anonymous) as anonymous", "1, 2", filter, items, ct)).ToLookup(g => g.Item);
            return [.. Shown(items, given.SelectMany(g => g).Select(g => (g.Item, g.Anonymous))).Select(i => i.Kind == ItemKind.Number
                ? new Measured(i, NumberFigures.Of(given[i.Key].Where(g => double.TryParse(g.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)).Select(g => (double.Parse(g.Value!, CultureInfo.InvariantCulture), g.N))), null)
                : new Measured(i, null, DateFigures.Of([.. given[i.Key].Where(g => g.Value is not null && AnswerSheet.ReadDate(g.Value) is not null).Select(g => (AnswerSheet.ReadDate(g.Value!)!.Value, g.N))])))
                .Where(m => m.Numbers is not null || m.Dates is not null)];
        }

        /// <summary>Without items that too few anonymous people answered.</summary>
        static IEnumerable<Item> Shown(List<Item> items, IEnumerable<(string Item, long Anonymous)> given)
        {
            var few = AnonymousGuard.Few(given.Select(g => new ValueCount(g.Item, "", true, g.Anonymous, g.Anonymous))).ToHashSet();
            return items.Where(i => !few.Contains(i.Key));
        }

        /// <summary>How often each of the items was answered in which way.</summary>
        async Task<List<T>> Given<T>(string columns, string groups, ResultsFilter filter, List<Item> items, CancellationToken ct)
        {
            if (items.Count == 0) return [];
            var sql = new ResponseSql(filter with { First = filter.Wave is null, Counted = filter.Flagged ? null : true }, user.ScopeOf("surveys.results"), zone);
            return await db.Database.SqlQueryRaw<T>($"select k.key as item, {columns} from surveys.responses cross join unnest(@keys) as k(key) where {sql.Where} and answers ? k.key group by {groups}",
                [.. sql.Parameters, new NpgsqlParameter("@keys", items.Select(i => i.Key).ToArray())]).ToListAsync(ct);
        }

        static int? Score(string? text) => text is ['1' or '2' or '3' or '4' or '5'] ? text[0] - '0' : null;

        sealed record Pair(string Item, string? Expected, string? Perceived, long N, long Anonymous);

        sealed record Plain(string Item, string? Value, long N, long Anonymous);
    }
}
