using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;

namespace Crm.Surveys.Features.Reports;

/// <summary>A report that was sent, in words.</summary>
/// <param name="MayConfirm">The reader may speak for the department, and nobody has.</param>
internal sealed record ReportRow(long Id, uint Version, long SurveyId, long? WaveId, string Title, long TeamId, string Team, string? Message, string? SentBy, DateTimeOffset SentAt, DateTimeOffset? ConfirmedAt, string? ConfirmedBy, string? Answer, bool MayConfirm)
{
    internal static ReportRow Of(SentReport r, CurrentUser user, IReadOnlyDictionary<long, TeamFacts> teams, IReadOnlyDictionary<long, StaffFacts> people)
    {
        var team = teams.GetValueOrDefault(r.TeamId);
        return new(r.Id, r.Version, r.SurveyId, r.WaveId, r.Title, r.TeamId, team?.Name ?? "", r.Message, NameOf(r.SentById), r.SentAt, r.ConfirmedAt, NameOf(r.ConfirmedById), r.Answer, r.ConfirmedAt is null && team is not null && user.SpeaksFor(team));

        string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
    }
}

/// <summary>One report that was sent.</summary>
[Needs("improvements.read")]
internal static class ShowReport
{
    public sealed record Query(long Id) : IRequest<ReportRow>;

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, ReportRow>
    {
        public async Task<ReportRow> Handle(Query request, CancellationToken cancellationToken)
        {
            var teams = await staff.Teams(cancellationToken);
            return ReportRow.Of(await db.FindReport(request.Id, user, teams, cancellationToken), user, teams, await staff.Everyone(cancellationToken));
        }
    }
}
