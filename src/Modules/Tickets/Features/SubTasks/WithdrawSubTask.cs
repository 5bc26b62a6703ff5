using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.SubTasks;

/// <summary>Takes back what was asked: it leaves all lists, and the ticket's history says who did it and why.</summary>
[Needs("tickets.write")]
internal static class WithdrawSubTask
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public string Why { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Why).NotEmpty().MaximumLength(SubTask.NoteLength);
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (task, ticket) = await db.FindAsked(c.Id, c.Version, user, ct);
            var me = user.Id ?? throw new ForbiddenException("tickets.write");
            db.SubTasks.Remove(task);
            ticket.AskedNoMore(task.Title, c.Why.Trim(), me, clock.GetUtcNow());
            foreach (var to in task.Receivers(await staff.Everyone(ct), await staff.Teams(ct)).Where(p => p != me))
                db.NotifyAbout(ticket.CustomerId, to, $"subtask-withdrawn:{task.Id}", "subtask", "/tickets/sub-tasks", "tickets.notice.subtask_withdrawn", ticket.Name, task.Title, c.Why.Trim());
            await db.SaveChangesAsync(ct);
            return ticket.Id;
        }
    }
}
