using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Words;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Invitations and answers in the story of a customer.</summary>
internal sealed class SurveyTimeline(SurveysDb db, CommentMask mask, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["invitation", "answer"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
        var sent = !user.Can("surveys.read") ? [] : await db.Invitations.Where(i => i.CustomerId == customerId && i.CreatedAt < before).OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(limit)
            .Select(i => new { i.Id, i.CreatedAt, i.Delivery, i.WaveId, i.SurveyId }).ToListAsync(ct);
        var answers = await db.Responses.Where(r => r.CustomerId == customerId && r.FinishedAt < before).Within(user.ScopeOf("surveys.results")).OrderByDescending(r => r.FinishedAt).ThenByDescending(r => r.Id).Take(limit)
            .Select(r => new { r.Id, r.FinishedAt, r.Headline, r.Nps, r.Texts, r.SurveyId }).ToListAsync(ct);
        if (answers.Exists(r => r.Texts.Count > 0)) await mask.For([customerId], ct);
        // A definition is a large document: each is read once, not with every row.
        var surveys = sent.Select(i => i.SurveyId).Concat(answers.Select(r => r.SurveyId)).Distinct().ToList();
        var titles = surveys.Count == 0 ? [] : await db.Surveys.Where(s => surveys.Contains(s.Id)).Select(s => new { s.Id, s.Draft }).ToDictionaryAsync(s => s.Id, s => s.Draft.Title.In(language), ct);
        var entries = sent.Select(i => new TimelineEntry(i.CreatedAt, "invitation", "send", texts["surveys.timeline.invited", titles[i.SurveyId]], texts[i.Delivery], $"/waves/{i.WaveId}", null, i.Id)).Concat(
            answers.Select(r => new TimelineEntry(r.FinishedAt, "answer", "message-star",
                r.Headline is { } headline ? texts["surveys.timeline.scored", titles[r.SurveyId], headline] : r.Nps is { } nps ? texts["surveys.timeline.recommended", titles[r.SurveyId], nps] : texts["surveys.timeline.answered", titles[r.SurveyId]],
                r.Texts.Count == 0 ? null : mask.Of(string.Join("\n", r.Texts.Values.SelectMany(v => v)), customerId), $"/responses/{r.Id}", null, r.Id)));
        return [.. entries.OrderByDescending(e => e.At).Take(limit)];
    }
}
