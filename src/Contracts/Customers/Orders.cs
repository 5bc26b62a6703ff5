namespace Crm.Contracts.Customers;

/// <summary>A product of an order and the money for it, before the order's discount.</summary>
/// <param name="Category">As the order's source calls it; null where it tells none.</param>
public sealed record OrderLineFacts(string Product, string? Category, decimal Quantity, decimal Amount);

/// <summary>An order whole, as rules read it.</summary>
/// <param name="Source">System the order comes from: the channel it was bought through.</param>
/// <param name="Goods">Paid for goods: after discount, without shipping, tax included.</param>
/// <param name="Tax">The part of <paramref name="Goods"/> that is tax.</param>
/// <param name="Refunded">Given back so far, of goods and shipping.</param>
/// <param name="First">It is the customer's first order.</param>
public sealed record OrderFacts(
    long Id, long CustomerId, DateTimeOffset PurchasedAt, string Source, decimal Goods, decimal Tax, decimal Refunded, string Currency, bool First, IReadOnlyList<OrderLineFacts> Lines);

/// <summary>Where a page of orders ended.</summary>
public readonly record struct OrderMark(DateTimeOffset PurchasedAt, long Id);

/// <summary>Orders of a customer from an instant up to and including one of them.</summary>
public readonly record struct OrderStretch(long CustomerId, DateTimeOffset From, OrderMark UpTo);

/// <summary>Reads orders in batches, whole; for what is worked out from them (points, value). It asks for nobody's rights.</summary>
public interface IOrderBook
{
    /// <summary>Orders by id; unknown ones are left out.</summary>
    Task<IReadOnlyDictionary<long, OrderFacts>> OrdersOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Orders of a customer from an instant until before another, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<OrderFacts>> OrdersOfCustomer(long customerId, DateTimeOffset from, DateTimeOffset until, int limit, CancellationToken ct);

    /// <summary>How many orders of a customer in a stretch were not given back whole, for each stretch; those without any are left out.</summary>
    Task<IReadOnlyDictionary<OrderStretch, int>> CountsOf(IReadOnlyCollection<OrderStretch> stretches, CancellationToken ct);

    /// <summary>How many orders there are in a period.</summary>
    Task<long> CountBetween(DateTimeOffset from, DateTimeOffset until, CancellationToken ct);

    /// <summary>Orders of a period in the order in which they were placed: those after a mark, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<OrderFacts>> Between(DateTimeOffset from, DateTimeOffset until, OrderMark? after, int limit, CancellationToken ct);
}

/// <summary>Who brought whom.</summary>
public interface IReferrals
{
    /// <summary>The customer who brought each of these, by who was brought; those who came by themselves are left out.</summary>
    Task<IReadOnlyDictionary<long, long>> ReferrersOf(IReadOnlyCollection<long> customerIds, CancellationToken ct);
}
