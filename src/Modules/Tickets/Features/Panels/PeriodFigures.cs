using Crm.Contracts.Tickets;
using Crm.Platform.Facts;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Panels;

/// <summary>A question about the days from <paramref name="First"/> to <paramref name="Last"/>, both included, of one team or of all within the reader's scope.</summary>
internal abstract record PeriodQuery<T>(DateOnly First, DateOnly Last, long? TeamId) : IRequest<T>
{
    /// <summary>The rows of a roll-up that it is about.</summary>
    public IQueryable<TRow> Of<TRow>(IQueryable<TRow> rows, RowScope scope) where TRow : DailyRow
    {
        rows = rows.AsNoTracking().Within(scope).Where(d => d.Day >= First && d.Day <= Last);
        return TeamId is { } team ? rows.Where(d => d.TeamId == team) : rows;
    }
}

/// <summary>What came and went in a period, day by day (week by week in long ones).</summary>
[Needs("tickets.read")]
internal static class VolumeFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId) : PeriodQuery<Result>(First, Last, TeamId);

    public sealed record Result(IReadOnlyList<Volume> Volumes)
    {
        public long Created => Volumes.Sum(v => v.Created);
        public long Resolved => Volumes.Sum(v => v.Resolved);
    }

    public sealed record Volume(DateOnly From, DateOnly To, long Created, long Resolved);

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var days = await q.Of(db.TicketDays, user.ScopeOf("tickets.read")).GroupBy(d => d.Day)
                .Select(g => new { Day = g.Key, Opened = g.Sum(d => d.Opened), Resolved = g.Sum(d => d.Resolved) }).ToListAsync(ct);
            var step = q.Last.DayNumber - q.First.DayNumber > 100 ? 7 : 1;
            var volumes = new List<Volume>();
            for (var day = q.First; day <= q.Last; day = day.AddDays(step))
            {
                var last = day.AddDays(step - 1) < q.Last ? day.AddDays(step - 1) : q.Last;
                var part = days.Where(d => d.Day >= day && d.Day <= last).ToList();
                volumes.Add(new Volume(day, last, part.Sum(d => d.Opened), part.Sum(d => d.Resolved)));
            }
            return new Result(volumes);
        }
    }
}

/// <summary>How many of the promises due in a period were kept, by clock.</summary>
[Needs("tickets.read")]
internal static class AttainmentFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId) : PeriodQuery<Result>(First, Last, TeamId);

    public sealed record Result(IReadOnlyList<Attainment> Clocks)
    {
        public long Met => Clocks.Sum(c => c.Met);
        public long Breached => Clocks.Sum(c => c.Breached);
        public double? Rate => Attainment.Share(Met, Breached);
    }

    /// <summary>Met / (met + breached) among the clocks due in the period.</summary>
    public sealed record Attainment(ClockKind Kind, long Met, long Breached)
    {
        public double? Rate => Share(Met, Breached);

        public static double? Share(long met, long breached) => met + breached == 0 ? null : (double)met / (met + breached);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var scope = user.ScopeOf("tickets.read");
            var ended = await q.Of(db.TicketDays, scope).GroupBy(_ => 1).Select(g => new
            {
                FirstMet = g.Sum(d => d.FirstMet), FirstLate = g.Sum(d => d.FirstLate),
                NextMet = g.Sum(d => d.NextMet), NextLate = g.Sum(d => d.NextLate),
                ResolutionMet = g.Sum(d => d.ResolutionMet), ResolutionLate = g.Sum(d => d.ResolutionLate),
            }).SingleOrDefaultAsync(ct);

            // A clock that is overdue and not ended counts from the moment it is due, not from the next sweep: those few are no roll-up's.
            var (from, to, now) = (zone.StartOf(q.First), zone.StartOf(q.Last.AddDays(1)), clock.GetUtcNow());
            var tickets = db.Tickets.AsNoTracking().Within(scope);
            if (q.TeamId is { } team) tickets = tickets.Where(t => t.TeamId == team);
            var late = await (from c in db.Clocks.AsNoTracking()
                              join t in tickets on c.TicketId equals t.Id
                              where c.State == ClockState.Running && c.DueAt < now && c.DueAt >= @from && c.DueAt < to
                              group c by c.Kind into g
                              select new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            return new Result(
            [
                new(ClockKind.FirstResponse, ended?.FirstMet ?? 0, (ended?.FirstLate ?? 0) + late.GetValueOrDefault(ClockKind.FirstResponse)),
                new(ClockKind.NextResponse, ended?.NextMet ?? 0, (ended?.NextLate ?? 0) + late.GetValueOrDefault(ClockKind.NextResponse)),
                new(ClockKind.Resolution, ended?.ResolutionMet ?? 0, (ended?.ResolutionLate ?? 0) + late.GetValueOrDefault(ClockKind.Resolution)),
            ]);
        }
    }
}

/// <summary>What kinds of tickets were opened in a period.</summary>
[Needs("tickets.read")]
internal static class KindFigures
{
    public sealed record Query(DateOnly First, DateOnly Last, long? TeamId) : PeriodQuery<Result>(First, Last, TeamId);

    public sealed record Result(IReadOnlyList<Share> Types, IReadOnlyList<Share> Categories);

    public sealed record Share(string Name, string? Value, long Count);

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var scope = user.ScopeOf("tickets.read");
            var types = await q.Of(db.TicketDays, scope).GroupBy(d => d.Type).Select(g => new { g.Key, Count = g.Sum(d => d.Opened) }).Where(t => t.Count > 0).ToListAsync(ct);
            var ofCategory = await q.Of(db.TicketCategoryDays, scope).GroupBy(d => d.CategoryId).Select(g => new { g.Key, Count = g.Sum(d => d.Opened) }).Where(c => c.Count > 0).ToListAsync(ct);
            var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);
            return new Result(
                [.. types.OrderByDescending(t => t.Count).Select(t => new Share("TicketType." + t.Key, t.Key.ToString(), t.Count))],
                // By the tree's top: a dozen leaves say nothing in a chart.
                [.. ofCategory.GroupBy(c => Top(c.Key, categories)).OrderByDescending(g => g.Sum(c => c.Count))
                    .Select(g => new Share(g.Key?.In(user.Language) ?? "tickets.no_category", g.Key?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), g.Sum(c => c.Count)))]);
        }

        static Category? Top(long? id, Dictionary<long, Category> categories)
        {
            var node = id is { } i ? categories.GetValueOrDefault(i) : null;
            while (node?.ParentId is { } parent && categories.TryGetValue(parent, out var above)) node = above;
            return node;
        }
    }
}
