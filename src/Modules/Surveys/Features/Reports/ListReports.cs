using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Reports;

/// <summary>Reports that were sent to departments, newest first: those the reader may see.</summary>
[Needs("improvements.read")]
internal static class ListReports
{
    public sealed record Query : IRequest<Slice<ReportRow>>
    {
        public long? Survey { get; init; }

        /// <summary>Only those nobody has confirmed.</summary>
        public bool Open { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    sealed record Keys(long Id);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<ReportRow>>
    {
        public async Task<Slice<ReportRow>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (teams, people, limit) = (await staff.Teams(cancellationToken), await staff.Everyone(cancellationToken), Math.Clamp(request.Limit, 1, 200));
            var rows = db.SentReports.AsNoTracking().ReadableBy(user, teams);
            if (request.Survey is { } survey) rows = rows.Where(r => r.SurveyId == survey);
            if (request.Open) rows = rows.Where(r => r.ConfirmedAt == null);
            if (Cursor.Read<Keys>(request.After) is { } after) rows = rows.Where(r => r.Id < after.Id);
            var found = await rows.OrderByDescending(r => r.Id).Take(limit + 1).ToListAsync(cancellationToken);
            return Cursor.Cut(found.ConvertAll(r => ReportRow.Of(r, user, teams, people)), limit, r => new Keys(r.Id));
        }
    }
}
