using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Surveys.Features.Reports;

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
