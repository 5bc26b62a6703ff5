using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>Customers by stage, who moved last first.</summary>
[Needs("lifecycle.read")]
internal static class ListStages
{
    public record Filter
    {
        public string? Q { get; init; }
        public CustomerStage? Stage { get; init; }

        /// <summary>New, growing and mature ones.</summary>
        public bool Active { get; init; }

        /// <summary>Only where somebody has set the stage by hand.</summary>
        public bool ByHand { get; init; }
        public long? Owner { get; init; }
        public long? Team { get; init; }
        public CustomerLevel? Level { get; init; }
        public ValueClass? ValueClass { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }
        public SourceChannel? Source { get; init; }

        /// <summary>Those who moved, within this month (its first day) or these days, from a stage and to one; "from nowhere" and "to nowhere" are not asked.</summary>
        public CustomerStage? MovedFrom { get; init; }
        public CustomerStage? MovedTo { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }

        /// <summary>Whose first order was in the month of this day.</summary>
        public DateOnly? FirstMonth { get; init; }
    }

    public sealed record Query : Filter, IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long CustomerId, string Number, string Name, CustomerStage? Stage, DateTimeOffset? StageSince, DateOnly? ByHandUntil, CustomerLevel Level, ValueClass ValueClass, string? Industry, string? Region,
        long? OwnerId, string? Owner, int Orders, DateTimeOffset? LastOrderAt, DateTimeOffset? LastContactAt);

    sealed record Keys(DateTimeOffset? Since, long Id);

    internal sealed class Handler(LifecycleDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var limit = Math.Clamp(q.Limit, 1, 200);
            // The figures count admitted customers: so do the lists behind them.
            var rows = db.Customers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(c => c.GoneAt == null && c.Admission == Admission.Admitted && c.StageSince != null);
            if (!string.IsNullOrWhiteSpace(q.Q))
            {
                var like = "%" + q.Q.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
                rows = rows.Where(c => EF.Functions.ILike(c.Name, like, "\\") || EF.Functions.ILike(c.Number, like, "\\"));
            }
            if (q.Stage is { } stage) rows = rows.Where(c => c.Stage == stage);
            if (q.Active) rows = rows.Where(c => c.Stage == CustomerStage.New || c.Stage == CustomerStage.Growing || c.Stage == CustomerStage.Mature);
            if (q.ByHand) rows = rows.Where(c => c.HandStage != null);
            if (q.Owner is { } owner) rows = rows.Where(c => c.OwnerId == owner);
            if (q.Team is { } team) rows = rows.Where(c => c.TeamId == team);
            if (q.Level is { } level) rows = rows.Where(c => c.Level == level);
            if (q.ValueClass is { } value) rows = rows.Where(c => c.ValueClass == value);
            if (!string.IsNullOrWhiteSpace(q.Industry)) rows = rows.Where(c => c.Industry == q.Industry.Trim());
            if (!string.IsNullOrWhiteSpace(q.Region)) rows = rows.Where(c => c.Region == q.Region.Trim());
            if (q.Source is { } source) rows = rows.Where(c => c.Source == source);
            if (q.MovedFrom is not null || q.MovedTo is not null)
            {
                var moves = db.StageChanges.AsQueryable();
                if (q.MovedFrom is { } movedFrom) moves = moves.Where(m => m.From == movedFrom);
                if (q.MovedTo is { } movedTo) moves = moves.Where(m => m.To == movedTo);
                if (q.From is { } from && Sane(from)) { var start = zone.StartOf(from); moves = moves.Where(m => m.At >= start); }
                if (q.To is { } to && Sane(to)) { var end = zone.StartOf(to.AddDays(1)); moves = moves.Where(m => m.At < end); }
                rows = rows.Where(c => moves.Any(m => m.CustomerId == c.CustomerId));
            }
            if (q.FirstMonth is { } month && Sane(month))
            {
                var (first, next) = (zone.StartOf(new DateOnly(month.Year, month.Month, 1)), zone.StartOf(new DateOnly(month.Year, month.Month, 1).AddMonths(1)));
                rows = rows.Where(c => c.FirstOrderAt >= first && c.FirstOrderAt < next);
            }
            if (Cursor.Read<Keys>(q.After) is { Since: { } since } after) rows = rows.Where(c => c.StageSince < since || (c.StageSince == since && c.CustomerId < after.Id));
            var page = await rows.OrderByDescending(c => c.StageSince).ThenByDescending(c => c.CustomerId).Take(limit + 1)
                .Select(c => new Row(c.CustomerId, c.Number, c.Name, c.Stage, c.StageSince, c.HandUntil, c.Level, c.ValueClass, c.Industry, c.Region, c.OwnerId, null, c.Orders, c.LastOrderAt, c.LastContactAt)).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            return Cursor.Cut(page.ConvertAll(r => r.OwnerId is { } o && people.TryGetValue(o, out var person) ? r with { Owner = person.Name } : r), limit, r => new Keys(r.StageSince, r.CustomerId));
        }

        static bool Sane(DateOnly day) => day.Year is > 1900 and < 2200;
    }
}
