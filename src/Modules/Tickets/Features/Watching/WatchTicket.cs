using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Watching;

/// <summary>Begins or ends hearing of what happens on a ticket: oneself, with the right to write also others.</summary>
[Needs("tickets.read")]
internal static class WatchTicket
{
    /// <summary>More people than this are a team, and a team has a queue.</summary>
    public const int Most = 50;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        /// <summary>Null: oneself.</summary>
        public long? StaffId { get; init; }
        public bool Off { get; init; }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.read");
            var who = c.StaffId ?? me;
            var ticket = await db.Tickets.Within(user.ScopeOf(who == me ? "tickets.read" : "tickets.write")).SingleOrDefaultAsync(t => t.Id == c.Id, ct) ?? throw new MissingException("Ticket", c.Id);
            if (c.Off)
            {
                await db.Watchers.Where(w => w.TicketId == c.Id && w.StaffId == who).ExecuteDeleteAsync(ct);
                return Unit.Value;
            }
            await using var transaction = await db.Begin(ct);
            var added = await db.Watch(staff, ticket, who, me, ct);
            if (added && who != me) db.NotifyAbout(ticket.CustomerId, who, $"ticket-watch:{ticket.Id}", "eye", $"/tickets/{ticket.Id}", "tickets.notice.watch", user.Name, ticket.Name, ticket.Subject);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}

internal static class Watchers
{
    /// <summary>Lets somebody hear of what happens from now on, in the caller's transaction; false when they did already.</summary>
    public static async Task<bool> Watch(this TicketsDb db, IStaffDirectory staff, Ticket ticket, long who, long? by, CancellationToken ct)
    {
        if (!(await staff.Everyone(ct)).TryGetValue(who, out var person) || !person.Active || !(await staff.HoldersOf("tickets.read", ct)).Contains(who)) throw new RuleException("tickets.rule.no_person", nameof(WatchTicket.Command.StaffId));
        if (await db.Watchers.CountAsync(w => w.TicketId == ticket.Id, ct) >= WatchTicket.Most) throw new RuleException("tickets.rule.too_many_watchers", nameof(WatchTicket.Command.StaffId), WatchTicket.Most);
        ticket.Watch();
        return await db.Database.ExecuteSqlAsync($"insert into tickets.watchers (ticket_id, staff_id, by_id, at) values ({ticket.Id}, {who}, {by}, {db.Clock.GetUtcNow()}) on conflict do nothing", ct) == 1;
    }
}

/// <summary>Tells those who watch, each once, and nobody of what they did themselves.</summary>
internal sealed class TellWatchers(TicketsDb db, IStaffDirectory staff) : IHandle<WatchedTicketChanged>
{
    public async Task Handle(WatchedTicketChanged happened, CancellationToken ct)
    {
        var ticket = await db.Tickets.AsNoTracking().Where(t => t.Id == happened.TicketId).Select(t => new { t.Number, t.Subject, t.OwnerId }).SingleAsync(ct);
        // The assignee has heard of a customer's words already.
        var told = await db.Watchers.Where(w => w.TicketId == happened.TicketId && w.StaffId != happened.ById).Select(w => w.StaffId).ToListAsync(ct);
        if (happened.What == WatchedChange.CustomerWrote) told.Remove(ticket.OwnerId ?? 0);
        var people = await staff.Everyone(ct);
        var key = happened.MessageId is { } message ? $"ticket-watched:{message}" : $"ticket-watched:{happened.TicketId}:{happened.Status}:{happened.At.ToUnixTimeMilliseconds()}";
        foreach (var person in told.Where(p => people.TryGetValue(p, out var known) && known.Active))
            db.NotifyAbout(happened.CustomerId, person, key, "eye", $"/tickets/{happened.TicketId}", happened.What == WatchedChange.StatusChanged ? $"tickets.notice.watched.{happened.Status}" : $"tickets.notice.watched.{happened.What}",
                HumanNumber.Format(Ticket.Prefix, ticket.Number), ticket.Subject);
    }
}
