using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Purchases;

/// <summary>The orders of one customer, newest first.</summary>
[Needs("customers.read")]
internal static class ListPurchases
{
    public sealed record Query(long CustomerId, string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, long CustomerId, string Source, string? ExternalId, DateTimeOffset PurchasedAt, decimal Goods, decimal Shipping, decimal Refunded, string Currency, IReadOnlyList<string> Products);

    sealed record Place(DateTimeOffset At, long Id);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var limit = Math.Clamp(query.Limit, 1, 200);
            IQueryable<Purchase> rows = db.Purchases.Where(p => p.CustomerId == query.CustomerId);
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(p => p.PurchasedAt < after.At || (p.PurchasedAt == after.At && p.Id < after.Id));
            var found = await rows.OrderByDescending(p => p.PurchasedAt).ThenByDescending(p => p.Id).Take(limit + 1)
                .Select(p => new Row(p.Id, p.CustomerId, p.Source, p.ExternalId, p.PurchasedAt, p.GoodsAmount - p.Discount, p.Shipping, p.Refunded, p.Currency, p.Items.OrderBy(i => i.Id).Select(i => i.Product).ToList()))
                .ToListAsync(ct);
            return Cursor.Cut(found, limit, p => new Place(p.PurchasedAt, p.Id));
        }
    }
}
