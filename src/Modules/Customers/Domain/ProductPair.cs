namespace Crm.Customers.Domain;

/// <summary>
/// How strongly customers who bought one product also buy another: an association rule "product, therefore other" over
/// baskets, a basket being what one customer bought within <see cref="Window"/>.
/// Support and confidence as in Agrawal, Imieliński and Swami, "Mining association rules between sets of items in large
/// databases" (SIGMOD 1993); lift, there "interest", as in Brin, Motwani, Ullman and Tsur, "Dynamic itemset counting and
/// implication rules for market basket data" (SIGMOD 1997); added value as in Sahar and Mansour, "Empirical evaluation
/// of interest-level criteria" (SPIE 1999).
/// </summary>
internal sealed class ProductPair
{
    /// <summary>Older purchases teach nothing.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(730);

    /// <summary>Fewer customers who bought both are chance, and might be recognised.</summary>
    public const int MinBuyers = 5;

    /// <summary>Least share of all buyers who bought both.</summary>
    public const double MinSupport = 0.001;

    /// <summary>Least share of the buyers of the one who bought the other, too.</summary>
    public const double MinConfidence = 0.05;

    /// <summary>The best rules of a product that are kept.</summary>
    public const int PerProduct = 20;

    /// <summary>A basket is cut to its latest products: one who buys everything says nothing about pairs, and costs their square.</summary>
    public const int BasketSize = 100;

    public string Product { get; init; } = "";
    public string Other { get; init; } = "";

    /// <summary>Customers who bought both.</summary>
    public long Together { get; init; }

    public long ProductBuyers { get; init; }
    public long OtherBuyers { get; init; }

    /// <summary>Customers who bought anything.</summary>
    public long Buyers { get; init; }

    /// <summary>P(product and other).</summary>
    public double Support => (double)Together / Buyers;

    /// <summary>P(other | product).</summary>
    public double Confidence => (double)Together / ProductBuyers;

    /// <summary>P(other): what to expect of anybody.</summary>
    public double Expected => (double)OtherBuyers / Buyers;

    /// <summary>P(other | product) / P(other): 1 when the one says nothing about the other.</summary>
    public double Lift => Confidence / Expected;

    /// <summary>P(other | product) - P(other): orders suggestions. Lift alone would put the rarest first, confidence alone what everybody buys anyway.</summary>
    public double AddedValue => Confidence - Expected;
}
