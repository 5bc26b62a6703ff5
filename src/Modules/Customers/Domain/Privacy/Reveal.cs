using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What is shown in full.</summary>
internal enum RevealKind { Contact, Sensitive }

/// <summary>Where a request stands.</summary>
internal enum RevealState { Requested, Granted, Denied }

/// <summary>Somebody looks at what is masked: with a reason, for a while, and for sensitive data with the yes of somebody else.</summary>
internal sealed class Reveal : Entity, IAudited, IAboutSubject
{
    Reveal() { }

    /// <summary>Contact data opens at once; sensitive data waits for an approval.</summary>
    public Reveal(long customerId, long staffId, RevealKind kind, string reason, TimeSpan length, DateTimeOffset at)
    {
        (CustomerId, StaffId, Kind, Reason, AskedAt) = (customerId, staffId, kind, reason, at);
        if (kind == RevealKind.Contact) (State, Until) = (RevealState.Granted, at + length);
    }

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public long StaffId { get; private set; }
    public RevealKind Kind { get; private set; }
    public string Reason { get; private set; } = "";
    public RevealState State { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public long? DecidedById { get; private set; }
    public string? DecisionNote { get; private set; }

    /// <summary>Until when it is shown.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>Says yes or no, once, and never to oneself.</summary>
    public void Decide(bool grant, string? note, TimeSpan length, long by, DateTimeOffset at)
    {
        if (State != RevealState.Requested) throw new RuleException("customers.reveal.decided");
        if (by == StaffId) throw new RuleException("customers.reveal.own");
        (State, DecidedAt, DecidedById, DecisionNote) = (grant ? RevealState.Granted : RevealState.Denied, at, by, note);
        if (grant) Until = at + length;
    }
}

/// <summary>Somebody saw contact data or sensitive data of a customer on a day, so many times.</summary>
internal sealed class Look
{
    public long CustomerId { get; init; }
    public long StaffId { get; init; }
    public RevealKind Kind { get; init; }
    public DateOnly Day { get; init; }
    public int Times { get; init; }
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>What kind of sensitive data it is.</summary>
internal enum SensitiveKind { IdentityNumber, FinancialAccount, Credit, Biometric, Health, Location, Minor }

/// <summary>A piece of sensitive data, encrypted by itself under the customer's key.</summary>
internal sealed class SensitiveValue : Entity, IAudited, IAboutSubject
{
    SensitiveValue() { }

    public SensitiveValue(long customerId, SensitiveKind kind, string @sealed, long? by, DateTimeOffset at) => (CustomerId, Kind, Sealed, ById, At) = (customerId, kind, @sealed, by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public SensitiveKind Kind { get; private set; }

    [NotAudited]
    public string Sealed { get; private set; } = "";

    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}
