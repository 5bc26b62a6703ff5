using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Platform.Privacy;
using Crm.Platform.Users;

namespace Crm.Lifecycle.Domain;

/// <summary>
/// What this module knows of a customer: our own copy of facts of other modules, what follows from their orders, deals and
/// contacts, and the stage. Written by set-based statements (see KnownSql and StageSql), never by hand.
/// </summary>
internal sealed class KnownCustomer : IOwned
{
    public long CustomerId { get; init; }
    public string Number { get; init; } = "";
    public string Name { get; init; } = "";
    public CustomerKind Kind { get; init; }
    public CustomerLevel Level { get; init; }
    public Admission Admission { get; init; }
    public CustomerSize? Size { get; init; }
    public string? Industry { get; init; }
    public string? Region { get; init; }
    public SourceChannel? Source { get; init; }
    public ValueClass ValueClass { get; init; }
    public long? OwnerId { get; init; }
    public long? TeamId { get; init; }
    public DateOnly? Since { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Orders that were not given back whole.</summary>
    public int Orders { get; init; }
    public DateTimeOffset? FirstOrderAt { get; init; }
    public DateTimeOffset? LastOrderAt { get; init; }

    /// <summary>Interactions, tickets of the customer's own and finished surveys.</summary>
    public DateTimeOffset? LastContactAt { get; init; }

    public int OpenDeals { get; init; }
    public DateTimeOffset? FirstSignedAt { get; init; }
    public DateTimeOffset? LastSignedAt { get; init; }

    /// <summary>Last day of the contract that runs longest.</summary>
    public DateOnly? ContractEndsOn { get; init; }

    /// <summary>Null until it is first worked out.</summary>
    public CustomerStage? Stage { get; init; }
    public DateTimeOffset? StageSince { get; init; }

    /// <summary>Said by a person, and good until this day, which is its last.</summary>
    public CustomerStage? HandStage { get; init; }
    public DateOnly? HandUntil { get; init; }

    /// <summary>Merged into another, or erased: counts in no figure of today any more.</summary>
    public DateTimeOffset? GoneAt { get; init; }
}

/// <summary>An order of the Customers module: our own copy. Amounts are never mixed between currencies.</summary>
internal sealed class KnownOrder
{
    public long PurchaseId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Paid for goods, refunds taken off, never below nothing.</summary>
    public decimal Net { get; init; }
    public string Currency { get; init; } = "";

    /// <summary>Given back whole: it counts as no order.</summary>
    public bool Void { get; init; }

    /// <summary>What was paid before anything was given back, and when we last learnt that something was: who looks at a day before sees the order as it stood then.</summary>
    public decimal? Goods { get; init; }
    public DateTimeOffset? RefundedAt { get; init; }
}

/// <summary>What a touch was: an interaction, a ticket, a complaint, a promise to a ticket that was not kept, a finished survey. An answer has the headline (1 to 5) as its value, a recommendation the NPS (0 to 10).</summary>
internal enum TouchKind { Interaction, Ticket, Complaint, Overdue, Answer, Recommendation }

/// <summary>Something between the customer and us at some time: our own copy, one row for each (kind, source).</summary>
internal sealed class KnownTouch
{
    public TouchKind Kind { get; init; }

    /// <summary>Id of the interaction, ticket or answer in its own module.</summary>
    public long SourceId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset At { get; init; }
    public double? Value { get; init; }
}

/// <summary>A use of a product or service: our own copy. It is no contact; that it becomes rarer is a sign.</summary>
internal sealed class KnownUsage
{
    public long UsageId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>An opportunity of the Sales module: our own copy.</summary>
internal sealed class KnownDeal
{
    public long OpportunityId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public bool Won { get; init; }
    public DateOnly? ContractEndsOn { get; init; }
}

/// <summary>How far the copy of one source has been filled; null <see cref="DoneAt"/>: it goes on behind <see cref="AfterId"/>.</summary>
internal sealed class FillState
{
    public string Source { get; init; } = "";
    public long AfterId { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
}
