using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.SubTasks;

/// <summary>Whose.</summary>
internal enum SubTaskView { Mine, Team, Done }

/// <summary>What was asked of the reader or their teams, soonest due first; or what they have done, latest first.</summary>
[OpenToAll("One's own sub-tasks and those of one's teams.")]
internal static class ListSubTasks
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public SubTaskView View { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Title, string Ticket, long? TicketId, string? Owner, string? Team, string? AskedBy, DateTimeOffset DueAt, DateTimeOffset? DoneAt, string? Result);

    sealed record Keys(DateTimeOffset At, long Id);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var (me, mine, after) = (user.Id, user.TeamIds, Cursor.Read<Keys>(q.After));
            var rows = db.SubTasks.AsNoTracking();
            if (q.View == SubTaskView.Done)
            {
                rows = rows.Where(s => s.DoneAt != null && s.DoneById == me);
                if (after is not null) rows = rows.Where(s => EF.Functions.LessThan(ValueTuple.Create(s.DoneAt, s.Id), ValueTuple.Create((DateTimeOffset?)after.At, after.Id)));
                rows = rows.OrderByDescending(s => s.DoneAt).ThenByDescending(s => s.Id);
            }
            else
            {
                rows = q.View == SubTaskView.Mine ? rows.Where(s => s.DoneAt == null && s.OwnerId == me) : rows.Where(s => s.DoneAt == null && s.TeamId != null && mine.Contains(s.TeamId.Value));
                if (after is not null) rows = rows.Where(s => EF.Functions.GreaterThan(ValueTuple.Create(s.DueAt, s.Id), ValueTuple.Create(after.At, after.Id)));
                rows = rows.OrderBy(s => s.DueAt).ThenBy(s => s.Id);
            }
            var slice = Cursor.Cut(await rows.Take(q.Limit + 1).ToListAsync(ct), q.Limit, s => new Keys(s.DoneAt ?? s.DueAt, s.Id));
            var ids = slice.Items.Select(s => s.TicketId).Distinct().ToList();
            var tickets = await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Number, t.OwnerId, t.TeamId }).ToDictionaryAsync(t => t.Id, ct);
            var (people, teams, scope) = (await staff.Everyone(ct), await staff.Teams(ct), user.ScopeOf("tickets.read"));
            string? Person(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
            return new([.. slice.Items.Select(s => new Row(s.Id, s.Title, HumanNumber.Format(Ticket.Prefix, tickets[s.TicketId].Number), scope.Covers(tickets[s.TicketId].OwnerId, tickets[s.TicketId].TeamId) ? s.TicketId : null,
                Person(s.OwnerId), s.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null, Person(s.CreatedById), s.DueAt, s.DoneAt, s.Result))], slice.NextCursor);
        }
    }
}
