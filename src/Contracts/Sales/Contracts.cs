namespace Crm.Contracts.Sales;

/// <summary>An opportunity was opened.</summary>
public sealed record OpportunityOpened(long OpportunityId, long CustomerId, decimal Amount, string Currency, DateTimeOffset At) : IEvent;

/// <summary>An opportunity moved to another stage.</summary>
public sealed record OpportunityStageChanged(long OpportunityId, long CustomerId, string From, string To, DateTimeOffset At) : IEvent;

/// <summary>An opportunity was won.</summary>
public sealed record OpportunityWon(long OpportunityId, long CustomerId, decimal Amount, string Currency, DateTimeOffset At) : IEvent;

/// <summary>An opportunity was lost.</summary>
public sealed record OpportunityLost(long OpportunityId, long CustomerId, string Reason, DateTimeOffset At) : IEvent;

/// <summary>A deal that was won: its contract is signed.</summary>
public sealed record SignedDeal(long OpportunityId, long CustomerId, DateTimeOffset SignedAt);

/// <summary>Reads the deals that were won.</summary>
public interface ISignedDeals
{
    /// <summary>By id order, for copies: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<SignedDeal>> Page(long afterId, int limit, CancellationToken ct);
}

/// <summary>A signed contract and its last day.</summary>
public sealed record EndingContract(long OpportunityId, long CustomerId, DateOnly EndsOn);

/// <summary>Reads the contracts whose end is known.</summary>
public interface IContractEnds
{
    /// <summary>Those that end within these days, both included, by id order: after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<EndingContract>> Between(DateOnly from, DateOnly to, long afterId, int limit, CancellationToken ct);
}
