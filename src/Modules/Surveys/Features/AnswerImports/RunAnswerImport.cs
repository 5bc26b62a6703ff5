using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>Which import a job works on.</summary>
internal sealed record AnswerImportArgs(long ImportId);

/// <summary>The dry run: what would become of each row.</summary>
internal sealed class CheckAnswerImportJob(SurveysDb db, ICustomerDirectory customers, InstallationZone zone, TimeProvider clock) : IJob<AnswerImportArgs>
{
    public async Task<object?> Run(AnswerImportArgs args, JobProgress progress, CancellationToken ct)
    {
        var import = await db.AnswerImports.FirstOrDefaultAsync(i => i.Id == args.ImportId, ct);
        if (import is not { State: AnswerImportState.Checking }) return null;
        var (survey, columns) = await SurveyOf(import, ct);
        import.Check(import.Settings with { Columns = columns }, import.Definition);
        var importer = new AnswerImporter(db, customers, zone, clock);
        for (var (done, line) = (0, 0); await db.NextRows(import.Id, line, ct) is { Count: > 0 } rows; line = rows[^1].Line)
        {
            await importer.Plan(rows, import, survey, ct);
            await db.Mark(rows, ct);
            await progress.Report(done += rows.Count, import.Rows);
        }
        db.ChangeTracker.Clear();
        var found = await db.AnswerImports.SingleAsync(i => i.Id == import.Id, ct);
        found.IsChecked();
        await db.SaveChangesAsync(ct);
        return new { Url = $"/surveys/imports/{import.Id}" };
    }

    /// <summary>The survey that exists, or the one that would be made, with the columns as they fill it.</summary>
    async Task<(SurveyDefinition, List<AnswerColumn>)> SurveyOf(AnswerImport import, CancellationToken ct) => import.Definition is { } made
        ? (made, ColumnSurvey.Filled(import.Settings.Columns))
        : ((await db.Latest(import.Settings.SurveyId!.Value, "", ct)).Definition, import.Settings.Columns);
}

/// <summary>
/// Writes the rows the dry run found good. A batch and the marks on its rows are one transaction: after a crash the
/// next try goes on behind the last batch that was written.
/// </summary>
internal sealed class RunAnswerImportJob(SurveysDb db, ICustomerDirectory customers, InstallationZone zone, TimeProvider clock) : IJob<AnswerImportArgs>
{
    public async Task<object?> Run(AnswerImportArgs args, JobProgress progress, CancellationToken ct)
    {
        var import = await db.AnswerImports.FirstOrDefaultAsync(i => i.Id == args.ImportId, ct);
        if (import is not { State: AnswerImportState.Running }) return null;
        var importer = new AnswerImporter(db, customers, zone, clock);
        if (import.WaveId is null)
        {
            await using var transaction = await db.Begin(ct);
            await importer.Prepare(import, ct);
            await transaction.CommitAsync(ct);
        }
        var survey = await db.Surveys.AsNoTracking().SingleAsync(s => s.Id == import.SurveyId, ct);
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Id == import.VersionId, ct);
        db.ChangeTracker.Clear();
        var total = await db.AnswerImportRows.CountAsync(r => r.ImportId == import.Id && (r.State == AnswerRowState.ToCreate || r.State == AnswerRowState.Created), ct);
        var done = await db.AnswerImportRows.CountAsync(r => r.ImportId == import.Id && r.State == AnswerRowState.Created, ct);
        for (var line = 0; ;)
        {
            await using var transaction = await db.BeginBulk(ct);
            var rows = await db.NextRows(import.Id, line, ct, AnswerRowState.ToCreate);
            if (rows.Count == 0) break;
            await importer.Plan(rows, import, version.Definition, ct); // the world may have changed since the dry run
            await importer.Write(rows, import, version, survey, ct);
            await db.Mark(rows, ct);
            await transaction.CommitAsync(ct);
            db.ChangeTracker.Clear();
            line = rows[^1].Line;
            await progress.Report(done += rows.Count, total);
        }
        await importer.Finish(await db.AnswerImports.SingleAsync(i => i.Id == import.Id, ct), ct);
        return new { Url = $"/surveys/imports/{import.Id}" };
    }
}

/// <summary>Starts writing, after the dry run has been looked at.</summary>
[Needs("surveys.write")]
internal static class RunAnswerImport
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            // A double click finds the import running.
            await db.Database.ExecuteSqlAsync($"select 1 from surveys.answer_imports where id = {request.Id} for update", cancellationToken);
            var import = await db.MyImport(user, request.Id, cancellationToken);
            if (import.State != AnswerImportState.Checked) return Unit.Value;
            import.Run();
            var job = db.Enqueue<RunAnswerImportJob, AnswerImportArgs>(new(import.Id), "surveys.import.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            import.Works(job.Id);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
