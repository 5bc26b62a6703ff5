using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Sweeps;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.SubTasks;

/// <summary>Asks a team or a person of another department for something, until a time of its own.</summary>
[Needs("tickets.write")]
internal static class AskSubTask
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public long? TeamId { get; init; }
        public long? OwnerId { get; init; }
        /// <summary>Until when; or <see cref="Within"/>.</summary>
        public DateTimeOffset? DueAt { get; init; }
        /// <summary>"4h", "8wh" or "2wd" from now, in the standard calendar.</summary>
        public string? Within { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(SubTask.TitleLength);
            RuleFor(c => c.Within).Must(w => string.IsNullOrWhiteSpace(w) || Target.TryParse(w, out _));
            RuleFor(c => c.Within).NotEmpty().When(c => c.DueAt is null);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            var ticket = await db.Tickets.Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == c.Id, ct) ?? throw new MissingException("Ticket", c.Id);
            if (ticket.Status is TicketStatus.Archived or TicketStatus.Merged) throw new RuleException("tickets.rule.closed");
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            var task = new SubTask(ticket.Id, c.Title, c.OwnerId, Team(c.TeamId, c.OwnerId, people, teams), c.DueAt ?? await Due(c.Within!, now, ct), me, now);
            db.SubTasks.Add(task);
            ticket.Asked(task.Title, done: false, me, now);
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            foreach (var to in task.Receivers(people, teams).Where(p => p != me))
                db.NotifyAbout(ticket.CustomerId, to, $"subtask:{task.Id}", "subtask", "/tickets/sub-tasks", "tickets.notice.subtask", ticket.Name, task.Title);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return task.Id;
        }

        async Task<DateTimeOffset> Due(string within, DateTimeOffset now, CancellationToken ct)
        {
            var rules = await db.Rules(ct);
            return Target.Parse(within).After(now, rules.TimeOf(rules.Settings.StandardCalendarId));
        }
    }

    /// <summary>The team that is asked. A person brings theirs along, so that colleagues see it when they are away.</summary>
    public static long? Team(long? wanted, long? person, IReadOnlyDictionary<long, StaffFacts> people, IReadOnlyDictionary<long, TeamFacts> teams)
    {
        if (wanted is { } team && !teams.ContainsKey(team)) throw new RuleException("tickets.rule.no_team", nameof(Command.TeamId));
        if (person is { } one && people.GetValueOrDefault(one) is not { Active: true }) throw new RuleException("tickets.rule.no_person", nameof(Command.OwnerId));
        return wanted ?? (person is { } owner && people[owner].TeamIds is [var first, ..] ? first : null);
    }

    /// <summary>The person or who acts for them; of a team, its supervisor or who stands in for them, else everybody in it.</summary>
    public static IReadOnlyList<long> Receivers(this SubTask task, IReadOnlyDictionary<long, StaffFacts> people, IReadOnlyDictionary<long, TeamFacts> teams) =>
        task.OwnerId is { } owner && people.ActingFor(owner) is { } theirs ? [theirs]
            : task.TeamId is { } team && teams.GetValueOrDefault(team)?.SupervisorId is { } supervisor && people.ActingFor(supervisor) is { } acting ? [acting]
            : [.. people.Values.Where(p => p.Active && task.TeamId is { } t && p.TeamIds.Contains(t)).Select(p => p.Id)];
}

/// <summary>Says that it is done, and what came out. Whoever got it does, or whoever may write on the ticket.</summary>
[OpenToAll("Who was given something does it, whether or not they may read tickets.")]
internal static class FinishSubTask
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, string Title, string Ticket, long? TicketId, DateTimeOffset DueAt);

    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public string Result { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Result).NotEmpty().MaximumLength(SubTask.NoteLength);
    }

    internal sealed class Loader(TicketsDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var (task, ticket) = await db.Reachable(q.Id, user, ct);
            return new View(task.Id, task.Title, ticket.Name, user.ScopeOf("tickets.read").Covers(ticket.OwnerId, ticket.TeamId) ? ticket.Id : null, task.DueAt);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            var (task, ticket) = await db.Reachable(c.Id, user, ct);
            task.Done(c.Result, me, now);
            ticket.Asked(task.Title, done: true, me, now, task.Result);
            foreach (var to in new[] { task.CreatedById, ticket.OwnerId }.OfType<long>().Distinct().Where(p => p != me))
                db.NotifyAbout(ticket.CustomerId, to, $"subtask-done:{task.Id}", "square-check", $"/tickets/{ticket.Id}", "tickets.notice.subtask_done", ticket.Name, task.Title);
            await db.SaveChangesAsync(ct);
            return ticket.Id;
        }
    }

    // The ticket is tracked as well: the trail of the task is sealed for its customer.
    static async Task<(SubTask Task, Ticket Ticket)> Reachable(this TicketsDb db, long id, CurrentUser user, CancellationToken ct)
    {
        var task = await db.SubTasks.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new MissingException("SubTask", id);
        var ticket = await db.Tickets.SingleAsync(t => t.Id == task.TicketId, ct);
        return SubTaskAccess.MayDo(task, user) || user.ScopeOf("tickets.write").Covers(ticket.OwnerId, ticket.TeamId) ? (task, ticket) : throw new MissingException("SubTask", id);
    }
}
