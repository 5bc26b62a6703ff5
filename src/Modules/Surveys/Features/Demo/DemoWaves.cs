using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Demo;

/// <summary>What makes the pages of waves alive: the two satisfaction surveys are a series, people have stopped half way, pages took their time.</summary>
internal static class DemoWaves
{
    const string Empty = "{}";

    public static async Task Enliven(SurveysDb db, long first, long second, int pages, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"update surveys.waves set series_id = {first}, remind_after_days = 7, remind_most = 2, points = 50, previous_id = case when id = {second} then {first} end where id in ({first}, {second})", ct);
        await db.Database.ExecuteSqlAsync($"""
            insert into surveys.drafts (invitation_id, answers, page, active_seconds, page_seconds, started_at, updated_at)
            select id, {Empty}::jsonb, case when wave_id in ({first}, {second}) then (id / 9) % {pages} else 0 end, 40, {Empty}::jsonb, started_at, started_at + interval '2 minutes'
            from surveys.invitations where started_at is not null and finished_at is null
            on conflict do nothing
            """, ct);
    }

    /// <summary>The time of an answer by its pages, longer where there is more to answer.</summary>
    public static SortedDictionary<string, int> Pages(SurveyDefinition definition, int seconds)
    {
        var weights = definition.Dimensions.ToDictionary(d => d.Key, d => d.Items.Sum(i => i.Kind == ItemKind.LongText ? 3 : 1) + 1);
        var sum = Math.Max(1, weights.Values.Sum());
        return new(weights.ToDictionary(w => w.Key, w => seconds * w.Value / sum));
    }
}
