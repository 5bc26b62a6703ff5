using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Board;

/// <summary>Takes back the assignment one has just made, as long as nothing has happened to the ticket since.</summary>
[Needs("tickets.assign")]
internal static class UndoAssignment
{
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(10);

    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.assign"), clock.GetUtcNow());
            // Who gave it out of their own reach may still take it back: the history says that it was them.
            var ticket = await db.Tickets.SingleOrDefaultAsync(t => t.Id == c.Id, ct) ?? throw new MissingException("Ticket", c.Id);
            var latest = await db.History.AsNoTracking().Where(h => h.TicketId == c.Id).OrderByDescending(h => h.Id).Take(3).ToListAsync(ct);
            var act = latest.Where(h => h.At == latest[0].At && h.ById == me).ToList();
            if (act.Find(h => h.Kind == HistoryKind.Assignee) is not { } given || given.Reason == Undone || now - given.At > Within || ticket.OwnerId?.ToString(CultureInfo.InvariantCulture) != given.To)
            {
                if (!user.ScopeOf("tickets.assign").Covers(ticket.OwnerId, ticket.TeamId)) throw new MissingException("Ticket", c.Id);
                throw new RuleException("tickets.rule.undo_late");
            }
            var team = act.Find(h => h.Kind == HistoryKind.Team) is { } moved ? Id(moved.From) : ticket.TeamId;
            ticket.Assign(Id(given.From), team, me, now, reason: new(Undone));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }

        const string Undone = "tickets.reason.undone";

        static long? Id(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
