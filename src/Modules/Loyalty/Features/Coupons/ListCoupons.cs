using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Coupons;

/// <summary>How a coupon stands.</summary>
internal enum CouponState { Open, Used, Expired, Void }

/// <summary>Coupons within reach, newest first. Of the code only the end: who uses one says it, who issued it finds it where it was granted.</summary>
[Needs("loyalty.read")]
internal static class ListCoupons
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long? CustomerId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long CustomerId, string Customer, string CodeEnd, decimal Value, string Currency, DateOnly LastDay, CouponState State, DateTimeOffset IssuedAt, DateTimeOffset? UsedAt, string? UsedFor);

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, InstallationZone zone, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Coupons.AsNoTracking().Within(user.ScopeOf("loyalty.read"));
            if (query.CustomerId is { } customer) rows = rows.Where(c => c.CustomerId == customer);
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(c => c.Id < after);
            var slice = Cursor.Cut(await rows.OrderByDescending(c => c.Id).Take(query.Limit + 1).ToListAsync(cancellationToken), query.Limit, c => c.Id);
            var (names, today) = (await customers.NamesOf([.. slice.Items.Select(c => c.CustomerId).Distinct()], cancellationToken), zone.DayOf(db.Clock.GetUtcNow()));
            return new([.. slice.Items.Select(c => new Row(c.Id, c.CustomerId, names.GetValueOrDefault(c.CustomerId) ?? "", "…" + c.Code[^4..], c.Value, c.Currency, c.LastDay,
                c.UsedAt is not null ? CouponState.Used : c.VoidedAt is not null ? CouponState.Void : today > c.LastDay ? CouponState.Expired : CouponState.Open, c.IssuedAt, c.UsedAt, c.UsedFor))], slice.NextCursor);
        }
    }
}
