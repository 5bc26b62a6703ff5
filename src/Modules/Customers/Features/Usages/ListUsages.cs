using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Usages;

/// <summary>What one customer used, newest first.</summary>
[Needs("customers.read")]
internal static class ListUsages
{
    public sealed record Query(long CustomerId, string? After = null, int Limit = 50) : IRequest<Slice<Row>>
    {
        /// <summary>Only of this day of the installation.</summary>
        public DateOnly? Day { get; init; }
    }

    public sealed record Row(long Id, long CustomerId, string Product, DateTimeOffset UsedAt, decimal Quantity, string? Unit, string Source, string? ExternalId, DateTimeOffset RecordedAt);

    sealed record Place(DateTimeOffset At, long Id);

    public sealed class Handler(CustomersDb db, InstallationZone zone, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var limit = Math.Clamp(query.Limit, 1, 200);
            IQueryable<Usage> rows = db.Usages.Where(u => u.CustomerId == query.CustomerId);
            if (query.Day is { Year: > 1900 and < 9000 } day)
            {
                var (from, to) = (zone.StartOf(day), zone.StartOf(day.AddDays(1)));
                rows = rows.Where(u => u.UsedAt >= from && u.UsedAt < to);
            }
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(u => u.UsedAt < after.At || (u.UsedAt == after.At && u.Id < after.Id));
            var found = await rows.OrderByDescending(u => u.UsedAt).ThenByDescending(u => u.Id).Take(limit + 1).AsRows().ToListAsync(ct);
            return Cursor.Cut(found, limit, u => new Place(u.UsedAt, u.Id));
        }
    }

    internal static IQueryable<Row> AsRows(this IQueryable<Usage> usages) => usages.Select(u => new Row(u.Id, u.CustomerId, u.Product, u.UsedAt, u.Quantity, u.Unit, u.Source, u.ExternalId, u.RecordedAt));
}

/// <summary>One use.</summary>
[Needs("customers.read")]
internal static class ShowUsage
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(ListUsages.Row Usage, uint Version);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var usage = await db.Usages.AsNoTracking().FirstOrDefaultAsync(u => u.Id == query.Id, ct) ?? throw new MissingException("Usage", query.Id);
            await db.MustRead(user, usage.CustomerId, ct);
            return new(new(usage.Id, usage.CustomerId, usage.Product, usage.UsedAt, usage.Quantity, usage.Unit, usage.Source, usage.ExternalId, usage.RecordedAt), usage.Version);
        }
    }
}
