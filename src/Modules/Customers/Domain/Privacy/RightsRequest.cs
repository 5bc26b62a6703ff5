using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What a person asks for.</summary>
internal enum RightsKind { Access, Correction, Portability, Erasure }

/// <summary>How it ended.</summary>
internal enum RightsOutcome { Fulfilled, Refused, Withdrawn }

/// <summary>Somebody makes use of a right over their own data: received, identity checked, answered by a date.</summary>
internal sealed class RightsRequest : Entity, IAudited, IAboutSubject
{
    RightsRequest() { }

    public RightsRequest(long customerId, RightsKind kind, string details, DateOnly receivedOn, int workingDays, long? by, DateTimeOffset at) =>
        (CustomerId, Kind, Details, ReceivedOn, DueOn, CreatedById, CreatedAt) = (customerId, kind, details, receivedOn, WorkingDaysAfter(receivedOn, workingDays), by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public RightsKind Kind { get; private set; }

    /// <summary>What exactly was asked, and how.</summary>
    public string Details { get; private set; } = "";

    public DateOnly ReceivedOn { get; private set; }
    public DateOnly DueOn { get; private set; }

    /// <summary>How we made sure that it is the person.</summary>
    public string? IdentityHow { get; private set; }

    public DateTimeOffset? IdentityAt { get; private set; }
    public long? IdentityById { get; private set; }
    public RightsOutcome? Outcome { get; private set; }
    public string? OutcomeNote { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long? ClosedById { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>It is the person, and this is how we know.</summary>
    public void Identify(string how, long? by, DateTimeOffset at)
    {
        if (ClosedAt is not null) throw new RuleException("customers.rights.closed");
        (IdentityHow, IdentityAt, IdentityById) = (how.Trim(), at, by);
    }

    /// <summary>Ends it. Data goes to nobody, and nothing is changed, before the identity is known.</summary>
    public void Close(RightsOutcome outcome, string? note, long? by, DateTimeOffset at)
    {
        if (ClosedAt is not null) throw new RuleException("customers.rights.closed");
        if (outcome == RightsOutcome.Fulfilled && IdentityAt is null) throw new RuleException("customers.rights.identity", "IdentityHow");
        if (outcome == RightsOutcome.Refused && string.IsNullOrWhiteSpace(note)) throw new RuleException("customers.rights.why", "Note");
        (Outcome, OutcomeNote, ClosedAt, ClosedById) = (outcome, note, at, by);
    }

    /// <summary>Monday to Friday; public holidays only make the date earlier than the law's, never later.</summary>
    internal static DateOnly WorkingDaysAfter(DateOnly day, int days)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) days--;
        }
        return day;
    }
}
