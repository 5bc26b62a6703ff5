using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.SubTasks;

/// <summary>Asks for something else, or of somebody else, or until another time. Whoever is asked now is told.</summary>
[Needs("tickets.write")]
internal static class ChangeSubTask
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long TicketId, string Ticket, Command Now);

    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public long? TeamId { get; init; }
        public long? OwnerId { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(SubTask.TitleLength);
            RuleFor(c => c.DueAt).NotNull();
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, long>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var (task, ticket) = await db.FindAsked(q.Id, null, user, ct);
            return new(ticket.Id, ticket.Name, new() { Id = task.Id, Title = task.Title, TeamId = task.TeamId, OwnerId = task.OwnerId, DueAt = task.DueAt, Version = task.Version });
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (task, ticket) = await db.FindAsked(c.Id, c.Version, user, ct);
            var (people, teams, now) = (await staff.Everyone(ct), await staff.Teams(ct), clock.GetUtcNow());
            var before = task.Receivers(people, teams);
            task.Change(c.Title, c.OwnerId, AskSubTask.Team(c.TeamId, c.OwnerId, people, teams), c.DueAt!.Value, now);
            foreach (var to in task.Receivers(people, teams).Except(before).Where(p => p != user.Id))
                db.NotifyAbout(ticket.CustomerId, to, string.Create(CultureInfo.InvariantCulture, $"subtask:{task.Id}:{now.ToUnixTimeMilliseconds()}"), "subtask", "/tickets/sub-tasks", "tickets.notice.subtask", ticket.Name, task.Title);
            await db.SaveChangesAsync(ct);
            return ticket.Id;
        }
    }

    /// <summary>A sub-task that is not done, of a ticket one may write on, with that ticket.</summary>
    public static async Task<(SubTask Task, Ticket Ticket)> FindAsked(this TicketsDb db, long id, uint? version, CurrentUser user, CancellationToken ct)
    {
        var task = await db.SubTasks.SingleOrDefaultAsync(s => s.Id == id, ct) ?? throw new MissingException("SubTask", id);
        var ticket = await db.Tickets.Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == task.TicketId, ct) ?? throw new MissingException("SubTask", id);
        if (version is { } seen) db.Expect(task, seen);
        task.MustBeOpen();
        return (task, ticket);
    }
}
