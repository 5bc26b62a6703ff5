using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>How an import stands, and its rows.</summary>
[Needs("customers.import")]
internal static class ShowImport
{
    public sealed record Query(long Id, RowState? State = null, string? After = null, int Limit = 50) : IRequest<View>;

    public sealed record View(
        long Id, ImportKind Kind, string FileName, string Format, int Rows, ImportState State, DateTimeOffset At, DateTimeOffset? FinishedAt, IReadOnlyList<string> Headers,
        IReadOnlyDictionary<RowState, int> Counts, Progress? Job, RowState? Shown, Slice<Row> Lines)
    {
        public int Count(params RowState[] states) => states.Sum(s => Counts.GetValueOrDefault(s));

        /// <summary>A dry run or the import itself is under way.</summary>
        public bool Works => State is ImportState.Checking or ImportState.Running && Job is not { State: JobState.Failed or JobState.Cancelled };
    }

    public sealed record Progress(long Id, JobState State, long Done, long? Total, string? Error);

    public sealed record Row(int Line, string[] Cells, RowState State, string? Reason, string? ReasonArg, long? ResultId);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var import = await db.Mine(user, query.Id, ct);
            var counts = await db.ImportRows.Where(r => r.ImportId == import.Id).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var job = import.JobId is null ? null : await db.Jobs.Where(j => j.Id == import.JobId).Select(j => new Progress(j.Id, j.State, j.Done, j.Total, j.Error)).FirstOrDefaultAsync(ct);
            var rows = db.ImportRows.Where(r => r.ImportId == import.Id);
            if (query.State is { } state) rows = rows.Where(r => r.State == state);
            var after = Cursor.Read<int>(query.After);
            var lines = await rows.Where(r => r.Line > after).OrderBy(r => r.Line).Take(query.Limit + 1).Select(r => new Row(r.Line, r.Cells, r.State, r.Reason, r.ReasonArg, r.ResultId)).ToListAsync(ct);
            return new View(import.Id, import.Kind, import.FileName, import.Format, import.Rows, import.State, import.At, import.FinishedAt, import.Headers, counts, job, query.State, Cursor.Cut(ImportMask.For(user, import) is { } mask ? lines.ConvertAll(mask.Of) : lines, query.Limit, r => r.Line));
        }
    }
}
