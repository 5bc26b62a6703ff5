using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Results;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Dashboard;

/// <summary>The one survey a part of the dashboard speaks of, and the days.</summary>
/// <param name="Most">Nobody chose it: of those that fit it has most answers.</param>
internal sealed record DashboardSurvey(long Id, string Title, bool Most, DateOnly From, DateOnly To);

/// <summary>What cannot be said of all surveys at once is said of the one chosen, else of the one with most answers in the period among those that fit.</summary>
internal sealed class DashboardSurveys(SurveysDb db, SurveyCache cache, ScoreReader scores, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    public async Task<DashboardSurvey?> Of(SatisfactionFilter filter, Func<SurveyDefinition, bool> fits, CancellationToken ct)
    {
        var (from, to) = filter.Range(zone.DayOf(clock.GetUtcNow()));
        var surveys = await cache.Latest(db, ct);
        var id = filter.Survey ?? (await Answered(filter, from, to, ct)).Find(s => surveys.TryGetValue(s!.Value, out var d) && fits(d));
        return id is { } survey && surveys.TryGetValue(survey, out var definition) ? new(survey, definition.Title.In(user.Language), filter.Survey is null, from, to) : null;
    }

    async Task<List<long?>> Answered(SatisfactionFilter filter, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var answers = await scores.Over(filter.Answers(from, to), ct);
        return await db.Database.SqlQueryRaw<long?>($"select c.survey_id from {answers.From} c where c.item = '{ScoreMonth.Everything}' group by 1 having sum(c.n) > 0 order by sum(c.n) desc, 1", answers.Parameters).ToListAsync(ct);
    }
}
