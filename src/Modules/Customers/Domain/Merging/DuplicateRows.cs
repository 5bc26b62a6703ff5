using Crm.Platform.Data;

namespace Crm.Customers.Domain;

/// <summary>A blocking key of a customer. Derived: scanning writes it anew.</summary>
internal sealed class DuplicateKey
{
    public long Key { get; init; }
    public long CustomerId { get; init; }
}

/// <summary>The state of a customer that was scanned last, and the keys it had then.</summary>
internal sealed class DuplicateScan
{
    public long CustomerId { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public long[] Keys { get; init; } = [];
}

/// <summary>Two records that may be one customer, found by the scan. The lower id stands first, so that a pair is one row.</summary>
internal sealed class DuplicateCandidate : Entity, IAudited
{
    DuplicateCandidate() { }

    public long LowId { get; private set; }
    public long HighId { get; private set; }

    /// <summary>Evidence in bits: see <see cref="Comparison"/>.</summary>
    [NotAudited]
    public float Bits { get; private set; }

    [NotAudited]
    public IReadOnlyList<Reason> Reasons { get; private set; } = [];

    [NotAudited]
    public DateTimeOffset FoundAt { get; private set; }

    /// <summary>A person said that these are two customers. Remembered, so that nobody is asked again.</summary>
    public DateTimeOffset? DismissedAt { get; private set; }

    public long? DismissedById { get; private set; }

    /// <summary>Not the same.</summary>
    public void Dismiss(long? by, DateTimeOffset at)
    {
        if (DismissedAt is null) (DismissedAt, DismissedById) = (at, by);
    }
}
