using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Pretests;

/// <summary>Pre-tests of a survey, newest first.</summary>
[Needs("surveys.read")]
internal static class ListPretests
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long Survey { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, int Testers, int Finished, int OpenRemarks);

    public sealed class Handler(SurveysDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Surveys.AnyAsync(s => s.Id == request.Survey, cancellationToken)) throw new MissingException("Survey", request.Survey);
            var limit = Math.Clamp(request.Limit, 1, 200);
            return Cursor.Cut(await Newest(db, request.Survey, Cursor.Read<long?>(request.After), limit + 1).ToListAsync(cancellationToken), limit, p => (long?)p.Id);
        }
    }

    /// <summary>The latest of a survey, before the one given.</summary>
    public static IQueryable<Row> Newest(SurveysDb db, long survey, long? before, int most) => db.Pretests.Where(p => p.SurveyId == survey && (before == null || p.Id < before)).OrderByDescending(p => p.Id).Take(most)
        .Select(p => new Row(p.Id, p.OpenedAt, p.ClosedAt, db.PretestTesters.Count(t => t.PretestId == p.Id), db.PretestTesters.Count(t => t.PretestId == p.Id && t.FinishedAt != null), db.PretestRemarks.Count(r => r.PretestId == p.Id && r.DoneAt == null)));
}
