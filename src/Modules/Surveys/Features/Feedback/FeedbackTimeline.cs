using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>What was answered to a customer's feedback, in the story of the customer.</summary>
internal sealed class FeedbackTimeline(SurveysDb db, IStaffDirectory staff, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["feedback"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        if (!user.Can("feedback.read")) return [];
        var rows = await db.Feedback.AsNoTracking().Within(user.ScopeOf("feedback.read")).Where(f => f.CustomerId == customerId && f.AnswerText != null && f.AnsweredAt < before).OrderByDescending(f => f.AnsweredAt).ThenByDescending(f => f.Id).Take(limit)
            .Select(f => new { f.Id, At = f.AnsweredAt!.Value, f.Kind, f.Way, f.AnswerText, f.AnsweredById }).ToListAsync(ct);
        if (rows.Count == 0) return [];
        var people = await staff.Everyone(ct);
        return [.. rows.Select(f => new TimelineEntry(f.At, "feedback", "message-reply", texts["surveys.feedback.timeline", texts[f.Kind], f.Way is { } way ? texts[way] : ""], f.AnswerText, $"/feedback/{f.Id}", f.AnsweredById is { } by ? people.GetValueOrDefault(by)?.Name : null, f.Id))];
    }
}
