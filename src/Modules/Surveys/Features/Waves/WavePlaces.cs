using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>The places of a wave with a quota, and the points of one with a budget: however an answer comes in, it takes its own.</summary>
internal static class WavePlaces
{
    sealed record Tallied(long Taken, long Given);

    /// <summary>
    /// Takes a place, and the points of one answer from the budget while there are any; whoever takes the last one closes the
    /// wave. The row's lock puts those who finish at once in a line. Part of the caller's transaction.
    /// </summary>
    /// <returns>The points; null: the wave is full.</returns>
    public static async Task<long?> Take(SurveysDb db, Wave wave, DateTimeOffset now, CancellationToken ct)
    {
        await Begin(db, wave, ct);
        var tally = (await db.Database.SqlQuery<Tallied>($"select taken, awarded as given from surveys.wave_tallies where wave_id = {wave.Id} for update").ToListAsync(ct)).Single();
        if (tally.Taken >= wave.Quota) return null;
        var points = wave.Points ?? 0;
        var given = tally.Given + points <= (wave.PointsBudget ?? long.MaxValue) ? points : 0;
        await db.Database.ExecuteSqlAsync($"update surveys.wave_tallies set taken = taken + 1, awarded = awarded + {given} where wave_id = {wave.Id}", ct);
        if (tally.Taken + 1 >= wave.Quota)
            await db.Waves.Where(w => w.Id == wave.Id && w.State != WaveState.Closed).ExecuteUpdateAsync(s => s.SetProperty(w => w.State, WaveState.Closed).SetProperty(w => w.ClosedAt, now).SetProperty(w => w.FullAt, now), ct);
        return given;
    }

    /// <summary>Counting begins with what has come in already, at the points the wave gives now. A no-op where it has begun.</summary>
    public static Task Begin(SurveysDb db, Wave wave, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into surveys.wave_tallies (wave_id, taken, awarded)
        select {wave.Id}, n, n * {wave.Points ?? 0} from (select count(*) as n from surveys.responses where wave_id = {wave.Id}) r
        where not exists (select from surveys.wave_tallies where wave_id = {wave.Id}) on conflict do nothing
        """, ct);
}
