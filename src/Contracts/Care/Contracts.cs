using Crm.Contracts.Customers;

namespace Crm.Contracts.Care;

/// <summary>A customer has said, through the link in a mail, whether they may be written to for a purpose.</summary>
public sealed record ContactChoiceSaid(long CustomerId, Purpose Purpose, bool Allowed, DateTimeOffset At) : IEvent;

/// <summary>A customer came to an event of ours. Told once the attendance list is closed.</summary>
public sealed record EventAttended(long EventId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>The way out that stands in every mail which was not asked for. Makes addresses and touches no row, so that one may be asked for with every mail.</summary>
public interface IUnsubscribeLinks
{
    /// <summary>Address that refuses a purpose for a customer: a page for people, and for mail programs one POST (RFC 8058).</summary>
    ValueTask<string> AddressOf(long customerId, Purpose purpose, string language, CancellationToken ct);
}
