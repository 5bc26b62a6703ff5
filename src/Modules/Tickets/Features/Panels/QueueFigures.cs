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

/// <summary>What came and went in a period, by day, type and category, and how many promises were kept.</summary>
[Needs("tickets.read")]
internal static class PeriodFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId) : IRequest<Result>;

    public sealed record Result
    {
        /// <summary>Day by day (week by week in long periods): opened and resolved.</summary>
        public IReadOnlyList<Volume> Volumes { get; init; } = [];
        public int Created { get; init; }
        public int Resolved { get; init; }
        public IReadOnlyList<Attainment> Clocks { get; init; } = [];
        public IReadOnlyList<Share> Types { get; init; } = [];
        public IReadOnlyList<Share> Categories { get; init; } = [];

        public int Met => Clocks.Sum(c => c.Met);
        public int Breached => Clocks.Sum(c => c.Breached);
    }

    public sealed record Volume(DateOnly From, DateOnly To, int Created, int Resolved);

    /// <summary>Met / (met + breached) among the clocks due in the period.</summary>
    public sealed record Attainment(ClockKind Kind, int Met, int Breached)
    {
        public double? Rate => Met + Breached == 0 ? null : (double)Met / (Met + Breached);
    }

    public sealed record Share(string Name, string? Value, int Count);

    internal sealed class Handler(TicketsDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (from, to, now) = (zone.StartOf(q.First), zone.StartOf(q.Last.AddDays(1)), clock.GetUtcNow());
            var rows = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
            if (q.TeamId is { } team) rows = rows.Where(t => t.TeamId == team);
            var inPeriod = rows.Where(t => t.CreatedAt >= from && t.CreatedAt < to);

            var zoneId = zone.Zone.Id;
            var created = await ByDay(inPeriod.Select(t => t.CreatedAt), zoneId, ct);
            var resolved = await ByDay(rows.Where(t => t.ResolvedAt >= from && t.ResolvedAt < to).Select(t => t.ResolvedAt!.Value), zoneId, ct);
            var step = q.Last.DayNumber - q.First.DayNumber > 100 ? 7 : 1;
            var volumes = new List<Volume>();
            for (var day = q.First; day <= q.Last; day = day.AddDays(step))
            {
                var last = day.AddDays(step - 1) < q.Last ? day.AddDays(step - 1) : q.Last;
                volumes.Add(new Volume(day, last, Sum(created, day, last), Sum(resolved, day, last)));
            }

            // A clock that is overdue and not ended counts from the moment it is due, not from the next sweep.
            var clocks = await (from c in db.Clocks.AsNoTracking()
                                join t in rows on c.TicketId equals t.Id
                                where c.DueAt >= @from && c.DueAt < to && (c.State == ClockState.Met || c.State == ClockState.Breached || (c.State == ClockState.Running && c.DueAt < now))
                                group c by new { c.Kind, Met = c.State == ClockState.Met } into g
                                select new { g.Key.Kind, g.Key.Met, Count = g.Count() }).ToListAsync(ct);
            var types = await inPeriod.GroupBy(t => t.Type).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
            var byCategory = await inPeriod.GroupBy(t => t.CategoryId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
            var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);

            return new Result
            {
                Volumes = volumes,
                Created = created.Values.Sum(),
                Resolved = resolved.Values.Sum(),
                Clocks = [.. Enum.GetValues<ClockKind>().Select(kind => new Attainment(kind, clocks.Where(c => c.Kind == kind && c.Met).Sum(c => c.Count), clocks.Where(c => c.Kind == kind && !c.Met).Sum(c => c.Count)))],
                Types = [.. types.OrderByDescending(t => t.Count).Select(t => new Share("TicketType." + t.Key, t.Key.ToString(), t.Count))],
                // By the tree's top: a dozen leaves say nothing in a chart.
                Categories = [.. byCategory.GroupBy(c => Top(c.Key, categories)).OrderByDescending(g => g.Sum(c => c.Count))
                    .Select(g => new Share(g.Key?.In(user.Language) ?? "tickets.no_category", g.Key?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), g.Sum(c => c.Count)))],
            };
        }

        static Category? Top(long? id, Dictionary<long, Category> categories)
        {
            var node = id is { } i ? categories.GetValueOrDefault(i) : null;
            while (node?.ParentId is { } parent && categories.TryGetValue(parent, out var above)) node = above;
            return node;
        }

        static int Sum(Dictionary<DateOnly, int> days, DateOnly from, DateOnly to) => days.Where(d => d.Key >= from && d.Key <= to).Sum(d => d.Value);

        static async Task<Dictionary<DateOnly, int>> ByDay(IQueryable<DateTimeOffset> instants, string zone, CancellationToken ct) =>
            await instants.GroupBy(at => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at.UtcDateTime, zone))).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
    }
}
