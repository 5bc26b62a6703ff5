using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The ticket after, or before, another in the order of a view; from its last on again with the first. Null when the view holds no other.</summary>
[Needs("tickets.read")]
internal static class NextTicket
{
    public sealed record Query(long Id, TicketView View, bool Back = false) : IRequest<long?>;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, long?>
    {
        public async Task<long?> Handle(Query q, CancellationToken ct)
        {
            var readable = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
            var here = await readable.Where(t => t.Id == q.Id).Select(t => new { t.QueueRank, t.NextDueAt, t.Urgency, t.ResolvedAt, t.Id }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Ticket", q.Id);
            var rows = ListTickets.InView(readable, q.View, user, clock.GetUtcNow()).Where(t => t.Id != q.Id);
            var (rank, due, urgency, resolved, id) = (here.QueueRank, here.NextDueAt, here.Urgency, here.ResolvedAt, here.Id);
            var ahead = (q.View, q.Back) switch
            {
                (TicketView.Any, false) => rows.Where(t => t.Id < id),
                (TicketView.Any, true) => rows.Where(t => t.Id > id),
                (TicketView.Closed, false) => rows.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.ResolvedAt, t.Id), ValueTuple.Create(resolved, id))),
                (TicketView.Closed, true) => rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.ResolvedAt, t.Id), ValueTuple.Create(resolved, id))),
                (_, false) => rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency, t.Id), ValueTuple.Create(rank, due, urgency, id))),
                (_, true) => rows.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency, t.Id), ValueTuple.Create(rank, due, urgency, id))),
            };
            return await First(ahead, q, ct) ?? await First(rows, q, ct);
        }

        static async Task<long?> First(IQueryable<Ticket> rows, Query q, CancellationToken ct) => await ((q.View, q.Back) switch
        {
            (TicketView.Any, false) => rows.OrderByDescending(t => t.Id),
            (TicketView.Any, true) => rows.OrderBy(t => t.Id),
            (TicketView.Closed, false) => rows.OrderByDescending(t => t.ResolvedAt).ThenByDescending(t => t.Id),
            (TicketView.Closed, true) => rows.OrderBy(t => t.ResolvedAt).ThenBy(t => t.Id),
            (_, false) => rows.OrderBy(t => t.QueueRank).ThenBy(t => t.NextDueAt).ThenBy(t => t.Urgency).ThenBy(t => t.Id),
            (_, true) => rows.OrderByDescending(t => t.QueueRank).ThenByDescending(t => t.NextDueAt).ThenByDescending(t => t.Urgency).ThenByDescending(t => t.Id),
        }).Select(t => (long?)t.Id).FirstOrDefaultAsync(ct);
    }
}
