using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Platform.Users;

namespace Crm.Customers.Domain.Facts;

/// <summary>
/// What is known of a customer in one row, for segments, automatic tags and scores: never written by hand, only computed
/// from the records (see FactsSql). Money is in the installation's currency; other currencies count as orders, never as money.
/// </summary>
internal sealed class FactRow : IOwned
{
    public long CustomerId { get; init; }

    public CustomerKind Kind { get; init; }
    public CustomerLevel Level { get; init; }
    public Admission Admission { get; init; }
    public CustomerSize? Size { get; init; }
    public string? Industry { get; init; }
    public string? Region { get; init; }
    public SourceChannel? Source { get; init; }
    public string Language { get; init; } = "";
    public long? OwnerId { get; init; }
    public long? TeamId { get; init; }
    public List<string> Tags { get; init; } = [];
    public DateOnly? Since { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long they have been a customer; moves with the days, so every night.</summary>
    public CooperationBand? Band { get; init; }

    /// <summary>Of the lifecycle; null until it was worked out.</summary>
    public CustomerStage? Stage { get; init; }

    /// <summary>Of <see cref="Spend365"/>, by the thresholds of the settings.</summary>
    public ValueClass ValueClass { get; init; }

    /// <summary>When the contact plan wants the next contact; in the past: the customer is cooling.</summary>
    public DateTimeOffset? ContactDueAt { get; init; }

    /// <summary>Paid for goods, refunds taken off, by day of purchase.</summary>
    public decimal Spend30 { get; init; }
    public decimal Spend90 { get; init; }
    public decimal Spend365 { get; init; }
    public decimal SpendEver { get; init; }

    public int Orders30 { get; init; }
    public int Orders90 { get; init; }
    public int Orders365 { get; init; }
    public int OrdersEver { get; init; }

    /// <summary>Spend per order; null without an order.</summary>
    public decimal? AverageOrder30 { get; init; }
    public decimal? AverageOrder90 { get; init; }
    public decimal? AverageOrder365 { get; init; }
    public decimal? AverageOrderEver { get; init; }

    public DateTimeOffset? FirstPurchaseAt { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }

    /// <summary>Everything ever bought, each once.</summary>
    public List<string> Products { get; init; } = [];

    public int Interactions30 { get; init; }
    public int Interactions90 { get; init; }
    public int Interactions365 { get; init; }
    public int InteractionsEver { get; init; }
    public DateTimeOffset? LastContactAt { get; init; }

    /// <summary>How often a product or service was used.</summary>
    public int Usages30 { get; init; }
    public int Usages90 { get; init; }
    public int Usages365 { get; init; }
    public int UsagesEver { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? FirstContractAt { get; init; }

    public int OpenTickets { get; init; }
    public int OpenComplaints { get; init; }

    /// <summary>Headline of the latest answer that has one, 1 to 5.</summary>
    public short? Score { get; init; }
    public DateTimeOffset? ScoreAt { get; init; }

    /// <summary>
    /// Whether the customer may be scored, tagged and clustered: <see cref="Contracts.Customers.Purpose.Profiling"/> as IConsents answers it, here
    /// for whole tables. Who refused has no scores, no cluster, no risk and no automatic tag, and counts for nobody else's.
    /// </summary>
    public bool Profiled { get; init; }

    /// <summary>Probability of leaving, 0 to 1; null until somebody computes it. A refresh leaves it alone, unless profiling was refused.</summary>
    public double? ChurnRisk { get; init; }

    /// <summary>Quintiles of recency, frequency and money, 5 the best; null for who never bought.</summary>
    public short? Recency { get; init; }
    public short? Frequency { get; init; }
    public short? Money { get; init; }

    /// <summary>What the three scores together are called; the database derives it.</summary>
    public RfmGroup? Rfm { get; init; }

    /// <summary>Cluster of the last clustering. A refresh leaves it alone, unless profiling was refused.</summary>
    public short? Cluster { get; init; }

    public DateTimeOffset RefreshedAt { get; init; }
}

/// <summary>Names of the RFM scores, from the best to the lost.</summary>
internal enum RfmGroup { Champions, Loyal, PotentialLoyal, NewBuyers, NeedAttention, AboutToSleep, AtRisk, CannotLose, Hibernating, Lost }

/// <summary>A ticket of the Tickets module, as much of it as facts need: our own copy, kept by events.</summary>
internal sealed class KnownTicket
{
    public long TicketId { get; init; }
    public long CustomerId { get; init; }
    public bool Complaint { get; init; }
    public bool Open { get; init; }

    /// <summary>As of when: an older event changes nothing any more.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>An answer of the Surveys module: our own copy.</summary>
internal sealed class KnownScore
{
    public long ResponseId { get; init; }
    public long CustomerId { get; init; }
    public short? Headline { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A deal won, which is a contract signed: our own copy.</summary>
internal sealed class KnownContract
{
    public long OpportunityId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset SignedAt { get; init; }
}

/// <summary>The stage the Lifecycle module has worked out: our own copy.</summary>
internal sealed class KnownStage
{
    public long CustomerId { get; init; }
    public CustomerStage Stage { get; init; }

    /// <summary>As of when: an older event changes nothing any more.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>Something of this customer has changed: the row of facts is to be computed again. Written by triggers, so that bulk work marks as well.</summary>
internal sealed class StaleFact
{
    public long Id { get; init; }
    public long CustomerId { get; init; }
}

/// <summary>Quintile edges of the last nightly rebuild: the values that 20, 40, 60 and 80 % of the buyers do not exceed.</summary>
internal sealed class RfmEdges
{
    /// <summary>There is one row.</summary>
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;
    public DateTimeOffset[] Recency { get; init; } = [];
    public decimal[] Frequency { get; init; } = [];
    public decimal[] Money { get; init; } = [];
    public long Buyers { get; init; }
    public DateTimeOffset At { get; init; }
}
