using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>A questionnaire with its draft and its versions.</summary>
[Needs("surveys.read")]
internal static class ShowSurvey
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record VersionRow(long Id, int Number, DateTimeOffset At, string? By, long Responses);

    public sealed record View(long Id, uint Version, string Title, SurveyDefinition Draft, int? Published, bool Changed, int LowMark, IReadOnlyList<VersionRow> Versions);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            var versions = await db.Versions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).Select(v => new { v.Id, v.Number, v.PublishedAt, v.PublishedById }).ToListAsync(cancellationToken);
            var answers = await db.Responses.Within(user.ScopeOf("surveys.results")).Where(r => r.SurveyId == survey.Id).GroupBy(r => r.VersionId).Select(g => new { g.Key, N = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.N, cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            return new(survey.Id, survey.Version, survey.Draft.Title.In(user.Language), survey.Draft, survey.Published, survey.Changed, survey.LowMark,
                [.. versions.Select(v => new VersionRow(v.Id, v.Number, v.PublishedAt, v.PublishedById is { } by ? people.GetValueOrDefault(by)?.Name : null, answers.GetValueOrDefault(v.Id)))]);
        }
    }
}
