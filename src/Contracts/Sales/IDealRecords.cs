namespace Crm.Contracts.Sales;

/// <summary>An opportunity, as much of it as statistics need.</summary>
public sealed record DealRecord(long OpportunityId, long CustomerId, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, bool Won, DateOnly? ContractEndsOn);

/// <summary>Reads opportunities for copies.</summary>
public interface IDealRecords
{
    /// <summary>By id order: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DealRecord>> Page(long afterId, int limit, CancellationToken ct);

    /// <summary>By id; unknown ones are left out.</summary>
    Task<IReadOnlyList<DealRecord>> Of(IReadOnlyCollection<long> ids, CancellationToken ct);
}
