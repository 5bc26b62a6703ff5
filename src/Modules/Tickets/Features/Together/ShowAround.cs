using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>What stands around a ticket: other tickets, what was asked of other departments, and who watches.</summary>
[Needs("tickets.read")]
internal static class ShowAround
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, IReadOnlyList<Linked> Links, IReadOnlyList<Linked> Merged, IReadOnlyList<SubTaskLine> SubTasks, IReadOnlyList<Watching> Watchers, bool Watches, bool MayWrite, bool IsClosed);

    /// <summary>A ticket beside this one. Outside the reader's reach only its number and state are told.</summary>
    public sealed record Linked(long Id, string Number, string? Subject, TicketStatus Status, LinkAs? As, bool Split)
    {
        public bool Open => Ticket.OpenStates.Contains(Status);
    }

    public sealed record SubTaskLine(long Id, string Title, string? Owner, string? Team, DateTimeOffset DueAt, DateTimeOffset? DoneAt, string? DoneBy, string? Result, bool MayClose);

    public sealed record Watching(long StaffId, string Name);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var scope = user.ScopeOf("tickets.read");
            var ticket = await db.Tickets.AsNoTracking().Within(scope).Where(t => t.Id == q.Id).Select(t => new { t.OwnerId, t.TeamId, t.Status }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Ticket", q.Id);
            var links = await db.Links.Where(l => l.FromId == q.Id).Select(l => new { Other = l.ToId, l.Kind, Down = true })
                .Concat(db.Links.Where(l => l.ToId == q.Id).Select(l => new { Other = l.FromId, l.Kind, Down = false })).ToListAsync(ct);
            var others = links.Select(l => l.Other).ToList();
            var beside = await db.Tickets.AsNoTracking().Where(t => others.Contains(t.Id) || t.MergedIntoId == q.Id).OrderBy(t => t.Id)
                .Select(t => new { t.Id, t.Number, t.Subject, t.Status, t.OwnerId, t.TeamId, t.MergedIntoId }).ToListAsync(ct);
            var tasks = await db.SubTasks.AsNoTracking().Where(s => s.TicketId == q.Id).OrderBy(s => s.DoneAt != null).ThenBy(s => s.DueAt).ThenBy(s => s.Id).Take(100).ToListAsync(ct);
            var watchers = await db.Watchers.AsNoTracking().Where(w => w.TicketId == q.Id).OrderBy(w => w.At).Select(w => w.StaffId).ToListAsync(ct);
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            string? Person(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
            var writes = user.ScopeOf("tickets.write").Covers(ticket.OwnerId, ticket.TeamId);

            return new Result(q.Id,
                [.. from l in links
                    join t in beside on l.Other equals t.Id
                    orderby l.Kind, t.Id
                    select new Linked(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), scope.Covers(t.OwnerId, t.TeamId) ? t.Subject : null, t.Status,
                        l.Kind is LinkKind.Related or LinkKind.GoesOn ? LinkAs.Related : l.Down ? LinkAs.Child : LinkAs.Parent, l.Kind == LinkKind.Split)],
                [.. beside.Where(t => t.MergedIntoId == q.Id).Select(t => new Linked(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), scope.Covers(t.OwnerId, t.TeamId) ? t.Subject : null, t.Status, null, false))],
                [.. tasks.Select(s => new SubTaskLine(s.Id, s.Title, Person(s.OwnerId), s.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null, s.DueAt, s.DoneAt, Person(s.DoneById), s.Result, s.DoneAt is null && (writes || SubTasks.SubTaskAccess.MayDo(s, user))))],
                [.. watchers.Select(w => new Watching(w, Person(w) ?? ""))], user.Id is { } me && watchers.Contains(me), writes, ticket.Status is TicketStatus.Archived or TicketStatus.Merged);
        }
    }
}
