using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Bulk;

/// <summary>What came of a bulk change: how far it is, and what failed and why. For whoever started it.</summary>
[Needs("tickets.bulk")]
internal static class ShowBulk
{
    const int Shown = 100;

    public sealed record Query(long Id, bool Whole = false) : IRequest<Result>;

    public sealed record Result(long Id, long? JobId, int Count, int Done, int Failed, DateTimeOffset CreatedAt, IReadOnlyList<Failure> Failures);

    /// <summary>Outside the reader's reach only the number is told.</summary>
    public sealed record Failure(long TicketId, string Number, string? Subject, string Reason);

    internal sealed class Handler(TicketsDb db, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var run = await db.BulkRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == q.Id && r.StaffId == user.Id, ct) ?? throw new MissingException("BulkRun", q.Id);
            var counts = await db.BulkRows.Where(r => r.RunId == run.Id).GroupBy(r => r.State).Select(g => new { State = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Count, ct);
            var failed = await db.BulkRows.AsNoTracking().Where(r => r.RunId == run.Id && r.State == BulkState.Failed).OrderBy(r => r.TicketId).Take(q.Whole ? StartBulk.Most : Shown).ToListAsync(ct);
            var ids = failed.Select(f => f.TicketId).ToList();
            var tickets = await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Number, t.Subject, t.OwnerId, t.TeamId }).ToDictionaryAsync(t => t.Id, ct);
            var scope = user.ScopeOf("tickets.read");
            return new Result(run.Id, run.JobId, run.Count, counts.GetValueOrDefault(BulkState.Done), counts.GetValueOrDefault(BulkState.Failed), run.CreatedAt,
                [.. failed.Where(f => tickets.ContainsKey(f.TicketId)).Select(f => new Failure(f.TicketId, HumanNumber.Format(Ticket.Prefix, tickets[f.TicketId].Number),
                    scope.Covers(tickets[f.TicketId].OwnerId, tickets[f.TicketId].TeamId) ? tickets[f.TicketId].Subject : null, texts[f.Reason!, [.. f.ReasonArgs.Select(a => a.StartsWith("permission.", StringComparison.Ordinal) ? texts[a] : a)]]))]);
        }
    }

    /// <summary>The failures as a table for a spreadsheet.</summary>
    public static byte[] Csv(Result result, Texts texts)
    {
        var lines = new StringBuilder().Append(Cells.Line([texts["tickets.number"], texts["tickets.subject"], texts["tickets.bulk.reason"]]));
        foreach (var f in result.Failures) lines.Append(Cells.Line([f.Number, f.Subject ?? "", f.Reason]));
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(lines.ToString())];
    }
}
