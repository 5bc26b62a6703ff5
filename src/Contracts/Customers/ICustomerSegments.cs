namespace Crm.Contracts.Customers;

/// <summary>A saved group of customers, in the reader's language where the product made it.</summary>
public sealed record SegmentFacts(long Id, string Name, string? Description, bool Shared);

/// <summary>Reads the segments of the installation: who may choose which, and who is in one now. Audiences hold admitted customers only.</summary>
public interface ICustomerSegments
{
    /// <summary>Segments the current user may choose from: their own and shared ones.</summary>
    Task<IReadOnlyList<SegmentFacts>> Usable(CancellationToken ct);

    /// <summary>Names and descriptions by id, also of those no longer offered.</summary>
    Task<IReadOnlyDictionary<long, SegmentFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Whether the current user may choose this segment.</summary>
    Task<bool> MayUse(long segmentId, CancellationToken ct);

    /// <summary>How many customers are in it now.</summary>
    Task<long> Count(long segmentId, CancellationToken ct);

    /// <summary>Those of the customers that are in it now.</summary>
    Task<IReadOnlySet<long>> Among(long segmentId, IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>Its customers by id order: those after <paramref name="afterId"/>, at most <paramref name="limit"/>; none left when empty.</summary>
    Task<IReadOnlyList<CustomerFacts>> Members(long segmentId, long afterId, int limit, CancellationToken ct);
}
