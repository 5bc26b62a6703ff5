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

    public async Task<IReadOnlyDictionary<OrderStretch, int>> CountsOf(IReadOnlyCollection<OrderStretch> stretches, CancellationToken ct)
    {
        if (stretches.Count == 0) return new Dictionary<OrderStretch, int>();
        OrderStretch[] asked = [.. stretches.Distinct()];
        var (buyers, froms) = (asked.Select(s => s.CustomerId).ToArray(), asked.Select(s => s.From.ToUniversalTime()).ToArray());
        var (times, ids) = (asked.Select(s => s.UpTo.PurchasedAt.ToUniversalTime()).ToArray(), asked.Select(s => s.UpTo.Id).ToArray());
        var counts = await db.Database.SqlQuery<StretchCount>($"""
            select s.place::int as "Place", count(*)::int as "Count"
            from unnest({buyers}, {froms}, {times}, {ids}) with ordinality s(customer_id, since, at, id, place)
            join customers.purchases p on p.customer_id = s.customer_id and p.purchased_at >= s.since and (p.purchased_at, p.id) <= (s.at, s.id) and p.refunded < p.goods_amount - p.discount
            group by s.place
            """).ToListAsync(ct);
        return counts.ToDictionary(c => asked[c.Place - 1], c => c.Count);
    }

    sealed record StretchCount(int Place, int Count);

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
        var lines = (await db.PurchaseItems.AsNoTracking().Where(i => ids.Contains(i.PurchaseId)).OrderBy(i => i.Id).Select(i => new { i.PurchaseId, i.Product, i.Category, i.Quantity, i.Amount }).ToListAsync(ct)).ToLookup(i => i.PurchaseId);
        return [.. rows.Select(r => new OrderFacts(r.Id, r.CustomerId, r.PurchasedAt, r.Source, r.GoodsAmount - r.Discount, TaxOfGoods(r.GoodsAmount - r.Discount, r.Shipping, r.Tax), r.Refunded, r.Currency, r.First,
            [.. lines[r.Id].Select(i => new OrderLineFacts(i.Product, i.Category, i.Quantity, i.Amount))]))];
    }

    /// <summary>The order says its tax in one sum: goods bear their share of it.</summary>
    static decimal TaxOfGoods(decimal goods, decimal shipping, decimal tax) => goods <= 0 ? 0 : Math.Round(tax * goods / (goods + shipping), 2);
}
