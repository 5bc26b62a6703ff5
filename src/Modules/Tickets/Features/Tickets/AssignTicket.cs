using System.Text.Json.Serialization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;

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
        /// <summary>A card was dropped on a person: the history says so.</summary>
        [JsonIgnore, BindNever]
        public bool OnBoard { get; init; }
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
            var before = ticket.OwnerId;
            var (team, _) = await Whom(staff, c.AssigneeId, c.TeamId, ticket.TeamId, ct);
            ticket.Assign(c.AssigneeId, team, user.Id, clock.GetUtcNow(), c.Note, new Reason(c.OnBoard ? "tickets.reason.board" : "tickets.reason.by_hand"));
            if (c.AssigneeId is { } to && to != user.Id)
                db.NotifyAbout(ticket.CustomerId, to, $"ticket-assigned:{ticket.Id}:{clock.GetUtcNow().ToUnixTimeMilliseconds()}", "ticket", $"/tickets/{ticket.Id}", "tickets.notice.assigned", ticket.Name, ticket.Subject);
            db.TellPassedOn(ticket, before, user.Id, c.AssigneeId is { } person ? (await staff.Everyone(ct))[person].Name : null);
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
            var before = ticket.OwnerId;
            ticket.Assign(user.Id ?? throw new ForbiddenException("tickets.write"), ticket.TeamId, user.Id, clock.GetUtcNow(), reason: new("tickets.reason.took"));
            db.TellPassedOn(ticket, before, user.Id, user.Name);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
