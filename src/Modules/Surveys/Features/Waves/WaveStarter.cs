using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Freezes the questionnaire for a wave and begins it, now or, for an audience whose day has not come, then.</summary>
internal sealed class WaveStarter(SurveysDb db, Links links)
{
    /// <summary>Within the caller's transaction.</summary>
    public async Task Begin(Wave wave, long? by, DateTimeOffset now, CancellationToken ct)
    {
        var version = await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct) ?? throw new RuleException("surveys.wave.unpublished");
        if (wave.Listed && !await db.WaveListed.AnyAsync(l => l.WaveId == wave.Id, ct)) throw new RuleException("surveys.wave.list.empty");
        if (wave is { State: WaveState.Draft, Kind: WaveKind.Audience } && wave.OpensAt > now)
        {
            wave.Schedule(by);
            await db.SaveChangesAsync(ct);
            return;
        }
        wave.Start(version, wave.Kind == WaveKind.PublicLink ? (await links.Signer(ct)).NewToken() : null, by, now);
        if (wave.Repeats != Repetition.Never) wave.BeginSeries();
        if (wave.Kind == WaveKind.Audience)
        {
            var job = db.Enqueue<SendInvitations, SendInvitations.Args>(new(wave.Id), "surveys.job.send", by);
            await db.SaveChangesAsync(ct);
            wave.SentBy(job.Id);
        }
        await db.SaveChangesAsync(ct);
    }
}
