using System.Linq.Expressions;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Which tickets a filter means, and in which order they stand: for the list, its counts, its export, what is changed in bulk, and the way to the next.</summary>
internal sealed class TicketSearch(TicketsDb db, Texts texts, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    /// <summary>The tickets of a view and its filters that a right reaches.</summary>
    public async Task<IQueryable<Ticket>> Rows(ListTickets.Query q, CancellationToken ct, string right = "tickets.read")
    {
        var rows = await Narrow(q, right, ct);
        if (string.IsNullOrWhiteSpace(q.Q)) return rows;
        if (!HumanNumber.TryParse(Ticket.Prefix, q.Q, out var number) || !await rows.AnyAsync(t => t.Number == number, ct)) return await Matching(rows, q.Q, null, ct);
        return TicketWords.OnlyNames(q.Q) ? rows.Where(t => t.Number == number) : await Matching(rows, q.Q, number, ct);
    }

    /// <summary>So many of a list, from a place on; or backwards from there. Whose number was typed stands before all that hold the words.</summary>
    public async Task<List<T>> Page<T>(ListTickets.Query q, ListTickets.Keys? after, int count, Expression<Func<Ticket, T>> shown, CancellationToken ct, bool back = false) where T : ListTickets.IPlaced
    {
        if (!HumanNumber.TryParse(Ticket.Prefix, q.Q, out var number)) return await Page(await Rows(q, ct), q, after, count, back).Select(shown).ToListAsync(ct);
        var rows = await Narrow(q, "tickets.read", ct);
        var named = await rows.Where(t => t.Number == number).Select(shown).ToListAsync(ct);
        var (first, fromNamed) = (after is null, after is not null && named.Exists(t => t.Id == after.Id));
        if (fromNamed && back) return [];
        if (named.Count > 0 && TicketWords.OnlyNames(q.Q!)) return fromNamed ? [] : named;
        if (!first && !back) named = [];
        var others = await Page((await Matching(rows, q.Q!, null, ct)).Where(t => t.Number != number), q, fromNamed ? null : after, back ? count : count - named.Count, back).Select(shown).ToListAsync(ct);
        return back ? [.. others.Concat(named).Take(count)] : [.. named, .. others];
    }

    /// <summary>So many in the order of the list, from a place on; or backwards from there. Every order is one of an index.</summary>
    public IQueryable<Ticket> Page(IQueryable<Ticket> rows, ListTickets.Query q, ListTickets.Keys? after, int count, bool back = false)
    {
        var view = q.View ?? TicketView.Open;
        // Words among all tickets, and among all that are done, are found newest first; of one customer there are few, in an index of theirs.
        if (view is TicketView.Any or TicketView.Closed && q.CustomerId is null && !string.IsNullOrWhiteSpace(q.Q)) return db.Newest(rows, after?.Id, count, back);
        // Of all tickets, and of those that are done, only the newest and the latest are in an index.
        var sort = view == TicketView.Any ? TicketSort.Newest : q.Sort;
        return ((view, sort) switch
        {
            (_, TicketSort.Newest) => Newest(rows, after, back),
            (TicketView.Closed, _) => Resolved(rows, after, back),
            (_, TicketSort.Due) => Due(rows, after, back),
            _ => Queue(rows, after, back),
        }).Take(count);
    }

    // VIPs first, then what is due soonest, urgent before low, old before new.
    static IQueryable<Ticket> Queue(IQueryable<Ticket> rows, ListTickets.Keys? after, bool back)
    {
        if (after is not null)
        {
            rows = back ? rows.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency, t.Id), ValueTuple.Create(after.Rank, after.Due, after.Urgency, after.Id)))
                : rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency, t.Id), ValueTuple.Create(after.Rank, after.Due, after.Urgency, after.Id)));
        }
        return back ? rows.OrderByDescending(t => t.QueueRank).ThenByDescending(t => t.NextDueAt).ThenByDescending(t => t.Urgency).ThenByDescending(t => t.Id)
            : rows.OrderBy(t => t.QueueRank).ThenBy(t => t.NextDueAt).ThenBy(t => t.Urgency).ThenBy(t => t.Id);
    }

    static IQueryable<Ticket> Due(IQueryable<Ticket> rows, ListTickets.Keys? after, bool back)
    {
        if (after is not null)
            rows = back ? rows.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.NextDueAt, t.Id), ValueTuple.Create(after.Due, after.Id)))
                : rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.NextDueAt, t.Id), ValueTuple.Create(after.Due, after.Id)));
        return back ? rows.OrderByDescending(t => t.NextDueAt).ThenByDescending(t => t.Id) : rows.OrderBy(t => t.NextDueAt).ThenBy(t => t.Id);
    }

    static IQueryable<Ticket> Newest(IQueryable<Ticket> rows, ListTickets.Keys? after, bool back)
    {
        if (after is not null) rows = back ? rows.Where(t => t.Id > after.Id) : rows.Where(t => t.Id < after.Id);
        return back ? rows.OrderBy(t => t.Id) : rows.OrderByDescending(t => t.Id);
    }

    static IQueryable<Ticket> Resolved(IQueryable<Ticket> rows, ListTickets.Keys? after, bool back)
    {
        if (after?.Resolved is { } resolved)
            rows = back ? rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.ResolvedAt, t.Id), ValueTuple.Create((DateTimeOffset?)resolved, after.Id)))
                : rows.Where(t => EF.Functions.LessThan(ValueTuple.Create(t.ResolvedAt, t.Id), ValueTuple.Create((DateTimeOffset?)resolved, after.Id)));
        return back ? rows.OrderBy(t => t.ResolvedAt).ThenBy(t => t.Id) : rows.OrderByDescending(t => t.ResolvedAt).ThenByDescending(t => t.Id);
    }

    async Task<IQueryable<Ticket>> Narrow(ListTickets.Query q, string right, CancellationToken ct)
    {
        var rows = ListTickets.InView(db.Tickets.AsNoTracking().Within(user.ScopeOf(right)), q.View ?? TicketView.Open, user, clock.GetUtcNow());
        if (q.Type is { } type) rows = rows.Where(t => t.Type == type);
        if (q.Status is { } status) rows = rows.Where(t => t.Status == status);
        if (q.Priority is { } priority) rows = rows.Where(t => t.Priority == priority);
        if (q.Channel is { } channel) rows = rows.Where(t => t.Channel == channel);
        if (q.TeamId is { } team) rows = rows.Where(t => t.TeamId == team);
        if (q.AssigneeId is { } assignee) rows = rows.Where(t => t.OwnerId == assignee);
        if (q.CustomerId is { } customer) rows = rows.Where(t => t.CustomerId == customer);
        if (!string.IsNullOrWhiteSpace(q.Tag)) rows = Tagged(rows, q.Tag.Trim());
        if (q.CategoryId is { } category)
        {
            var parents = await db.Categories.ToDictionaryAsync(c => c.Id, c => c.ParentId, ct);
            var wanted = parents.Keys.Where(c => parents.PathOf(c).Contains(category)).Select(c => (long?)c).ToList();
            rows = rows.Where(t => wanted.Contains(t.CategoryId));
        }
        if (Start(q.CreatedFrom) is { } createdFrom) rows = rows.Where(t => t.CreatedAt >= createdFrom);
        if (End(q.CreatedTo) is { } createdTo) rows = rows.Where(t => t.CreatedAt < createdTo);
        if (Start(q.ResolvedFrom) is { } resolvedFrom) rows = rows.Where(t => t.ResolvedAt >= resolvedFrom);
        if (End(q.ResolvedTo) is { } resolvedTo) rows = rows.Where(t => t.ResolvedAt < resolvedTo);
        if (q.Sla is { } sla)
        {
            var state = sla == SlaOutcome.Met ? ClockState.Met : ClockState.Breached;
            var (from, to) = (Start(q.DueFrom) ?? DateTimeOffset.UnixEpoch, End(q.DueTo) ?? Ticket.NoDue);
            rows = rows.Where(t => t.Clocks.Any(c => c.State == state && c.DueAt >= from && c.DueAt < to));
        }
        if (q.Custom is { Count: > 0 }) rows = new FieldList((await db.Rules(ct)).Flow.Fields, texts).Narrow(rows, q.Custom);
        return rows;
    }

    /// <summary>In the words of the index.</summary>
    public static IQueryable<Ticket> Tagged(IQueryable<Ticket> rows, string tag) => rows.Where(t => t.Tags.Length > 0 && t.Tags.Contains(tag));

    async Task<IQueryable<Ticket>> Matching(IQueryable<Ticket> rows, string text, long? orNumber, CancellationToken ct)
    {
        if (SearchText.Query(text) is not { } words) return rows.Where(t => false);
        var customers = await db.Customers.Where(c => EF.Property<NpgsqlTsVector>(c, TicketMap.Search).Matches(EF.Functions.ToTsQuery("simple", words))).Select(c => c.Id).OrderBy(id => id).Take(100).ToListAsync(ct);
        return (customers.Count, orNumber) switch
        {
            (0, null) => rows.WithWords(words),
            (_, null) => WordsInStatement.Mark(rows.Where(t => EF.Property<NpgsqlTsVector>(t, TicketMap.Search).Matches(EF.Functions.ToTsQuery("simple", words)) || customers.Contains(t.CustomerId))),
            _ => WordsInStatement.Mark(rows.Where(t => t.Number == orNumber || EF.Property<NpgsqlTsVector>(t, TicketMap.Search).Matches(EF.Functions.ToTsQuery("simple", words)) || customers.Contains(t.CustomerId))),
        };
    }

    // The ends of time have no instants in every zone, and bound nothing.
    DateTimeOffset? Start(DateOnly? day) => day is { Year: > 1 } d ? zone.StartOf(d) : null;

    DateTimeOffset? End(DateOnly? day) => day is { } d && d < DateOnly.MaxValue ? zone.StartOf(d.AddDays(1)) : null;
}
