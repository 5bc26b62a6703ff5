using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Recommendations;

/// <summary>Up to five products for a customer, each with the product that speaks for it and by how much. Nothing bought lately, and nothing at all for those who switched it off.</summary>
[Needs("customers.read")]
internal static class RecommendProducts
{
    public const int Most = 5;

    /// <summary>What was bought within it is not suggested again.</summary>
    public static readonly TimeSpan Recently = TimeSpan.FromDays(180);

    public sealed record Query(long CustomerId) : IRequest<View>;

    /// <param name="Off">Since when the customer wants no suggestions.</param>
    public sealed record View(long CustomerId, DateTimeOffset? Off, IReadOnlyList<Row> Items)
    {
        /// <summary>The customer does not want to be profiled, or has not agreed where that is asked.</summary>
        public bool Refused { get; init; }
    }

    /// <param name="Because">What the customer bought.</param>
    /// <param name="Support">Share of all buyers who bought both.</param>
    /// <param name="Confidence">Share of the buyers of <paramref name="Because"/> who bought the product.</param>
    /// <param name="Expected">Share of all buyers who bought the product.</param>
    /// <param name="Lift">Confidence / expected.</param>
    /// <param name="Buyers">How many bought both.</param>
    public sealed record Row(string Product, string Because, double Support, double Confidence, double Expected, double Lift, long Buyers);

    internal sealed class Handler(CustomersDb db, IConsents consents, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Within(user.ScopeOf("customers.read")).Where(c => c.Id == query.CustomerId && c.MergedIntoId == null)
                .Select(c => new { c.PersonalisationOffAt }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Customer", query.CustomerId);
            if (customer.PersonalisationOffAt is { } off) return new(query.CustomerId, off, []);
            if (!(await consents.Allowing([query.CustomerId], Purpose.Profiling, ConsentChannel.Any, ct)).Contains(query.CustomerId)) return new(query.CustomerId, null, []) { Refused = true };
            var now = clock.GetUtcNow();
            var (since, lately) = (now - ProductPair.Window, now - Recently);
            var orders = db.Purchases.Where(p => p.CustomerId == query.CustomerId && p.PurchasedAt > since && !(p.Refunded > 0 && p.Refunded >= p.GoodsAmount - p.Discount));
            var bought = await orders.SelectMany(p => p.Items, (p, i) => new { i.Product, p.PurchasedAt }).GroupBy(x => x.Product)
                .Select(g => new { Product = g.Key, Last = g.Max(x => x.PurchasedAt) }).OrderByDescending(x => x.Last).ThenBy(x => x.Product).Take(ProductPair.BasketSize).ToListAsync(ct);
            if (bought.Count == 0) return new(query.CustomerId, null, []);
            var (products, recent) = (bought.Select(b => b.Product).ToList(), bought.Where(b => b.Last > lately).Select(b => b.Product).ToList());
            var rules = await db.ProductPairs.AsNoTracking().Where(r => products.Contains(r.Product) && !recent.Contains(r.Other)).ToListAsync(ct);
            return new(query.CustomerId, null, [.. rules.GroupBy(r => r.Other).Select(g => g.MaxBy(r => (r.AddedValue, r.Together, r.Product))!)
                .OrderByDescending(r => r.AddedValue).ThenBy(r => r.Other, StringComparer.Ordinal).Take(Most)
                .Select(r => new Row(r.Other, r.Product, r.Support, r.Confidence, r.Expected, r.Lift, r.Together))]);
        }
    }
}
