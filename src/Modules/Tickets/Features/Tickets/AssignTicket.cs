using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Gives a ticket to a person or to a team's queue.</summary>
[Needs("tickets.assign")]
internal static class AssignTicket
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        /// <summary>Null: nobody, the ticket waits in the team's queue.</summary>
        public long? AssigneeId { get; init; }
        /// <summary>Null: the team stays, or becomes the assignee's when they are in another.</summary>
        public long? TeamId { get; init; }
        public string? Note { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).MaximumLength(500);
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.assign"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var (team, _) = await Whom(staff, c.AssigneeId, c.TeamId, ticket.TeamId, ct);
            ticket.Assign(c.AssigneeId, team, user.Id, clock.GetUtcNow(), c.Note, new Reason("tickets.reason.by_hand"));
            if (c.AssigneeId is { } to && to != user.Id)
                db.NotifyAbout(ticket.CustomerId, to, $"ticket-assigned:{ticket.Id}:{clock.GetUtcNow().ToUnixTimeMilliseconds()}", "ticket", $"/tickets/{ticket.Id}", "tickets.notice.assigned", ticket.Name, ticket.Subject);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>Whom a ticket may be given to: who may work on it, in the team that was chosen, else in the ticket's if they are in it, else in their own.</summary>
    internal static async Task<(long? TeamId, long? PersonId)> Whom(IStaffDirectory staff, long? assigneeId, long? teamId, long? now, CancellationToken ct)
    {
        if (teamId is { } wanted && !(await staff.Teams(ct)).ContainsKey(wanted)) throw new RuleException("tickets.rule.no_team", nameof(Command.TeamId));
        var team = teamId ?? now;
        if (assigneeId is not { } assignee) return (team, null);
        if (!(await staff.HoldersOf("tickets.write", ct)).Contains(assignee) || !(await staff.Everyone(ct)).TryGetValue(assignee, out var person) || !person.Active)
            throw new RuleException("tickets.rule.no_person", nameof(Command.AssigneeId));
        if (teamId is null && person.TeamIds.Count > 0 && (team is null || !person.TeamIds.Contains(team.Value))) team = person.TeamIds[0];
        return (team, assignee);
    }
}

/// <summary>Takes a ticket oneself, also from a colleague.</summary>
[Needs("tickets.write")]
internal static class TakeTicket
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            ticket.Assign(user.Id ?? throw new ForbiddenException("tickets.write"), ticket.TeamId, user.Id, clock.GetUtcNow(), reason: new("tickets.reason.took"));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Takes the first ticket of the queue that nobody has. Two agents at once get two tickets: a row that one looks at is skipped by the other.</summary>
[Needs("tickets.write")]
internal static class TakeNext
{
    /// <summary>Answers the ticket's id, or null when nothing waits.</summary>
    public sealed record Command : IRequest<long?>;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long?>
    {
        public async Task<long?> Handle(Command request, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.write");
            var scope = user.ScopeOf("tickets.write");
            // One's own teams first; who reaches further helps out where nothing of their own waits.
            await using var transaction = await db.Begin(ct);
            var id = await First(false, [.. user.TeamIds], ct) ?? await First(scope.All, scope.TeamIds, ct);
            if (id is null) return null;
            var ticket = await db.Tickets.Include(t => t.Clocks).SingleAsync(t => t.Id == id, ct);
            ticket.Assign(me, ticket.TeamId, me, clock.GetUtcNow(), reason: new("tickets.reason.next"));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return id;
        }

        async Task<long?> First(bool all, long[] teams, CancellationToken ct)
        {
            var found = await db.Database.SqlQuery<long>($"""
                select id as "Value" from tickets.tickets
                where status = 'created' and owner_id is null and ({all} or team_id = any({teams}))
                order by queue_rank, next_due_at, urgency, id
                limit 1 for update skip locked
                """).ToListAsync(ct);
            return found.Count == 0 ? null : found[0];
        }
    }
}
