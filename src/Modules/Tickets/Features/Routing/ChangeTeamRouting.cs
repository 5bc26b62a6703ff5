using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Settings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>Says how a team works its queue: its people take tickets by hand, or the machine hands them out.</summary>
[Needs("tickets.settings")]
internal static class ChangeTeamRouting
{
    public sealed record Query(long TeamId) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public long TeamId { get; init; }
        public RoutingMode? Mode { get; init; }
        /// <summary>Null: the team has no row yet.</summary>
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Mode).NotNull().IsInEnum();
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, Router router) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            await Team(q.TeamId, ct);
            var row = await db.TeamRouting.AsNoTracking().SingleOrDefaultAsync(t => t.TeamId == q.TeamId, ct);
            return new Command { TeamId = q.TeamId, Mode = row?.Mode ?? RoutingMode.ByHand, Version = row?.Version };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await Team(c.TeamId, ct);
            var row = await db.TeamRouting.SingleOrDefaultAsync(t => t.TeamId == c.TeamId, ct);
            if (row is null) db.TeamRouting.Add(new TeamRouting(c.TeamId, c.Mode!.Value));
            else
            {
                if (c.Version is { } version) db.Expect(row, version);
                row.Work(c.Mode!.Value);
            }
            await db.SaveForAll(ct);
            // What has waited so far is handed out now.
            await router.Drain([c.TeamId], ct);
            return Unit.Value;
        }

        async Task Team(long id, CancellationToken ct)
        {
            if (!(await staff.Teams(ct)).ContainsKey(id)) throw new MissingException("Team", id);
        }
    }
}
