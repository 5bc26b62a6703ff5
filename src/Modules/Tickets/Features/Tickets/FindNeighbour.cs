using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Views;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>
/// The next ticket of a list, or the one before. It is looked for from the place the reader came from, which stays where
/// it was when the ticket itself has moved on: resolved, or due at another time.
/// </summary>
[Needs("tickets.read")]
internal static class FindNeighbour
{
    public sealed record Query(long Id, ListTickets.Query Filter, long? Saved, string? At, bool Back) : IRequest<Found?>;

    /// <param name="At">Its place in the list.</param>
    public sealed record Found(long Id, string At);

    internal sealed class Handler(TicketsDb db, TicketSearch search, Sharing sharing, CurrentUser user) : IRequestHandler<Query, Found?>
    {
        public async Task<Found?> Handle(Query q, CancellationToken ct)
        {
            var filter = q.Saved is { } saved ? (await (await sharing.Usable<SavedView>(ct)).SingleOrDefaultAsync(v => v.Id == saved, ct) ?? throw new MissingException("SavedView", saved)).Read() : q.Filter;
            filter = filter with { View = filter.View ?? (filter.Q is null ? TicketView.Open : TicketView.Any) };
            var from = Cursor.Read<ListTickets.Keys>(q.At)
                ?? await db.Tickets.Within(user.ScopeOf("tickets.read")).Where(t => t.Id == q.Id).Select(t => new ListTickets.Keys(t.QueueRank, t.NextDueAt, t.Urgency, t.ResolvedAt, t.Id)).SingleOrDefaultAsync(ct)
                ?? throw new MissingException("Ticket", q.Id);
            // It may itself have moved on, to where the next one is looked for.
            var near = await search.Page(filter, from, 2, t => new ListTickets.Keys(t.QueueRank, t.NextDueAt, t.Urgency, t.ResolvedAt, t.Id), ct, q.Back);
            return near.Find(t => t.Id != q.Id) is { } next ? new Found(next.Id, Cursor.Of(next)) : null;
        }
    }
}
