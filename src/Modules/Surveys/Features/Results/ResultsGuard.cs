using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Results;

/// <summary>The one place where it is decided whether a filter's answers may be shown: where anonymous ones are among them, five or more, and five or more less than any wider view (<see cref="AnonymousGuard"/>).</summary>
internal sealed class ResultsGuard(SurveysDb db, SurveyCache versions, AnswerTables tables)
{
    public async Task<bool> Hides(ResultsFilter filter, CancellationToken ct)
    {
        if (filter.Survey is not { } survey || !await HasAnonymous(survey, ct)) return false;
        var version = await db.Versions.Where(v => v.SurveyId == survey).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
        var table = await tables.Read(survey, version, version is { } v ? await versions.Version(db, v, ct) : new SurveyDefinition(), ct);
        return !table.MayShow(filter.Table, table.Where(filter.Table));
    }

    /// <summary>Few surveys are anonymous, and a small index knows them.</summary>
    public async Task<bool> HasAnonymous(long survey, CancellationToken ct) =>
        known.TryGetValue(survey, out var has) ? has : known[survey] = await db.Responses.AnyAsync(r => r.SurveyId == survey && r.Anonymous, ct);

    readonly Dictionary<long, bool> known = [];

    /// <summary>Refuses what may not be shown.</summary>
    public async Task Check(ResultsFilter filter, CancellationToken ct)
    {
        if (await Hides(filter, ct)) throw new RuleException("surveys.results.hidden");
    }
}
