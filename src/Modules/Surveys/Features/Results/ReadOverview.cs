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

/// <summary>What the overview shows beside the counts of values: the filter's choices, gaps of expectation and perception, and the marks.</summary>
[Needs("surveys.results")]
internal static class ReadOverview
{
    public sealed record Query(ResultsFilter Filter) : IRequest<View>;

    public sealed record Gap(Item Item, GapFigures Figures);

    /// <param name="Hidden">The answers may not be shown: anonymous ones, and too few.</param>
    public sealed record View(long SurveyId, string Survey, string? Wave, FilterChoices Choices, bool Hidden, IReadOnlyList<Gap> Gaps, IReadOnlyDictionary<string, double> Benchmarks);

    public sealed class Handler(SurveysDb db, SurveyCache versions, ResultsReader reader, ResultsGuard guard, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = request.Filter.Wave is { } waveId ? await db.Waves.Where(w => w.Id == waveId).Select(w => new { w.SurveyId, w.Title }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Wave", waveId) : null;
            var survey = request.Filter.Survey ?? wave?.SurveyId ?? throw new MissingException("Survey");
            if (wave is not null && wave.SurveyId != survey) throw new MissingException("Wave", request.Filter.Wave!);
            var titles = await SurveyTitles.Of(db, user.Language, [survey], cancellationToken);
            if (!titles.TryGetValue(survey, out var title)) throw new MissingException("Survey", survey);
            var filter = ResultsFilter.Plain(request.Filter) with { Survey = survey };
            var choices = await reader.Choices(survey, filter, cancellationToken);
            var benchmarks = await db.Benchmarks.Where(b => b.SurveyId == survey).ToDictionaryAsync(b => b.Figure, b => b.Target, cancellationToken);
            var hidden = await guard.Hides(filter, cancellationToken);
            return new(survey, title, wave is null ? null : wave.Title.Length > 0 ? wave.Title : title, choices, hidden, hidden ? [] : await Gaps(filter, cancellationToken), benchmarks);
        }

        async Task<IReadOnlyList<Gap>> Gaps(ResultsFilter filter, CancellationToken ct)
        {
            var version = await db.Versions.Where(v => v.SurveyId == filter.Survey).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
            if (version is not { } id) return [];
            var items = (await versions.Version(db, id, ct)).Items.Where(i => i.Kind == ItemKind.Gap).ToList();
            if (items.Count == 0) return [];
            var sql = new ResponseSql(filter with { First = filter.Wave is null, Counted = filter.Flagged ? null : true }, user.ScopeOf("surveys.results"), zone);
            object[] parameters = [.. sql.Parameters, new NpgsqlParameter("@gaps", items.Select(i => i.Key).ToArray())];
            // Of each item how often each pair of scores was given: at most 25 rows.
            var pairs = await db.Database.SqlQueryRaw<Pair>($"""
                select g.key as item, answers -> g.key ->> 0 as expected, answers -> g.key ->> 1 as perceived, count(*) as n
                from surveys.responses cross join unnest(@gaps) as g(key)
                where {sql.Where} and answers ? g.key group by 1, 2, 3
                """, parameters).ToListAsync(ct);
            return [.. items.Select(i => (Item: i, Figures: GapFigures.Of([.. pairs.Where(p => p.Item == i.Key && Score(p.Expected) is not null && Score(p.Perceived) is not null).Select(p => (Score(p.Expected)!.Value, Score(p.Perceived)!.Value, p.N))])))
                .Where(g => g.Figures is not null).Select(g => new Gap(g.Item, g.Figures!)).OrderBy(g => g.Figures.Gap)];
        }

        static int? Score(string? text) => text is ['1' or '2' or '3' or '4' or '5'] ? text[0] - '0' : null;

        sealed record Pair(string Item, string? Expected, string? Perceived, long N);
    }
}
