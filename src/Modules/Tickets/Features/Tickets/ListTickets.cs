using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The views every desk needs.</summary>
internal enum TicketView { Mine, Team, Unassigned, DueSoon, Breached, Waiting, Review, Mentions, Drafts, Open, Closed, Any }

/// <summary>How a clock ended, as a filter.</summary>
internal enum SlaOutcome { Met, Breached }

/// <summary>A view of the tickets one may read, narrowed by filters and words, in the order of the queue.</summary>
[Needs("tickets.read")]
internal static class ListTickets
{
    /// <summary>"Due soon" looks so far ahead.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(4);

    /// <summary>Counts stop here: more is "1000+".</summary>
    public const int CountUpTo = 1000;

    public sealed record Query : IRequest<Slice<Row>>
    {
        public TicketView? View { get; init; }
        /// <summary>Number, words of subject and messages, or the customer's name.</summary>
        public string? Q { get; init; }
        public TicketType? Type { get; init; }
        public TicketStatus? Status { get; init; }
        public TicketPriority? Priority { get; init; }
        public TicketChannel? Channel { get; init; }
        public long? TeamId { get; init; }
        public long? AssigneeId { get; init; }
        public long? CategoryId { get; init; }
        public long? CustomerId { get; init; }
        public string? Tag { get; init; }
        public DateOnly? CreatedFrom { get; init; }
        public DateOnly? CreatedTo { get; init; }
        public DateOnly? ResolvedFrom { get; init; }
        public DateOnly? ResolvedTo { get; init; }
        /// <summary>Only tickets with a clock that ended so, due within the days below.</summary>
        public SlaOutcome? Sla { get; init; }
        public DateOnly? DueFrom { get; init; }
        public DateOnly? DueTo { get; init; }
        /// <summary>Fields of one's own: "key" is equal, "key.from" and "key.to" bound a number or a day.</summary>
        public Dictionary<string, string?>? Custom { get; init; }
        /// <summary>Null: the order of the view.</summary>
        public TicketSort? Sort { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    /// <summary>Stands in the list.</summary>
    internal interface IPlaced
    {
        long Id { get; }
    }

    public sealed record Row : IPlaced
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public long RawNumber { get; init; }
        public string Number => HumanNumber.Format(Ticket.Prefix, RawNumber);
        public string Subject { get; init; } = "";
        public long CustomerId { get; init; }
        public string Customer { get; init; } = "";
        public CustomerLevel Level { get; init; }
        public TicketType Type { get; init; }
        public TicketStatus Status { get; init; }
        public TicketPriority Priority { get; init; }
        public TicketChannel Channel { get; init; }
        public long? CategoryId { get; init; }
        public long? ContactId { get; init; }
        public long? AssigneeId { get; init; }
        public string? Assignee { get; init; }
        public long? TeamId { get; init; }
        public string? Team { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset LastMessageAt { get; init; }
        public DateTimeOffset? ResolvedAt { get; init; }
        public DateTimeOffset NextDue { get; init; }
        public DateTimeOffset? NextDueAt => NextDue >= Ticket.NoDue ? null : NextDue;
        /// <summary>Which clock is due next, and why then, in words.</summary>
        public ClockKind? NextClock { get; init; }
        public string? Why { get; init; }
        public int? Satisfaction { get; init; }
        public string[] Tags { get; init; } = [];
        public CustomValues Custom { get; init; } = CustomValues.None;
        internal IReadOnlyList<Clock> Owed { get; init; } = [];
        internal short QueueRank { get; init; }
        internal short Urgency { get; init; }

        /// <summary>Its place in the list, for going on from there.</summary>
        public string Place => Cursor.Of(Keys);
        internal Keys Keys => new(QueueRank, NextDue, Urgency, ResolvedAt, Id);
    }

    // Sort values of the last row shown.
    internal sealed record Keys(short Rank, DateTimeOffset Due, short Urgency, DateTimeOffset? Resolved, long Id) : IPlaced;

    internal sealed class Handler(TicketsDb db, TicketSearch search, IStaffDirectory staff, DueWords words) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var found = await search.Page(q, Cursor.Read<Keys>(q.After), q.Limit + 1, t => new Row
            {
                Id = t.Id, Version = t.Version, RawNumber = t.Number, Subject = t.Subject, CustomerId = t.CustomerId, Customer = db.Customers.Where(c => c.Id == t.CustomerId).Select(c => c.Name).FirstOrDefault() ?? "", Level = t.Level, Type = t.Type, Status = t.Status, Priority = t.Priority,
                Channel = t.Channel, CategoryId = t.CategoryId, ContactId = t.ContactId, AssigneeId = t.OwnerId, TeamId = t.TeamId, CreatedAt = t.CreatedAt, LastMessageAt = t.LastMessageAt,
                ResolvedAt = t.ResolvedAt, NextDue = t.NextDueAt, Satisfaction = t.Satisfaction, Tags = t.Tags, Custom = t.Custom, QueueRank = t.QueueRank, Urgency = t.Urgency,
                Owed = t.Clocks.Where(c => c.EndedAt == null).ToList(),
            }, ct);
            var slice = Cursor.Cut(found, q.Limit, r => r.Keys);

            var (people, teams, rules) = (await staff.Everyone(ct), await staff.Teams(ct), (await db.AllRulesShown(ct)).Sla);
            return slice with { Items = [.. slice.Items.Select(Told)] };

            Row Told(Row r)
            {
                var next = r.NextDueAt is null ? null : r.Owed.MinBy(c => c.DueAt);
                return r with
                {
                    Assignee = r.AssigneeId is { } a ? people.GetValueOrDefault(a)?.Name : null,
                    Team = r.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null,
                    NextClock = next?.Kind,
                    Why = next is null ? null : words.Of(rules.Explain(next)),
                };
            }
        }
    }

    /// <summary>The tickets of a view.</summary>
    public static IQueryable<Ticket> InView(IQueryable<Ticket> rows, TicketView view, CurrentUser user, DateTimeOffset now)
    {
        var (me, teams, soon) = (user.Id, user.TeamIds, now + Soon);
        var open = rows.Where(t => EF.Property<bool>(t, TicketMap.Open));
        return view switch
        {
            TicketView.Mine => open.Where(t => t.OwnerId == me),
            TicketView.Team => open.Where(t => t.TeamId != null && teams.Contains(t.TeamId.Value)),
            TicketView.Unassigned => rows.Where(t => t.Status == TicketStatus.Created && t.OwnerId == null),
            TicketView.DueSoon => open.Where(t => t.NextDueAt > now && t.NextDueAt <= soon),
            TicketView.Breached => open.Where(t => t.NextDueAt <= now),
            // Who waits is open; saying so twice makes PostgreSQL look into two indexes.
            TicketView.Waiting => rows.Where(t => t.Status == TicketStatus.WaitingCustomer || t.Status == TicketStatus.WaitingThirdParty),
            TicketView.Review => rows.Where(t => t.ReviewDueAt != null && t.Status == TicketStatus.Resolved),
            TicketView.Mentions => rows.Where(t => t.Mentions.Any(m => m.StaffId == me && m.ReadAt == null)),
            TicketView.Drafts => rows.Where(t => t.Drafts.Any(d => d.StaffId == me)),
            TicketView.Closed => rows.Where(t => t.ResolvedAt != null),
            TicketView.Any => rows,
            _ => open,
        };
    }
}

/// <summary>How many tickets each view holds, up to a thousand.</summary>
[Needs("tickets.read")]
internal static class CountViews
{
    public sealed record Query : IRequest<IReadOnlyDictionary<TicketView, int>>;

    /// <summary>The views whose size matters, in their order; the endless ones are not counted.</summary>
    public static readonly IReadOnlyList<TicketView> Counted = [TicketView.Mine, TicketView.Team, TicketView.Unassigned, TicketView.DueSoon, TicketView.Breached, TicketView.Waiting, TicketView.Review, TicketView.Mentions, TicketView.Drafts, TicketView.Open];

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyDictionary<TicketView, int>>
    {
        public async Task<IReadOnlyDictionary<TicketView, int>> Handle(Query request, CancellationToken ct)
        {
            var (rows, now) = (db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")), clock.GetUtcNow());
            var counts = await Counted.ToDictionary(view => (long)view, view => ListTickets.InView(rows, view, user, now)).CountUpTo(ListTickets.CountUpTo, ct);
            return counts.ToDictionary(c => (TicketView)c.Key, c => c.Value);
        }
    }
}
