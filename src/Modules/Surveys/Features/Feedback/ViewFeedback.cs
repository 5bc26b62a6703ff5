using Crm.Contracts.Staff;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>One piece of feedback: what was said, what was answered, what became of it, and what else the customer said then.</summary>
[Needs("feedback.read")]
internal static class ViewFeedback
{
    public sealed record Query(long Id) : IRequest<Result>;

    /// <param name="Others">Other comments of the same answer.</param>
    public sealed record Result(
        ListFeedback.Row Row, uint Version, string? Survey, string? Wave, int? Headline, int? Nps, AnswerWay? Way, string? AnswerText, string? AnsweredBy, string? Reason, string? ClosedBy, string? Improvement, string? Team,
        long? OwnerId, long? CategoryId, long? CauseId, IReadOnlyList<ListFeedback.Row> Others, bool MayWrite);

    public sealed class Handler(SurveysDb db, FeedbackWords words, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken cancellationToken)
        {
            var scope = user.ScopeOf("feedback.read");
            var f = await db.Feedback.AsNoTracking().Within(scope).SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Feedback", request.Id);
            List<FeedbackItem> others = f.ResponseId is null ? [] : await db.Feedback.AsNoTracking().Within(scope).Where(x => x.ResponseId == f.ResponseId && x.Id != f.Id).OrderBy(x => x.Id).ToListAsync(cancellationToken);
            var rows = await words.Rows([f, .. others], clock.GetUtcNow(), cancellationToken);
            var scores = f.ResponseId is null ? null : await db.Responses.Where(r => r.Id == f.ResponseId).Select(r => new { r.Headline, r.Nps }).SingleOrDefaultAsync(cancellationToken);
            var survey = f.SurveyId is { } s ? (await SurveyTitles.Of(db, user.Language, [s], cancellationToken)).GetValueOrDefault(s) : null;
            var wave = f.WaveId is { } w ? (await SurveyTitles.OfWaves(db, user.Language, [w], cancellationToken)).GetValueOrDefault(w) : null;
            var improvement = await db.Improvements.Where(i => i.Id == f.ImprovementId).Select(i => i.Problem).SingleOrDefaultAsync(cancellationToken);
            var (people, teams) = (await staff.Everyone(cancellationToken), await staff.Teams(cancellationToken));
            return new(rows[0], f.Version, survey, wave, scores?.Headline, scores?.Nps, f.Way, f.AnswerText, NameOf(f.AnsweredById), f.Reason, NameOf(f.ClosedById), improvement, f.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null,
                f.OwnerId, f.CategoryId, f.CauseId, [.. rows.Skip(1)], user.ScopeOf("feedback.write").Covers(f.OwnerId, f.TeamId));

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
        }
    }
}

internal static class FeedbackReading
{
    /// <summary>Feedback the user may work on.</summary>
    public static async Task<FeedbackItem> FindFeedback(this SurveysDb db, long id, CurrentUser user, CancellationToken ct) =>
        await db.Feedback.Within(user.ScopeOf("feedback.write")).SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new MissingException("Feedback", id);
}
