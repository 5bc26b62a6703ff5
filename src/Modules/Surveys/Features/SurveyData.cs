using Crm.Platform.Privacy;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Surveys.Features;

/// <summary>What this module holds of a customer.</summary>
internal sealed class SurveyData(SurveysDb db) : ISubjectData
{
    public int Order => 30;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var invitations = await db.Invitations.AsNoTracking().Where(i => i.CustomerId == subjectId).OrderBy(i => i.Id).Select(i => new { i.CreatedAt, i.FinishedAt }).ToListAsync(ct);
        var responses = await db.Responses.AsNoTracking().Where(r => r.CustomerId == subjectId).OrderBy(r => r.Id).ToListAsync(ct);
        var feedback = await db.Feedback.AsNoTracking().Where(f => f.CustomerId == subjectId).OrderBy(f => f.Id).Select(f => new { f.ReceivedAt, f.Kind, f.AnsweredAt, f.AnswerText, f.Reason }).ToListAsync(ct);
        return
        [
            new("surveys.invitations", Fate.Anonymised, [.. invitations.Select(i => Row(("surveys.invited", i.CreatedAt), ("surveys.finished", i.FinishedAt)))]),
            new("surveys.responses", Fate.Anonymised, [.. responses.Select(r => Row(("surveys.finished", r.FinishedAt), ("surveys.headline", r.Headline), ("surveys.nps", r.Nps),
                ("surveys.privacy.answers", string.Join("; ", r.Answers.Concat(r.Texts).Select(a => $"{a.Key}: {string.Join(", ", a.Value)}")))))]),
            new("surveys.feedback.title", Fate.Anonymised, [.. feedback.Select(f => Row(("surveys.feedback.received", f.ReceivedAt), ("surveys.feedback.kind", f.Kind.ToString()), ("surveys.feedback.answered", f.AnsweredAt), ("surveys.feedback.answer.text", f.AnswerText), ("surveys.feedback.reason", f.Reason)))]),
        ];
    }
}
