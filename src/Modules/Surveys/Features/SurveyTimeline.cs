using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Invitations and answers in the story of a customer.</summary>
internal sealed class SurveyTimeline(SurveysDb db, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["invitation", "answer"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var entries = new List<TimelineEntry>();
        var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        if (user.Can("surveys.read"))
        {
            var sent = await db.Invitations.Where(i => i.CustomerId == customerId && i.CreatedAt < before).OrderByDescending(i => i.CreatedAt).Take(limit)
                .Select(i => new { i.Id, i.CreatedAt, i.Delivery, i.WaveId, Definition = db.Surveys.Where(s => s.Id == i.SurveyId).Select(s => s.Draft).First() }).ToListAsync(ct);
            entries.AddRange(sent.Select(i => new TimelineEntry(i.CreatedAt, "invitation", "send", texts["surveys.timeline.invited", i.Definition.Title.In(language)], texts[i.Delivery], $"/waves/{i.WaveId}", null, i.Id)));
        }
        var answers = await db.Responses.Where(r => r.CustomerId == customerId && r.FinishedAt < before).Within(user.ScopeOf("surveys.results")).OrderByDescending(r => r.FinishedAt).Take(limit)
            .Select(r => new { r.Id, r.FinishedAt, r.Headline, r.Nps, r.Texts, Definition = db.Surveys.Where(s => s.Id == r.SurveyId).Select(s => s.Draft).First() }).ToListAsync(ct);
        entries.AddRange(answers.Select(r => new TimelineEntry(r.FinishedAt, "answer", "message-star",
            r.Headline is { } headline ? texts["surveys.timeline.scored", r.Definition.Title.In(language), headline] : r.Nps is { } nps ? texts["surveys.timeline.recommended", r.Definition.Title.In(language), nps] : texts["surveys.timeline.answered", r.Definition.Title.In(language)],
            r.Texts.Count == 0 ? null : Deidentify.Text(string.Join("\n", r.Texts.Values.SelectMany(v => v))), $"/responses/{r.Id}", null, r.Id)));
        return [.. entries.OrderByDescending(e => e.At).Take(limit)];
    }
}
