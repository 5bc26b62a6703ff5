using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What allows a purpose.</summary>
internal enum LawfulBasis { Consent, Contract, LegalDuty, PublicInterest, Emergency, Published }

/// <summary>How a consent, or its withdrawal, reached us.</summary>
internal enum ConsentSource { Form, Phone, Email, Paper, Link, Import }

/// <summary>A line of the consent ledger: somebody said yes or no to a purpose. Never changed; the latest line counts.</summary>
internal sealed class Consent : Entity, IAppendOnly, IAboutSubject
{
    Consent() { }

    public Consent(long customerId, Purpose purpose, ConsentChannel channel, bool given, ConsentSource source, string evidence, long? by, DateTimeOffset at) =>
        (CustomerId, Purpose, Channel, Given, Source, Evidence, ById, At) = (customerId, purpose, channel, given, source, evidence, by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public Purpose Purpose { get; private set; }
    public ConsentChannel Channel { get; private set; }
    public bool Given { get; private set; }
    public ConsentSource Source { get; private set; }

    /// <summary>What proves it, sealed under the customer's key.</summary>
    public string Evidence { get; private set; } = "";

    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>What a purpose rests on, and what follows from it.</summary>
internal static class Lawfulness
{
    /// <summary>Where nothing is set: answering and asking how it was belong to the contract, everything else is asked for.</summary>
    public static readonly IReadOnlyDictionary<Purpose, LawfulBasis> Shipped = new Dictionary<Purpose, LawfulBasis>
    {
        [Purpose.Service] = LawfulBasis.Contract, [Purpose.Survey] = LawfulBasis.Contract, [Purpose.Care] = LawfulBasis.Consent, [Purpose.Marketing] = LawfulBasis.Consent,
        [Purpose.Loyalty] = LawfulBasis.Contract, [Purpose.Profiling] = LawfulBasis.Contract, [Purpose.Sensitive] = LawfulBasis.Consent, [Purpose.Sharing] = LawfulBasis.Consent,
    };

    /// <summary>Purposes that need a consent of their own, whatever else allows them.</summary>
    public static bool Separate(Purpose purpose) => purpose is Purpose.Sensitive or Purpose.Sharing;

    /// <summary>The basis of a purpose, as set or as shipped.</summary>
    public static LawfulBasis Of(Purpose purpose, IReadOnlyDictionary<Purpose, LawfulBasis> set) =>
        Separate(purpose) ? LawfulBasis.Consent : set.TryGetValue(purpose, out var basis) ? basis : Shipped[purpose];

    /// <summary>Whether it is allowed: what was said last counts; nothing said, only what needs no consent. A legal duty cannot be refused.</summary>
    public static bool Allows(LawfulBasis basis, bool? said) => basis == LawfulBasis.LegalDuty || (said ?? basis != LawfulBasis.Consent);
}
