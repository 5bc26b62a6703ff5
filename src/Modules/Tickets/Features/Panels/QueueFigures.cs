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

/// <summary>What came and went in a period, by day, type and category, and how many promises were kept: from the roll-ups.</summary>
[Needs("tickets.read")]
internal static class PeriodFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId) : IRequest<Result>;

    public sealed record Result
    {
        /// <summary>Day by day (week by week in long periods): opened and resolved.</summary>
        public IReadOnlyList<Volume> Volumes { get; init; } = [];
        public long Created { get; init; }
        public long Resolved { get; init; }
        public IReadOnlyList<Attainment> Clocks { get; init; } = [];
        public IReadOnlyList<Share> Types { get; init; } = [];
        public IReadOnlyList<Share> Categories { get; init; } = [];

        public long Met => Clocks.Sum(c => c.Met);
        public long Breached => Clocks.Sum(c => c.Breached);
    }

    public sealed record Volume(DateOnly From, DateOnly To, long Created, long Resolved);

    /// <summary>Met / (met + breached) among the clocks due in the period.</summary>
    public sealed record Attainment(ClockKind Kind, long Met, long Breached)
    {
        public double? Rate => Met + Breached == 0 ? null : (double)Met / (Met + Breached);
    }

    public sealed record Share(string Name, string? Value, long Count);

    internal sealed class Handler(TicketsDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var scope = user.ScopeOf("tickets.read");
            var rows = db.TicketDays.AsNoTracking().Within(scope).Where(d => d.Day >= q.First && d.Day <= q.Last);
            var byCategory = db.TicketCategoryDays.AsNoTracking().Within(scope).Where(d => d.Day >= q.First && d.Day <= q.Last);
            if (q.TeamId is { } team) (rows, byCategory) = (rows.Where(d => d.TeamId == team), byCategory.Where(d => d.TeamId == team));

            var days = await rows.GroupBy(d => d.Day).Select(g => new
            {
                Day = g.Key,
                Opened = g.Sum(d => d.Opened), Resolved = g.Sum(d => d.Resolved),
                FirstMet = g.Sum(d => d.FirstMet), FirstLate = g.Sum(d => d.FirstLate),
                NextMet = g.Sum(d => d.NextMet), NextLate = g.Sum(d => d.NextLate),
                ResolutionMet = g.Sum(d => d.ResolutionMet), ResolutionLate = g.Sum(d => d.ResolutionLate),
            }).ToListAsync(ct);
            var step = q.Last.DayNumber - q.First.DayNumber > 100 ? 7 : 1;
            var volumes = new List<Volume>();
            for (var day = q.First; day <= q.Last; day = day.AddDays(step))
            {
                var last = day.AddDays(step - 1) < q.Last ? day.AddDays(step - 1) : q.Last;
                var part = days.Where(d => d.Day >= day && d.Day <= last).ToList();
                volumes.Add(new Volume(day, last, part.Sum(d => d.Opened), part.Sum(d => d.Resolved)));
            }

            // A clock that is overdue and not ended counts from the moment it is due, not from the next sweep: those few are no roll-up's.
            var (from, to, now) = (zone.StartOf(q.First), zone.StartOf(q.Last.AddDays(1)), clock.GetUtcNow());
            var tickets = db.Tickets.AsNoTracking().Within(scope);
            if (q.TeamId is { } one) tickets = tickets.Where(t => t.TeamId == one);
            var late = await (from c in db.Clocks.AsNoTracking()
                              join t in tickets on c.TicketId equals t.Id
                              where c.State == ClockState.Running && c.DueAt < now && c.DueAt >= @from && c.DueAt < to
                              group c by c.Kind into g
                              select new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var types = await rows.GroupBy(d => d.Type).Select(g => new { g.Key, Count = g.Sum(d => d.Opened) }).Where(t => t.Count > 0).ToListAsync(ct);
            var ofCategory = await byCategory.GroupBy(d => d.CategoryId).Select(g => new { g.Key, Count = g.Sum(d => d.Opened) }).Where(c => c.Count > 0).ToListAsync(ct);
            var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);

            return new Result
            {
                Volumes = volumes,
                Created = days.Sum(d => d.Opened),
                Resolved = days.Sum(d => d.Resolved),
                Clocks =
                [
                    new(ClockKind.FirstResponse, days.Sum(d => d.FirstMet), days.Sum(d => d.FirstLate) + late.GetValueOrDefault(ClockKind.FirstResponse)),
                    new(ClockKind.NextResponse, days.Sum(d => d.NextMet), days.Sum(d => d.NextLate) + late.GetValueOrDefault(ClockKind.NextResponse)),
                    new(ClockKind.Resolution, days.Sum(d => d.ResolutionMet), days.Sum(d => d.ResolutionLate) + late.GetValueOrDefault(ClockKind.Resolution)),
                ],
                Types = [.. types.OrderByDescending(t => t.Count).Select(t => new Share("TicketType." + t.Key, t.Key.ToString(), t.Count))],
                // By the tree's top: a dozen leaves say nothing in a chart.
                Categories = [.. ofCategory.GroupBy(c => Top(c.Key, categories)).OrderByDescending(g => g.Sum(c => c.Count))
                    .Select(g => new Share(g.Key?.In(user.Language) ?? "tickets.no_category", g.Key?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), g.Sum(c => c.Count)))],
            };
        }

        static Category? Top(long? id, Dictionary<long, Category> categories)
        {
            var node = id is { } i ? categories.GetValueOrDefault(i) : null;
            while (node?.ParentId is { } parent && categories.TryGetValue(parent, out var above)) node = above;
            return node;
        }
    }
}
