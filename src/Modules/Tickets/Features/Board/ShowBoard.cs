using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Board;

/// <summary>How long there is until something is due: the columns of the board.</summary>
internal enum Urgency { Breached, WithinHour, WithinFourHours, Today, Later }

/// <summary>What a supervisor has to see at once: what is due when, who bears how much, what nobody has. It reads only what is open.</summary>
[Needs("tickets.review")]
internal static class ShowBoard
{
    public const int CardsOfColumn = 20, Unassigned = 10, CountUpTo = 1000;

    public sealed record Query(long? TeamId = null) : IRequest<Result>;

    /// <param name="At">The server's time, from which the cards count down.</param>
    public sealed record Result(DateTimeOffset At, IReadOnlyList<Column> Columns, IReadOnlyList<PersonLine> People, IReadOnlyList<Card> Queue, int QueueCount, IReadOnlyList<Choice> Teams)
    {
        public int Open => Columns.Sum(c => c.Count);
    }

    public sealed record Column(Urgency Urgency, int Count, IReadOnlyList<Card> Cards, string? NextCursor);

    public sealed record Card
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public long RawNumber { get; init; }
        public string Number => HumanNumber.Format(Ticket.Prefix, RawNumber);
        public string Subject { get; init; } = "";
        public string? Customer { get; init; }
        public CustomerLevel Level { get; init; }
        public TicketType Type { get; init; }
        public TicketPriority Priority { get; init; }
        public TicketStatus Status { get; init; }
        public long? AssigneeId { get; init; }
        public string? Assignee { get; init; }
        public long? TeamId { get; init; }
        public long? CategoryId { get; init; }
        public long CustomerId { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset NextDue { get; init; }
        public DateTimeOffset? NextDueAt => NextDue >= Ticket.NoDue ? null : NextDue;
        internal short QueueRank { get; init; }
        internal short QueueUrgency { get; init; }
    }

    /// <param name="OldestDueAt">The soonest of what they owe; past: overdue.</param>
    public sealed record PersonLine(long Id, string Name, string Initials, int Assigned, int InProgress, int Waiting, int Capacity, bool Available, DateTimeOffset? AbsentUntil, DateTimeOffset? OldestDueAt)
    {
        public int Load => Assigned + InProgress;
        public int Percent => Capacity == 0 ? Load > 0 ? 100 : 0 : Math.Min(100, 100 * Load / Capacity);
        public bool Full => Load >= Capacity;
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, BoardRows board, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (rows, edges) = (board.Open(q.TeamId), board.EdgesAt(now));
            var (hour, four, today) = (edges[1], edges[2], edges[3]);
            var counts = await rows.Where(t => t.NextDueAt < Ticket.NoDue).GroupBy(_ => 1).Select(g => new
            {
                Breached = g.Count(t => t.NextDueAt <= now),
                Hour = g.Count(t => t.NextDueAt > now && t.NextDueAt <= hour),
                Four = g.Count(t => t.NextDueAt > hour && t.NextDueAt <= four),
                Today = g.Count(t => t.NextDueAt > four && t.NextDueAt <= today),
                Later = g.Count(t => t.NextDueAt > today),
            }).SingleOrDefaultAsync(ct);
            int[] sizes = counts is null ? new int[5] : [counts.Breached, counts.Hour, counts.Four, counts.Today, counts.Later];

            // The first cards of all columns in one question.
            var heads = Enum.GetValues<Urgency>().Select(u => BoardRows.InColumn(rows, u, edges).OrderBy(t => t.NextDueAt).ThenBy(t => t.Id).Take(CardsOfColumn + 1).Select(t => t.Id)).Aggregate((all, more) => all.Concat(more));
            var cards = await board.Cards(db.Tickets.Where(t => heads.Contains(t.Id)), ct);
            var unassigned = board.Of(db.Tickets, q.TeamId).Where(t => t.Status == TicketStatus.Created && t.OwnerId == null);
            var queue = await board.Cards(unassigned.OrderBy(t => t.QueueRank).ThenBy(t => t.NextDueAt).ThenBy(t => t.Urgency).ThenBy(t => t.Id).Take(Unassigned), ct);
            return new Result(
                now,
                [.. Enum.GetValues<Urgency>().Select(u => Cut(u, sizes[(int)u], [.. cards.Where(c => BoardRows.ColumnOf(c.NextDue, edges) == u).OrderBy(c => c.NextDue).ThenBy(c => c.Id)]))],
                await People(q.TeamId, ct),
                [.. queue.OrderBy(c => c.QueueRank).ThenBy(c => c.NextDue).ThenBy(c => c.QueueUrgency).ThenBy(c => c.Id)],
                await unassigned.CountUpTo(CountUpTo, ct),
                [.. (await board.Teams(ct)).Select(t => new Choice(t.Id, t.Name))]);
        }

        static Column Cut(Urgency urgency, int count, List<Card> cards)
        {
            var cut = Cursor.Cut(cards, CardsOfColumn, c => new BoardRows.Place(c.NextDue, c.Id));
            return new(urgency, count, cut.Items, cut.NextCursor);
        }

        // Everybody who works in the teams one leads, also those who have nothing.
        async Task<IReadOnlyList<PersonLine>> People(long? teamId, CancellationToken ct)
        {
            var (people, teams) = (await staff.Everyone(ct), (await board.Teams(ct)).Where(t => teamId is null || t.Id == teamId).Select(t => t.Id).ToHashSet());
            var crew = (await staff.HoldersOf("tickets.write", ct)).Select(people.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active && p.TeamIds.Any(teams.Contains)).ToList();
            var ids = crew.ConvertAll(p => (long?)p.Id);
            var loads = await db.Tickets.Where(t => EF.Property<bool>(t, TicketMap.Open) && ids.Contains(t.OwnerId)).GroupBy(t => t.OwnerId!.Value).Select(g => new
            {
                g.Key,
                Assigned = g.Count(t => t.Status == TicketStatus.Assigned),
                InProgress = g.Count(t => t.Status == TicketStatus.InProgress),
                Waiting = g.Count(t => t.Status == TicketStatus.WaitingCustomer || t.Status == TicketStatus.WaitingThirdParty),
                Oldest = g.Min(t => t.NextDueAt),
            }).ToDictionaryAsync(g => g.Key, ct);
            return [.. crew.Select(p =>
                {
                    var has = loads.GetValueOrDefault(p.Id);
                    return new PersonLine(p.Id, p.Name, p.Initials, has?.Assigned ?? 0, has?.InProgress ?? 0, has?.Waiting ?? 0, p.Capacity, p.Available, p.AbsentUntil, has?.Oldest is { } due && due < Ticket.NoDue ? due : null);
                })
                .OrderByDescending(p => p.Available).ThenBy(p => p.Name, StringComparer.CurrentCulture)];
        }
    }
}

/// <summary>The next cards of one column.</summary>
[Needs("tickets.review")]
internal static class ShowMoreCards
{
    public sealed record Query(Urgency? Urgency, string? After, long? TeamId) : IRequest<ShowBoard.Column>;

    internal sealed class Handler(BoardRows board, TimeProvider clock) : IRequestHandler<Query, ShowBoard.Column>
    {
        public async Task<ShowBoard.Column> Handle(Query q, CancellationToken ct)
        {
            var urgency = q.Urgency ?? Urgency.Breached;
            var rows = BoardRows.InColumn(board.Open(q.TeamId), urgency, board.EdgesAt(clock.GetUtcNow()));
            if (Cursor.Read<BoardRows.Place>(q.After) is { } place) rows = rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.NextDueAt, t.Id), ValueTuple.Create(place.Due, place.Id)));
            var cards = await board.Cards(rows.OrderBy(t => t.NextDueAt).ThenBy(t => t.Id).Take(ShowBoard.CardsOfColumn + 1), ct);
            var cut = Cursor.Cut([.. cards.OrderBy(c => c.NextDue).ThenBy(c => c.Id)], ShowBoard.CardsOfColumn, c => new BoardRows.Place(c.NextDue, c.Id));
            return new(urgency, 0, cut.Items, cut.NextCursor);
        }
    }
}

/// <summary>The rows of the board: what is open in the teams one reviews.</summary>
internal sealed class BoardRows(TicketsDb db, IStaffDirectory staff, InstallationZone zone, CurrentUser user)
{
    /// <summary>Sort values of the last card shown.</summary>
    internal sealed record Place(DateTimeOffset Due, long Id);

    public IQueryable<Ticket> Open(long? teamId) => Of(db.Tickets, teamId).Where(t => EF.Property<bool>(t, TicketMap.Open));

    public IQueryable<Ticket> Of(IQueryable<Ticket> rows, long? teamId)
    {
        rows = rows.AsNoTracking().Within(user.ScopeOf("tickets.review"));
        return teamId is { } team ? rows.Where(t => t.TeamId == team) : rows;
    }

    /// <summary>The teams one leads.</summary>
    public async Task<IReadOnlyList<TeamFacts>> Teams(CancellationToken ct)
    {
        var scope = user.ScopeOf("tickets.review");
        return [.. (await staff.Teams(ct)).Values.Where(t => scope.All || scope.TeamIds.Contains(t.Id)).OrderBy(t => t.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>Where one column ends and the next begins: now, in an hour, in four, at midnight.</summary>
    public DateTimeOffset[] EdgesAt(DateTimeOffset now)
    {
        var (four, midnight) = (now.AddHours(4), zone.StartOf(zone.DayOf(now).AddDays(1)));
        return [now, now.AddHours(1), four, midnight > four ? midnight : four];
    }

    public static IQueryable<Ticket> InColumn(IQueryable<Ticket> rows, Urgency urgency, DateTimeOffset[] edges)
    {
        var from = urgency == Urgency.Breached ? DateTimeOffset.MinValue : edges[(int)urgency - 1];
        if (urgency == Urgency.Later) return rows.Where(t => t.NextDueAt > from && t.NextDueAt < Ticket.NoDue);
        var to = edges[(int)urgency];
        return urgency == Urgency.Breached ? rows.Where(t => t.NextDueAt <= to) : rows.Where(t => t.NextDueAt > from && t.NextDueAt <= to);
    }

    public static Urgency ColumnOf(DateTimeOffset due, DateTimeOffset[] edges) => (Urgency)edges.TakeWhile(edge => due > edge).Count();

    /// <summary>Cards with the names of customers and colleagues, in no order.</summary>
    public async Task<List<ShowBoard.Card>> Cards(IQueryable<Ticket> rows, CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        var cards = await rows.AsNoTracking().Select(t => new ShowBoard.Card
        {
            Id = t.Id, Version = t.Version, RawNumber = t.Number, Subject = t.Subject, Level = t.Level, Type = t.Type, Priority = t.Priority, Status = t.Status, AssigneeId = t.OwnerId, TeamId = t.TeamId,
            CategoryId = t.CategoryId, CustomerId = t.CustomerId, CreatedAt = t.CreatedAt, NextDue = t.NextDueAt, QueueRank = t.QueueRank, QueueUrgency = t.Urgency,
            Customer = db.Customers.Where(c => c.Id == t.CustomerId).Select(c => c.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        return cards.ConvertAll(c => c with { Assignee = c.AssigneeId is { } id ? people.GetValueOrDefault(id)?.Name : null });
    }
}
