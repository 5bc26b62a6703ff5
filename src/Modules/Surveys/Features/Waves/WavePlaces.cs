using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>The places of a wave with a quota, and the gifts of one with a budget: however an answer comes in, it takes its own.</summary>
internal static class WavePlaces
{
    sealed record Tallied(long Taken, decimal Given);

    /// <summary>
    /// Takes a place, and what one answer earns from the budget while it lasts; whoever takes the last place closes the
    /// wave. The row's lock puts those who finish at once in a line. Part of the caller's transaction.
    /// </summary>
    /// <returns>What it earns; null: the wave is full, and closed with the caller's commit.</returns>
    public static async Task<Gift?> Take(SurveysDb db, Wave wave, DateTimeOffset now, CancellationToken ct)
    {
        await Begin(db, wave, ct);
        var tally = (await Tally(db, wave.Id, ct)).Single();
        if (tally.Taken >= wave.Quota)
        {
            await Close(db, wave, now, ct);
            return null;
        }
        var gift = tally.Given + wave.Gift.Cost <= (wave.Budget ?? decimal.MaxValue) ? wave.Gift : Gift.Nothing;
        await db.Database.ExecuteSqlAsync($"update surveys.wave_tallies set taken = taken + 1, awarded = awarded + {gift.Cost} where wave_id = {wave.Id}", ct);
        if (tally.Taken + 1 >= wave.Quota) await Close(db, wave, now, ct);
        return gift;
    }

    /// <summary>How many have been taken; whoever finishes meanwhile waits for the caller's transaction.</summary>
    public static async Task<long> Taken(SurveysDb db, Wave wave, CancellationToken ct) => (await Tally(db, wave.Id, ct)).SingleOrDefault()?.Taken ?? 0;

    static Task<List<Tallied>> Tally(SurveysDb db, long waveId, CancellationToken ct) =>
        db.Database.SqlQuery<Tallied>($"select taken, awarded as given from surveys.wave_tallies where wave_id = {waveId} for update").ToListAsync(ct);

    static Task Close(SurveysDb db, Wave wave, DateTimeOffset now, CancellationToken ct) =>
        db.Waves.Where(w => w.Id == wave.Id && w.State != WaveState.Closed).ExecuteUpdateAsync(s => s.SetProperty(w => w.State, WaveState.Closed).SetProperty(w => w.ClosedAt, now).SetProperty(w => w.FullAt, now), ct);

    /// <summary>Counting begins with what has come in already, at what the wave gives now. A no-op where it has begun.</summary>
    public static Task Begin(SurveysDb db, Wave wave, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into surveys.wave_tallies (wave_id, taken, awarded)
        select {wave.Id}, n, n * {wave.Gift.Cost} from (select count(*) as n from surveys.responses where wave_id = {wave.Id}) r
        where not exists (select from surveys.wave_tallies where wave_id = {wave.Id}) on conflict do nothing
        """, ct);
}
