using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Views;

/// <summary>The saved views the reader may use, and which of them their list opens with.</summary>
[Needs("tickets.read")]
internal static class ListViews
{
    public sealed record Query : IRequest<IReadOnlyList<View>>;

    public sealed record View(long Id, string Name, ListTickets.Query Filter, IReadOnlyList<TicketColumn> Columns, bool Own, bool Shared, bool MayChange, bool Default)
    {
        /// <summary>Those that never end are not counted.</summary>
        public bool Counted => Filter.View is not (TicketView.Closed or TicketView.Any);
    }

    internal sealed class Handler(TicketsDb db, Sharing sharing, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<View>>
    {
        public async Task<IReadOnlyList<View>> Handle(Query request, CancellationToken ct)
        {
            var me = user.Id ?? 0;
            var views = await (await sharing.Usable<SavedView>(ct)).AsNoTracking().Take(Sharing.Most).Select(v => new { View = v, Default = db.DefaultViews.Any(d => d.StaffId == me && d.ViewId == v.Id) }).ToListAsync(ct);
            return [.. views.Select(v => new View(v.View.Id, v.View.Name, v.View.Read(), v.View.Columns, v.View.OwnerId == me, v.View.RoleIds.Length > 0, sharing.MayChange(v.View), v.Default))];
        }
    }

    /// <summary>The filter as the list takes it. What an older version stored and nobody knows any more narrows nothing.</summary>
    public static ListTickets.Query Read(this SavedView view) => JsonSerializer.Deserialize<ListTickets.Query>(view.Filter, EventTypes.Json)!;

    /// <summary>The filter as it is kept: without words and customers, which are somebody's data and no view, and without a place in the list.</summary>
    public static string Written(ListTickets.Query filter) =>
        JsonSerializer.Serialize(filter with { Q = null, CustomerId = null, After = null, View = filter.View ?? TicketView.Open, Tag = string.IsNullOrWhiteSpace(filter.Tag) ? null : filter.Tag.Trim() }, EventTypes.Json);
}

/// <summary>How many tickets each saved view holds, up to a thousand: one question for all of them.</summary>
[Needs("tickets.read")]
internal static class CountSavedViews
{
    /// <summary>So many are counted; those further down show none.</summary>
    const int Most = 12;

    public sealed record Query(IReadOnlyList<ListViews.View> Views) : IRequest<IReadOnlyDictionary<long, int>>;

    internal sealed class Handler(TicketSearch search) : IRequestHandler<Query, IReadOnlyDictionary<long, int>>
    {
        public async Task<IReadOnlyDictionary<long, int>> Handle(Query q, CancellationToken ct)
        {
            var lists = new Dictionary<long, IQueryable<Ticket>>();
            foreach (var view in q.Views.Where(v => v.Counted).Take(Most)) lists[view.Id] = await search.Rows(view.Filter, ct);
            return await lists.CountUpTo(ListTickets.CountUpTo, ct);
        }
    }
}
