using System.Globalization;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Asks who gave a bad score, and was called back, whether it has helped: the same survey once more, apart from the figures, whoever was asked when.</summary>
internal sealed class WhenResurveyFellDue(SurveysDb db, Inviter inviter, Texts texts, TimeProvider clock) : IHandle<ResurveyFellDue>
{
    public async Task Handle(ResurveyFellDue happened, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == happened.ResponseId, ct) is not { } first) return;
        var wave = await db.Waves.Include(w => w.Survey).SingleOrDefaultAsync(w => w.SurveyId == first.SurveyId && w.Kind == WaveKind.Resurvey, ct);
        if (wave is null)
        {
            var survey = await db.Surveys.SingleAsync(s => s.Id == first.SurveyId, ct);
            db.Waves.Add(wave = Wave.Resurveys(survey, $"{texts.In("zh-CN", "surveys.resurvey.wave")} / {texts.In("en", "surveys.resurvey.wave")}", now));
            await db.SaveChangesAsync(ct); // the invitation needs its id
        }
        if (!wave.Takes(now)) return; // somebody has closed it: they want nobody asked again
        await inviter.AskAfter(wave, MailKind.Resurvey, $"followup:{happened.FollowUpId.ToString(CultureInfo.InvariantCulture)}", happened.CustomerId, first.ContactId, i => i.Again(happened.FollowUpId, first), ct);
    }
}
