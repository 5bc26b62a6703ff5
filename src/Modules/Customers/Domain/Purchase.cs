using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain;

/// <summary>What an order says. Amounts include tax, as prices in China do; <see cref="Tax"/> tells how much of them it is.</summary>
internal sealed record Order(
    string Source, string? ExternalId, DateTimeOffset PurchasedAt, decimal GoodsAmount, decimal Discount, decimal Shipping, decimal Tax,
    long PaidWithPoints, string Currency, IReadOnlyList<OrderLine> Items);

/// <summary>A line of an order.</summary>
internal sealed record OrderLine(string Product, decimal Quantity, decimal Amount, string? Category = null);

/// <summary>An order of a customer. It never changes; what comes back is a refund beside it.</summary>
internal sealed class Purchase : Entity, IAboutSubject
{
    readonly List<PurchaseItem> items = [];
    readonly List<Refund> refunds = [];

    Purchase() { }

    /// <summary>Writes an order down. <paramref name="first"/>: it is the customer's first. <paramref name="tell"/>: other modules hear of it.</summary>
    public static Purchase Record(long customerId, Order order, bool first, bool tell, long? by, DateTimeOffset at)
    {
        var purchase = new Purchase
        {
            CustomerId = customerId, Source = order.Source, ExternalId = order.ExternalId, PurchasedAt = order.PurchasedAt, GoodsAmount = order.GoodsAmount, Discount = order.Discount,
            Shipping = order.Shipping, Tax = order.Tax, PaidWithPoints = order.PaidWithPoints, Currency = order.Currency, RecordedById = by, RecordedAt = at,
        };
        purchase.items.AddRange(order.Items.Select(line => new PurchaseItem(line)));
        if (tell) purchase.Raise(() => new PurchaseRecorded(purchase.Id, customerId, purchase.PurchasedAt, purchase.Goods, purchase.Currency, first));
        return purchase;
    }

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }

    /// <summary>System the order comes from; with <see cref="ExternalId"/> it is unique.</summary>
    public string Source { get; private set; } = "";

    public string? ExternalId { get; private set; }
    public DateTimeOffset PurchasedAt { get; private set; }
    public decimal GoodsAmount { get; private set; }
    public decimal Discount { get; private set; }
    public decimal Shipping { get; private set; }
    public decimal Tax { get; private set; }
    public long PaidWithPoints { get; private set; }
    public decimal Refunded { get; private set; }
    public string Currency { get; private set; } = "";
    public long? RecordedById { get; private set; }
    public DateTimeOffset RecordedAt { get; private set; }
    public IReadOnlyList<PurchaseItem> Items => items;
    public IReadOnlyList<Refund> Refunds => refunds;

    /// <summary>Paid for goods: after discount, without shipping.</summary>
    public decimal Goods => GoodsAmount - Discount;

    /// <summary>Gives money back: at most what was paid and has not been given back yet.</summary>
    public Refund GiveBack(decimal amount, string? reason, long? by, DateTimeOffset at)
    {
        var left = Goods + Shipping - Refunded;
        if (amount > left) throw new RuleException("customers.refund.much", "Amount", left);
        var refund = new Refund(amount, reason, by, at);
        refunds.Add(refund);
        Refunded += amount;
        var total = Refunded;
        Raise(() => new PurchaseRefunded(Id, CustomerId, amount, total, Goods, Currency, at));
        return refund;
    }
}

/// <summary>A product of an order.</summary>
internal sealed class PurchaseItem : Entity
{
    PurchaseItem() { }

    internal PurchaseItem(OrderLine line) => (Product, Category, Quantity, Amount) = (line.Product, line.Category, line.Quantity, line.Amount);

    /// <summary>For rows that are copied in.</summary>
    internal void Belongs(long purchaseId) => PurchaseId = purchaseId;

    public long PurchaseId { get; private set; }
    public string Product { get; private set; } = "";

    /// <summary>Category of the product as its system calls it.</summary>
    public string? Category { get; private set; }

    public decimal Quantity { get; private set; }
    public decimal Amount { get; private set; }
}

/// <summary>Money given back for an order.</summary>
internal sealed class Refund : Entity, IAudited, IAboutSubject
{
    Refund() { }

    internal Refund(decimal amount, string? reason, long? by, DateTimeOffset at) => (Amount, Reason, ById, At) = (amount, reason, by, at);

    /// <summary>The purchase knows.</summary>
    long? IAboutSubject.SubjectId => null;

    public long PurchaseId { get; private set; }
    public decimal Amount { get; private set; }
    public string? Reason { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}
