using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>All questionnaires of the installation with what they brought in.</summary>
[Needs("surveys.read")]
internal static class ListSurveys
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Title, int Items, int Minutes, int? Published, bool Changed, int HalfTexts, int Waves, long Responses, DateTimeOffset ChangedAt);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var limit = Math.Clamp(request.Limit, 1, 200);
            var surveys = db.Surveys.AsQueryable();
            if (Cursor.Read<long?>(request.After) is { } after) surveys = surveys.Where(s => s.Id > after);
            var scope = user.ScopeOf("surveys.results");
            var found = await surveys.OrderBy(s => s.Id).Take(limit + 1)
                .Select(s => new { s.Id, s.Draft, s.Published, s.Changed, s.ChangedAt, Waves = db.Waves.Count(w => w.SurveyId == s.Id) }).ToListAsync(cancellationToken);
            var slice = Cursor.Cut(found, limit, s => (long?)s.Id);
            var ids = slice.Items.Select(s => s.Id).ToList();
            var answers = await db.Responses.Within(scope).Where(r => ids.Contains(r.SurveyId)).GroupBy(r => r.SurveyId).Select(g => new { g.Key, N = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.N, cancellationToken);
            return new([.. slice.Items.Select(s => new Row(s.Id, s.Draft.Title.In(user.Language), s.Draft.Items.Count(), Minutes(s.Draft), s.Published, s.Changed, s.Draft.HalfTexts, s.Waves, answers.GetValueOrDefault(s.Id), s.ChangedAt))], slice.NextCursor);
        }
    }

    public static int Minutes(SurveyDefinition survey) => Math.Max(1, (int)Math.Round(survey.EstimatedSeconds / 60.0));
}
