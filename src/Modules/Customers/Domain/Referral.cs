using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>That a customer was brought by another one. Both columns follow a merge.</summary>
internal sealed class Referral : Entity, IAudited, IAboutSubject
{
    Referral() { }

    public Referral(long customerId, long referrerCustomerId, long? by, DateTimeOffset at) => (CustomerId, ReferrerCustomerId, ById, At) = (customerId, referrerCustomerId, by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    /// <summary>Who was brought.</summary>
    public long CustomerId { get; private set; }

    /// <summary>Who brought them.</summary>
    public long ReferrerCustomerId { get; private set; }

    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>It was somebody else.</summary>
    public void Correct(long referrerCustomerId, long? by, DateTimeOffset at) => (ReferrerCustomerId, ById, At) = (referrerCustomerId, by, at);
}
