namespace Crm.Contracts.Lifecycle;

/// <summary>In which stage a customer stands.</summary>
public sealed record StageRecord(long CustomerId, CustomerStage Stage, DateTimeOffset Since);

/// <summary>Reads the stages of customers; those that have none yet, or have been merged or erased, are left out.</summary>
public interface ICustomerStages
{
    /// <summary>By customer.</summary>
    Task<IReadOnlyDictionary<long, StageRecord>> Of(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>By the order of customer ids, for copies: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<StageRecord>> Page(long afterId, int limit, CancellationToken ct);
}
