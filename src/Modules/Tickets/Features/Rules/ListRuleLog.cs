using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>What rules did, why, and what stood in the way; newest first, of one rule or on one ticket.</summary>
[Needs("tickets.settings")]
internal static class ListRuleLog
{
    public sealed record Query(TicketChoices.Result Lists) : IRequest<Slice<Line>>
    {
        public long? RuleId { get; init; }
        public long? TicketId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    /// <param name="Subject">Null outside the reader's reach: of such tickets only the number is told.</param>
    public sealed record Line(long Id, long RuleId, string Rule, string When, long TicketId, string Number, string? Subject, DateTimeOffset At, RuleOutcome Outcome, string? Refusal, IReadOnlyList<VerdictLine> Found, IReadOnlyList<string> Actions);

    /// <param name="Met">Whether the condition was met.</param>
    /// <param name="Any">One of those of which one suffices.</param>
    public sealed record VerdictLine(string Text, bool Met, bool Any);

    internal sealed class Handler(TicketsDb db, RuleWords words, Texts texts, CurrentUser user) : IRequestHandler<Query, Slice<Line>>
    {
        public async Task<Slice<Line>> Handle(Query q, CancellationToken ct)
        {
            var (names, macros) = (RuleNames.Of(q.Lists), await db.MacroChoices(ct));
            var rows = db.RuleLog.AsNoTracking();
            if (q.RuleId is { } rule) rows = rows.Where(l => l.RuleId == rule);
            if (q.TicketId is { } ticket) rows = rows.Where(l => l.TicketId == ticket);
            if (Cursor.Read<long?>(q.After) is { } before) rows = rows.Where(l => l.Id < before);
            var found = await (from l in rows.OrderByDescending(l => l.Id).Take(q.Limit + 1)
                               join t in db.Tickets on l.TicketId equals t.Id
                               orderby l.Id descending
                               select new { Row = l, t.Number, t.Subject, t.OwnerId, t.TeamId }).ToListAsync(ct);
            var slice = Cursor.Cut(found, q.Limit, x => (long?)x.Row.Id);
            var scope = user.ScopeOf("tickets.read");
            return new([.. slice.Items.Select(x => x.Row is var l ? new Line(l.Id, l.RuleId, l.In(user.Language), texts[l.Trigger], l.TicketId, HumanNumber.Format(Ticket.Prefix, x.Number),
                scope.Covers(x.OwnerId, x.TeamId) && x.Subject != Ticket.Erased ? x.Subject : null, l.At, l.Outcome, l.Refusal is null ? null : texts[l.Refusal, [.. l.RefusalArgs]],
                words.Found(l.Judgement, names), words.Actions(l.Actions, q.Lists, macros)) : null!)], slice.NextCursor);
        }
    }
}
