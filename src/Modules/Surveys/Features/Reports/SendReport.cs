using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Exports;
using Crm.Surveys.Features.Results;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Reports;

/// <summary>Sends results to departments: as they stand, within the sender's scope and in the sender's language. Each is told, and confirms that it has taken note.</summary>
[Needs("surveys.export"), Needs("surveys.results")]
internal static class SendReport
{
    public sealed record Command : IRequest<IReadOnlyList<long>>
    {
        public ReadResults.Query Of { get; init; } = new();
        public long[] TeamIds { get; init; } = [];
        public string? Message { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.TeamIds).NotEmpty();
            RuleFor(c => c.Message).MaximumLength(SentReport.LongestText);
        }
    }

    public sealed class Handler(SurveysDb db, IRequestHandler<ExportResults.Command, FigureFile> export, IFiles files, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, IReadOnlyList<long>>
    {
        public async Task<IReadOnlyList<long>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (teams, people) = (await staff.Teams(cancellationToken), await staff.Everyone(cancellationToken));
            if (request.TeamIds.Any(t => !teams.ContainsKey(t))) throw new RuleException("surveys.rule.team", nameof(Command.TeamIds));
            // With the export's line in the audit trail: whoever sends again after a failure sends all of it.
            await using var transaction = await db.Begin(cancellationToken);
            // Without comments: what stays as it was sent must not keep what somebody asks to be erased.
            var pdf = await export.Handle(new(request.Of, FigureFormat.Pdf, Comments: false), cancellationToken);
            await using var content = pdf.Content;
            var file = await files.Save(content, pdf.Name, cancellationToken);
            var survey = request.Of.Wave is { } wave ? await db.Waves.Where(w => w.Id == wave).Select(w => w.SurveyId).SingleAsync(cancellationToken) : request.Of.Survey!.Value;
            var rows = request.TeamIds.Distinct().Select(t => SentReport.Send(survey, request.Of.Wave, Path.GetFileNameWithoutExtension(pdf.Name), t, file.Id, request.Message, user.Id, clock.GetUtcNow())).ToList();
            db.SentReports.AddRange(rows);
            await db.SaveChangesAsync(cancellationToken);
            foreach (var row in rows)
                foreach (var person in people.HearersOf(teams[row.TeamId]))
                    db.Notify(person, $"report-sent:{row.Id}", "report", $"/surveys/reports/{row.Id}", "surveys.notice.report_sent", row.Title, teams[row.TeamId].Name);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return [.. rows.Select(r => r.Id)];
        }
    }
}
