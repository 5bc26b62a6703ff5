using Crm.Contracts.Tickets;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Panels;

/// <summary>The state of the desk now, and what came and went today.</summary>
[Needs("tickets.read")]
internal static class QueueFigures
{
    public sealed record Query(long? TeamId) : IRequest<Result>;

    public sealed record Result(int Created, int Resolved, int Open, int Breached, int DueSoon, int Unassigned, int Waiting, int ToReview);

    internal sealed class Handler(TicketsDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (midnight, soon) = (zone.StartOf(zone.DayOf(now)), now + ListTickets.Soon);
            var rows = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
            if (q.TeamId is { } team) rows = rows.Where(t => t.TeamId == team);
            var open = await rows.Where(t => EF.Property<bool>(t, TicketMap.Open)).GroupBy(_ => 1).Select(g => new
            {
                All = g.Count(),
                Breached = g.Count(t => t.NextDueAt <= now),
                Soon = g.Count(t => t.NextDueAt > now && t.NextDueAt <= soon),
                Unassigned = g.Count(t => t.Status == TicketStatus.Created && t.OwnerId == null),
                Waiting = g.Count(t => t.Status == TicketStatus.WaitingCustomer || t.Status == TicketStatus.WaitingThirdParty),
            }).SingleOrDefaultAsync(ct);
            return new Result(
                await rows.CountAsync(t => t.CreatedAt >= midnight, ct), await rows.CountAsync(t => t.ResolvedAt >= midnight, ct),
                open?.All ?? 0, open?.Breached ?? 0, open?.Soon ?? 0, open?.Unassigned ?? 0, open?.Waiting ?? 0,
                await rows.CountAsync(t => t.ReviewDueAt != null && t.Status == TicketStatus.Resolved, ct));
        }
    }
}
