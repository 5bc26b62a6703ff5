using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>An event with its figures and lists. Customers within the reader's scope, and guests who are nobody's yet.</summary>
[Needs("events.read")]
internal static class ShowGathering
{
    /// <param name="Only">A part of the list: who has a place, who waits, who was invited, who has gone, who came, who did not.</param>
    public sealed record Query(long Id, string? Only = null, string? After = null, int Limit = 50) : IRequest<View>;

    public sealed record Row(long Id, long? CustomerId, string? Name, string? Email, SignUpState State, SignUpSource Source, DateTimeOffset? SignedUpAt, DateTimeOffset? CheckedInAt, bool Guest);

    public sealed record View
    {
        public long Id { get; init; }
        public string TitleEn { get; init; } = "";
        public string TitleZh { get; init; } = "";
        public string TextEn { get; init; } = "";
        public string TextZh { get; init; } = "";
        public string Place { get; init; } = "";
        public string? OnlineUrl { get; init; }
        public DateTimeOffset StartsAt { get; init; }
        public DateTimeOffset EndsAt { get; init; }
        public string Zone { get; init; } = "";
        public string Time { get; init; } = "";
        public int? Capacity { get; init; }
        public int? RemindHours { get; init; }
        public GatheringState State { get; init; }

        /// <summary>Address anybody may sign up at; null when there is none.</summary>
        public string? PublicAddress { get; init; }
        public string CalendarAddress { get; init; } = "";
        public int Invited { get; init; }
        public int Booked { get; init; }
        public int Waiting { get; init; }
        public int Cancelled { get; init; }
        public int Came { get; init; }
        public bool Begun { get; init; }

        /// <summary>Had a place and did not come: known once the event is over.</summary>
        public int? NoShows { get; init; }
        public Slice<Row> Rows { get; init; } = new([], null);

        public string Title(string language) => language == "zh-CN" ? TitleZh : TitleEn;
        public string Text(string language) => language == "zh-CN" ? TextZh : TextEn;
    }

    public sealed class Handler(CareDb db, CareAddresses addresses, ICustomerDirectory customers, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var g = await db.Gatherings.AsNoTracking().SingleOrDefaultAsync(g => g.Id == query.Id, cancellationToken) ?? throw new MissingException("event", query.Id);
            var now = db.Clock.GetUtcNow();
            var counts = await db.SignUps.Where(s => s.GatheringId == g.Id).GroupBy(s => s.GatheringId).Select(x => new
            {
                Invited = x.Count(s => s.InvitedAt != null), Booked = x.Count(s => s.State == SignUpState.Booked), Waiting = x.Count(s => s.State == SignUpState.Waiting),
                Cancelled = x.Count(s => s.State == SignUpState.Cancelled), Came = x.Count(s => s.CheckedInAt != null),
            }).SingleOrDefaultAsync(cancellationToken);
            var over = g.State == GatheringState.Closed || (g.State == GatheringState.Open && g.EndsAt <= now);
            var address = await addresses.Event(CareLinkKind.PublicEvent, g.Id, 0, user.Language, cancellationToken);
            return new View
            {
                Id = g.Id, TitleEn = g.TitleEn, TitleZh = g.TitleZh, TextEn = g.TextEn, TextZh = g.TextZh, Place = g.Place, OnlineUrl = g.OnlineUrl, StartsAt = g.StartsAt, EndsAt = g.EndsAt, Zone = g.Zone, Time = EventMails.Time(g), Capacity = g.Capacity,
                RemindHours = g.RemindHours, State = g.State, PublicAddress = g.Public && g.State == GatheringState.Open ? address : null, CalendarAddress = address.Replace("?", "/calendar.ics?", StringComparison.Ordinal), Begun = g.StartsAt <= now,
                Invited = counts?.Invited ?? 0, Booked = counts?.Booked ?? 0, Waiting = counts?.Waiting ?? 0, Cancelled = counts?.Cancelled ?? 0, Came = counts?.Came ?? 0, NoShows = over ? (counts?.Booked ?? 0) - (counts?.Came ?? 0) : null,
                Rows = await RowsOf(g.Id, query, cancellationToken),
            };
        }

        async Task<Slice<Row>> RowsOf(long id, Query query, CancellationToken ct)
        {
            var scope = user.ScopeOf("events.read");
            var rows = db.SignUps.AsNoTracking().Where(s => s.GatheringId == id);
            if (!scope.All)
            {
                var (me, teams) = (scope.UserId, scope.TeamIds.Select(t => (long?)t).ToArray());
                rows = rows.Where(s => s.CustomerId == null || s.OwnerId == me || teams.Contains(s.TeamId));
            }
            rows = query.Only switch
            {
                "booked" => rows.Where(s => s.State == SignUpState.Booked),
                "waiting" => rows.Where(s => s.State == SignUpState.Waiting),
                "invited" => rows.Where(s => s.State == SignUpState.Invited),
                "cancelled" => rows.Where(s => s.State == SignUpState.Cancelled),
                "came" => rows.Where(s => s.CheckedInAt != null),
                "absent" => rows.Where(s => s.State == SignUpState.Booked && s.CheckedInAt == null),
                _ => rows,
            };
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(s => s.Id > after);
            var page = Cursor.Cut(await rows.OrderBy(s => s.Id).Take(query.Limit + 1).ToListAsync(ct), query.Limit, s => (long?)s.Id);
            var names = await customers.NamesOf([.. page.Items.Select(s => s.CustomerId).OfType<long>()], ct);
            return new([.. page.Items.Select(s => new Row(s.Id, s.CustomerId, s.CustomerId is { } c ? names.GetValueOrDefault(c) : s.Name, s.CustomerId is null ? s.Email : null, s.State, s.Source, s.SignedUpAt, s.CheckedInAt, s.CustomerId is null && s.Email is not null))], page.NextCursor);
        }
    }
}
