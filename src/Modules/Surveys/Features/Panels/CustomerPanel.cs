using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Panels;

/// <summary>The latest scores of a customer.</summary>
[Needs("surveys.results")]
internal static class CustomerScores
{
    public sealed record Query(long CustomerId) : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Survey, int? Headline, int? Nps, bool Low, DateTimeOffset At);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var rows = await db.Responses.Within(user.ScopeOf("surveys.results")).Where(r => r.CustomerId == request.CustomerId).OrderByDescending(r => r.FinishedAt).Take(12)
                .Select(r => new { r.Id, r.SurveyId, r.Headline, r.Nps, r.Low, r.FinishedAt }).ToListAsync(cancellationToken);
            var titles = await SurveyTitles.Of(db, user.Language, [.. rows.Select(r => r.SurveyId).Distinct()], cancellationToken);
            return [.. rows.Select(r => new Row(r.Id, titles[r.SurveyId], r.Headline, r.Nps, r.Low, r.FinishedAt))];
        }
    }
}
