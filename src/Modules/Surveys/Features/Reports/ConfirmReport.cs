using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
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

/// <summary>The figures themselves, as they were sent.</summary>
[Needs("improvements.read")]
internal static class OpenReport
{
    public sealed record Query(long Id) : IRequest<OpenFile>;

    public sealed class Handler(SurveysDb db, IFiles files, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, OpenFile>
    {
        public async Task<OpenFile> Handle(Query request, CancellationToken cancellationToken)
        {
            var report = await db.FindReport(request.Id, user, await staff.Teams(cancellationToken), cancellationToken);
            return await files.Open(report.FileId, cancellationToken) ?? throw new MissingException("File", report.FileId);
        }
    }
}

/// <summary>A department says that it has taken note, and what it will do. Anybody of it does, or whoever leads it; the sender hears of it.</summary>
[Needs("improvements.read")]
internal static class ConfirmReport
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string? Answer { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Answer).MaximumLength(SentReport.LongestText);
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var teams = await staff.Teams(cancellationToken);
            var report = await db.FindReport(request.Id, user, teams, cancellationToken);
            if (teams.GetValueOrDefault(report.TeamId) is not { } team || !user.SpeaksFor(team)) throw new ForbiddenException("improvements.read");
            db.Expect(report, request.Version);
            report.Confirm(request.Answer, user.Id, clock.GetUtcNow());
            if (report.SentById is { } sender && sender != user.Id) db.Notify(sender, $"report-confirmed:{report.Id}", "report", $"/surveys/reports/{report.Id}", "surveys.notice.report_confirmed", report.Title, team.Name);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
