namespace Crm.Contracts.Customers;

/// <summary>A contact that was logged, as much of it as statistics need.</summary>
public sealed record InteractionRecord(long Id, long CustomerId, InteractionType Type, DateTimeOffset At);

/// <summary>A use of one of our products or services that was reported.</summary>
public sealed record UsageRecord(long Id, long CustomerId, DateTimeOffset At);

/// <summary>Reads what was written down about customers, by id order, for copies: those after <c>afterId</c>, at most <c>limit</c>. Whose it is now is said, also after a merge.</summary>
public interface ICustomerRecords
{
    /// <summary>Orders.</summary>
    Task<IReadOnlyList<PurchaseFacts>> Purchases(long afterId, int limit, CancellationToken ct);

    /// <summary>Uses of products and services.</summary>
    Task<IReadOnlyList<UsageRecord>> Usages(long afterId, int limit, CancellationToken ct);

    /// <summary>Interactions.</summary>
    Task<IReadOnlyList<InteractionRecord>> Interactions(long afterId, int limit, CancellationToken ct);
}
