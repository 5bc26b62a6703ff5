using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Platform.Settings;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Every comment of an answer becomes feedback that somebody thanks for, and decides on.</summary>
internal sealed class WhenResponseFinished(SurveysDb db, IStaffDirectory staff, ISettings settings, TimeProvider clock) : IHandleMany<ResponseFinished>
{
    public async Task HandleMany(IReadOnlyList<ResponseFinished> happened, CancellationToken ct)
    {
        long[] ids = [.. happened.Select(h => h.ResponseId)];
        // What is said without a name in an anonymous wave stands in figures of five and more alone.
        var said = (await db.Responses.AsNoTracking().Where(r => ids.Contains(r.Id) && r.HasComment && !r.Anonymous).OrderBy(r => r.Id).ToListAsync(ct)).FindAll(r => !r.Flags.Contains(Flag.Test));
        if (said.Count == 0) return;
        var asked = said.ConvertAll(r => (long?)r.Id);
        var present = (await db.Feedback.Where(f => asked.Contains(f.ResponseId)).Select(f => new { f.ResponseId, f.Item }).ToListAsync(ct)).Select(f => (f.ResponseId, f.Item)).ToHashSet();
        var terms = await settings.Get(FeedbackTerms.Setting, new FeedbackTerms(), ct);
        foreach (var response in said)
        {
            var fresh = response.Texts.Where(t => !present.Contains((response.Id, t.Key)) && t.Value.Any(v => !string.IsNullOrWhiteSpace(v))).ToList();
            if (fresh.Count == 0) continue;
            var owner = await OwnerOf(response, ct);
            // What is imported was said long ago, and could be answered only from now on.
            var at = response.Source == ResponseSource.Import ? clock.GetUtcNow() : response.FinishedAt;
            db.Feedback.AddRange(fresh.Select(t => FeedbackItem.Of(response, t.Key, FeedbackItem.Guess(response, t.Key, string.Join(" ", t.Value)), owner, TimeSpan.FromHours(terms.AnswerHours), at)));
        }
    }

    /// <summary>Whoever served the customer or looks after them, where they still work here; else who leads the team.</summary>
    async Task<long?> OwnerOf(Response response, CancellationToken ct)
    {
        if (response.OwnerId is { } owner && (await staff.Everyone(ct)).GetValueOrDefault(owner) is { Active: true }) return owner;
        return response.TeamId is { } team ? (await staff.Teams(ct)).GetValueOrDefault(team)?.SupervisorId : null;
    }
}
