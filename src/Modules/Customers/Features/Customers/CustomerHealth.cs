using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>The health line of the 360 page: what was bought, when we last spoke, what is promised.</summary>
[Needs("customers.read")]
internal static class CustomerHealth
{
    /// <summary>From this spend in twelve months on, in the installation's currency, a customer is of high value.</summary>
    public const decimal High = 5000;

    /// <summary>From this spend on, of medium value.</summary>
    public const decimal Medium = 1000;

    public const string Currency = "CNY";

    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Spend">By currency: sums never mix them.</param>
    public sealed record View(
        IReadOnlyList<(string Currency, decimal Amount)> Spend, int Orders, DateTimeOffset? LastPurchase, DateTimeOffset? LastContact, int OpenToDos, int OverdueToDos, ValueClass ValueClass);

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.Id, ct);
            var now = clock.GetUtcNow();
            var yearAgo = now.AddYears(-1);
            var year = await db.Purchases.Where(p => p.CustomerId == query.Id && p.PurchasedAt > yearAgo).GroupBy(p => p.Currency)
                .Select(g => new { Currency = g.Key, Amount = g.Sum(p => p.GoodsAmount - p.Discount - (p.Refunded < p.GoodsAmount - p.Discount ? p.Refunded : p.GoodsAmount - p.Discount)), Orders = g.Count() }).ToListAsync(ct);
            var lastPurchase = await db.Purchases.Where(p => p.CustomerId == query.Id).MaxAsync(p => (DateTimeOffset?)p.PurchasedAt, ct);
            var lastContact = await db.Interactions.Where(i => i.CustomerId == query.Id).MaxAsync(i => (DateTimeOffset?)i.At, ct);
            var toDos = await db.ToDos.Where(t => t.CustomerId == query.Id && t.ClosedAt == null).Select(t => t.DueAt).ToListAsync(ct);
            var spend = year.Find(y => y.Currency == Currency)?.Amount ?? 0;
            return new View([.. year.OrderByDescending(y => y.Amount).Select(y => (y.Currency, y.Amount))], year.Sum(y => y.Orders), lastPurchase, lastContact,
                toDos.Count, toDos.Count(d => d <= now), spend >= High ? ValueClass.High : spend >= Medium ? ValueClass.Medium : ValueClass.Low);
        }
    }
}
