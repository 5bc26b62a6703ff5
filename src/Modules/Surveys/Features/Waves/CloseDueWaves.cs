using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Closes waves whose window is over, and forgets what was typed into links that died a month ago.</summary>
internal sealed class CloseDueWaves(SurveysDb db, TimeProvider clock) : ISweep
{
    public string Cron => "0 2/10 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var wave in await db.Waves.Where(w => (w.State == WaveState.Open || w.State == WaveState.Sending) && w.ClosesAt <= now).ToListAsync(ct)) wave.Close(null, now);
        await db.SaveChangesAsync(ct);
        var old = now.AddDays(-30);
        await db.Drafts.Where(d => d.UpdatedAt < old && db.Invitations.Any(i => i.Id == d.InvitationId && (i.FinishedAt != null || i.RevokedAt != null || i.ExpiresAt < old))).ExecuteDeleteAsync(ct);
    }
}
