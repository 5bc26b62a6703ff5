using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class OrderBook(CustomersDb db) : IOrderBook
{
    public async Task<IReadOnlyDictionary<long, OrderFacts>> OrdersOf(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<long, OrderFacts>() : (await Facts(db.Purchases.Where(p => ids.Contains(p.Id)), ct)).ToDictionary(o => o.Id);

    public Task<IReadOnlyList<OrderFacts>> OrdersOfCustomer(long customerId, DateTimeOffset from, DateTimeOffset until, int limit, CancellationToken ct) =>
        Facts(db.Purchases.Where(p => p.CustomerId == customerId && p.PurchasedAt >= from && p.PurchasedAt < until).OrderBy(p => p.PurchasedAt).ThenBy(p => p.Id).Take(limit), ct);

    public Task<int> CountOf(long customerId, DateTimeOffset from, OrderMark upTo, CancellationToken ct) =>
        db.Purchases.CountAsync(p => p.CustomerId == customerId && p.PurchasedAt >= from && (p.PurchasedAt < upTo.PurchasedAt || (p.PurchasedAt == upTo.PurchasedAt && p.Id <= upTo.Id)) && p.Refunded < p.GoodsAmount - p.Discount, ct);

    public Task<long> CountBetween(DateTimeOffset from, DateTimeOffset until, CancellationToken ct) => db.Purchases.LongCountAsync(p => p.PurchasedAt >= from && p.PurchasedAt < until, ct);

    public Task<IReadOnlyList<OrderFacts>> Between(DateTimeOffset from, DateTimeOffset until, OrderMark? after, int limit, CancellationToken ct)
    {
        var rows = db.Purchases.Where(p => p.PurchasedAt >= from && p.PurchasedAt < until);
        if (after is { } mark) rows = rows.Where(p => p.PurchasedAt > mark.PurchasedAt || (p.PurchasedAt == mark.PurchasedAt && p.Id > mark.Id));
        return Facts(rows.OrderBy(p => p.PurchasedAt).ThenBy(p => p.Id).Take(limit), ct);
    }

    async Task<IReadOnlyList<OrderFacts>> Facts(IQueryable<Purchase> purchases, CancellationToken ct)
    {
        var rows = await purchases.AsNoTracking().Select(p => new
        {
            p.Id, p.CustomerId, p.PurchasedAt, p.Source, p.GoodsAmount, p.Discount, p.Shipping, p.Tax, p.Refunded, p.Currency,
            First = !db.Purchases.Any(q => q.CustomerId == p.CustomerId && (q.PurchasedAt < p.PurchasedAt || (q.PurchasedAt == p.PurchasedAt && q.Id < p.Id))),
        }).ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.Id);
        var lines = (await db.PurchaseItems.AsNoTracking().Where(i => ids.Contains(i.PurchaseId)).OrderBy(i => i.Id).Select(i => new { i.PurchaseId, i.Product, i.Quantity, i.Amount }).ToListAsync(ct)).ToLookup(i => i.PurchaseId);
        return [.. rows.Select(r => new OrderFacts(r.Id, r.CustomerId, r.PurchasedAt, r.Source, r.GoodsAmount - r.Discount, TaxOfGoods(r.GoodsAmount - r.Discount, r.Shipping, r.Tax), r.Refunded, r.Currency, r.First,
            [.. lines[r.Id].Select(i => new OrderLineFacts(i.Product, i.Quantity, i.Amount))]))];
    }

    /// <summary>The order says its tax in one sum: goods bear their share of it.</summary>
    static decimal TaxOfGoods(decimal goods, decimal shipping, decimal tax) => goods <= 0 ? 0 : Math.Round(tax * goods / (goods + shipping), 2);
}
