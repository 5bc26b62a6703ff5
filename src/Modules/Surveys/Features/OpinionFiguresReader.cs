using System.Globalization;
using Crm.Contracts.Surveys;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features;

/// <summary>Scores of a time over all surveys, from the same source as the satisfaction dashboard: counted answers, anonymous waves left to the pages of their survey.</summary>
internal sealed class OpinionFiguresReader(SurveysDb db, SurveyCache cache, ScoreReader scores) : IOpinionFigures
{
    /// <summary>The shipped item "problems solved the first time"; surveys written by hand may use the key, too.</summary>
    const string FirstTime = "first_time";

    public async Task<OpinionFigures> Between(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var efforts = new HashSet<(long, string)>();
        foreach (var (survey, definition) in await cache.Latest(db, ct))
            foreach (var item in definition.Items.Where(i => i.Kind == ItemKind.Ces)) efforts.Add((survey, item.Key));
        var sql = await scores.Over(new ResponseFilter { From = from, To = to, Counted = true, OneByOne = true }, ct);
        string[] keys = [ScoreMonth.Headline, ScoreMonth.Nps, FirstTime, .. efforts.Select(e => e.Item2).Distinct()];
        var cells = await db.Database.SqlQueryRaw<Cell>($"""
            select c.survey_id as "SurveyId", c.item, c.value, sum(c.n)::bigint as n, sum(c.high)::bigint as high, sum(c.low)::bigint as low
            from {sql.From} c where c.item = any(@keys) group by 1, 2, 3 having sum(c.n) <> 0
            """, [.. sql.Parameters, new NpgsqlParameter("@keys", keys)]).ToListAsync(ct);
        var (nps, headline, first) = (cells.FindAll(c => c.Item == ScoreMonth.Nps), cells.FindAll(c => c.Item == ScoreMonth.Headline), cells.FindAll(c => c.Item == FirstTime && Score(c) is not null));
        var effort = cells.FindAll(c => efforts.Contains((c.SurveyId, c.Item)) && Score(c) is not null);
        return new(nps.Sum(c => c.High), nps.Sum(c => c.N - c.High - c.Low), nps.Sum(c => c.Low), headline.Sum(c => c.N), headline.Sum(c => c.High),
            effort.Sum(c => c.N), effort.Sum(c => c.N * Score(c)!.Value), first.Sum(c => c.N), first.Where(c => Score(c) >= 4).Sum(c => c.N));
    }

    static long? Score(Cell cell) => long.TryParse(cell.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var score) ? score : null;

    sealed record Cell(long SurveyId, string Item, string Value, long N, long High, long Low);
}
