using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Files.Tables;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>How an import stands, and its rows.</summary>
[Needs("surveys.write")]
internal static class ShowAnswerImport
{
    public sealed record Query(long Id, AnswerRowState? State = null, string? After = null, int Limit = 50) : IRequest<View>;

    public sealed record View(
        long Id, AnswerImportKind Kind, string FileName, string Format, int Rows, AnswerImportState State, DateTimeOffset At, DateTimeOffset? FinishedAt, long? SurveyId, long? WaveId, IReadOnlyList<string> Headers,
        IReadOnlyDictionary<AnswerRowState, int> Counts, Progress? Job, AnswerRowState? Shown, Slice<Row> Lines)
    {
        public int Count(params AnswerRowState[] states) => states.Sum(s => Counts.GetValueOrDefault(s));

        /// <summary>A dry run or the import itself is under way.</summary>
        public bool Works => State is AnswerImportState.Checking or AnswerImportState.Running && Job is not { State: JobState.Failed or JobState.Cancelled };
    }

    public sealed record Progress(long Id, JobState State, long Done, long? Total, string? Error);

    public sealed record Row(int Line, string[] Cells, AnswerRowState State, string? Reason, string? ReasonArg, long? ResponseId);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var import = await db.MyImport(user, request.Id, cancellationToken);
            var limit = Math.Clamp(request.Limit, 1, 200);
            var counts = await db.AnswerImportRows.Where(r => r.ImportId == import.Id).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
            var job = import.JobId is null ? null : await db.Jobs.Where(j => j.Id == import.JobId).Select(j => new Progress(j.Id, j.State, j.Done, j.Total, j.Error)).FirstOrDefaultAsync(cancellationToken);
            var rows = db.AnswerImportRows.Where(r => r.ImportId == import.Id);
            if (request.State is { } state) rows = rows.Where(r => r.State == state);
            var after = Cursor.Read<int>(request.After);
            var lines = await rows.Where(r => r.Line > after).OrderBy(r => r.Line).Take(limit + 1).Select(r => new Row(r.Line, r.Cells, r.State, r.Reason, r.ReasonArg, r.ResponseId)).ToListAsync(cancellationToken);
            var shown = lines.ConvertAll(r => r with { Cells = RowMask.Of(r.Cells, import.Settings.Columns), ReasonArg = Masked(r, import.Settings.Columns) });
            return new(import.Id, import.Kind, import.FileName, import.Format, import.Rows, import.State, import.At, import.FinishedAt, import.SurveyId ?? import.Settings.SurveyId, import.WaveId, import.Headers, counts, job, request.State, Cursor.Cut(shown, limit, r => r.Line));
        }

        /// <summary>A reason quotes the cell that is wrong.</summary>
        static string? Masked(Row row, IReadOnlyList<AnswerColumn> columns)
        {
            if (row.ReasonArg is not { } arg) return null;
            var at = Array.FindIndex(row.Cells, c => c.Contains(arg.TrimEnd('…'), StringComparison.Ordinal));
            return at >= 0 && at < columns.Count ? RowMask.Of([arg], [columns[at]])[0] : arg;
        }
    }
}

/// <summary>One's latest imports.</summary>
[Needs("surveys.write")]
internal static class ListAnswerImports
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, AnswerImportKind Kind, string FileName, int Rows, AnswerImportState State, DateTimeOffset At);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken) =>
            await db.AnswerImports.Where(i => i.ById == user.Id).OrderByDescending(i => i.Id).Take(20).Select(i => new Row(i.Id, i.Kind, i.FileName, i.Rows, i.State, i.At)).ToListAsync(cancellationToken);
    }
}

/// <summary>The rows that were left out, as they came, with line and reason: to be corrected and imported again.</summary>
[Needs("surveys.write")]
internal static class FailedAnswers
{
    public sealed record Query(long Id) : IRequest<SheetFile>;

    public sealed class Handler(SurveysDb db, CurrentUser user, Texts texts) : IRequestHandler<Query, SheetFile>
    {
        public async Task<SheetFile> Handle(Query request, CancellationToken cancellationToken)
        {
            var import = await db.MyImport(user, request.Id, cancellationToken);
            var name = Path.GetFileNameWithoutExtension(import.FileName) + "-" + texts["surveys.import.failed.name"];
            return await SheetFile.Write(ExportFormat.Csv, name, "", [.. import.Headers, texts["surveys.import.line"], texts["surveys.import.reason"]], Lines(import, cancellationToken), cancellationToken);
        }

        async IAsyncEnumerable<IReadOnlyList<string?>> Lines(AnswerImport import, [EnumeratorCancellation] CancellationToken ct)
        {
            for (var line = 0; await db.NextRows(import.Id, line, ct, AnswerRowState.Wrong, AnswerRowState.Duplicate) is { Count: > 0 } rows; line = rows[^1].Line)
                foreach (var row in rows) yield return [.. row.Cells, row.Line.ToString(CultureInfo.InvariantCulture), row.Reason is null ? "" : texts[row.Reason, row.ReasonArg ?? ""]];
        }
    }
}

/// <summary>Takes the rows of files away after a month: they are a second copy of what people said that nobody needs any more.</summary>
internal sealed class ForgetAnswerImports(SurveysDb db, TimeProvider clock) : ISweep
{
    /// <summary>Days that rows and their failures can be looked at.</summary>
    public const int Days = 30;

    public string Cron => "0 27 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var old = clock.GetUtcNow().AddDays(-Days);
        await db.AnswerImportRows.Where(r => db.AnswerImports.Any(i => i.Id == r.ImportId && i.At < old)).ExecuteDeleteAsync(ct);
    }
}
