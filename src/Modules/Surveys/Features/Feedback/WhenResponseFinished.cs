using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Platform.Settings;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Every comment of an answer becomes feedback that somebody thanks for, and decides on.</summary>
internal sealed class WhenResponseFinished(SurveysDb db, IStaffDirectory staff, ISettings settings, TimeProvider clock) : IHandle<ResponseFinished>
{
    public async Task Handle(ResponseFinished happened, CancellationToken ct)
    {
        if (await db.Responses.AsNoTracking().SingleOrDefaultAsync(r => r.Id == happened.ResponseId, ct) is not { HasComment: true } response || response.Flags.Contains(Flag.Test)) return;
        var present = await db.Feedback.Where(f => f.ResponseId == response.Id).Select(f => f.Item).ToListAsync(ct);
        var fresh = response.Texts.Where(t => !present.Contains(t.Key) && t.Value.Any(v => !string.IsNullOrWhiteSpace(v))).ToList();
        if (fresh.Count == 0) return;
        var terms = await settings.Get(FeedbackTerms.Setting, new FeedbackTerms(), ct);
        var owner = await OwnerOf(response, ct);
        // What is imported was said long ago, and could be answered only from now on.
        var at = response.Source == ResponseSource.Import ? clock.GetUtcNow() : response.FinishedAt;
        db.Feedback.AddRange(fresh.Select(t => FeedbackItem.Of(response, t.Key, FeedbackItem.Guess(response, t.Key, string.Join(" ", t.Value)), owner, TimeSpan.FromHours(terms.AnswerHours), at)));
    }

    /// <summary>Whoever served the customer or looks after them, where they still work here; else who leads the team.</summary>
    async Task<long?> OwnerOf(Response response, CancellationToken ct)
    {
        if (response.OwnerId is { } owner && (await staff.Everyone(ct)).GetValueOrDefault(owner) is { Active: true }) return owner;
        return response.TeamId is { } team ? (await staff.Teams(ct)).GetValueOrDefault(team)?.SupervisorId : null;
    }
}
