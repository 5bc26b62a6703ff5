namespace Crm.Contracts.Customers;

/// <summary>What other modules may know of a customer. E-mail and phone are the primary ones, not opted out and not invalid, else null.</summary>
/// <param name="Number">Human number, for example C000042.</param>
/// <param name="TeamId">Team of the owner.</param>
/// <param name="Language">zh-CN or en: the language the customer is written to in.</param>
/// <param name="Zone">IANA time zone of the customer.</param>
/// <param name="Since">First signed contract, else first purchase that was not given back whole; or what a person has said.</param>
public sealed record CustomerFacts(
    long Id, string Number, string Name, CustomerKind Kind, CustomerLevel Level, string? Industry, CustomerSize? Size,
    string? Region, long? OwnerId, long? TeamId, string Language, string Zone, Admission Admission,
    string? Email, string? Phone, DateOnly? Since, DateTimeOffset CreatedAt)
{
    /// <summary>The primary e-mail even where it was opted out: for answers to what they have brought to us, and nothing else.</summary>
    public string? ServiceEmail { get; init; }

    /// <summary>Their data were erased: nobody is behind the record any more.</summary>
    public bool Erased { get; init; }

    /// <summary>Where the customer came from.</summary>
    public SourceChannel? Source { get; init; }

    /// <summary>Spend of the last twelve months; follows within seconds.</summary>
    public ValueClass ValueClass { get; init; }

    /// <summary>How long they had been a customer on a day; null for those who never signed nor bought.</summary>
    public CooperationBand? BandOn(DateOnly day) => Since is { } since ? BandOf(since, day) : null;

    /// <summary>The band of a date: months are counted as a calendar does.</summary>
    public static CooperationBand BandOf(DateOnly since, DateOnly day) =>
        day < since.AddMonths(3) ? CooperationBand.Under3Months
        : day < since.AddMonths(6) ? CooperationBand.From3To6Months
        : day < since.AddMonths(12) ? CooperationBand.From6To12Months
        : CooperationBand.Over1Year;
}

/// <summary>A person at an organisation.</summary>
public sealed record ContactFacts(long Id, long CustomerId, string Name, string? Email, string? Phone, string? Language, bool Key)
{
    /// <summary>As <see cref="CustomerFacts.ServiceEmail"/>.</summary>
    public string? ServiceEmail { get; init; }
}

/// <summary>An order, as much of it as points and statistics need.</summary>
public sealed record PurchaseFacts(long Id, long CustomerId, DateTimeOffset PurchasedAt, decimal Goods, decimal Refunded, string Currency);

/// <summary>What a text that names a customer is.</summary>
public enum CustomerMark { Number, Phone, Email }

/// <summary>Reads the customers of the installation, in batches. Unknown ids are left out of the answer; merged ids answer with the survivor.</summary>
public interface ICustomerDirectory
{
    /// <summary>Names by id, for display.</summary>
    Task<IReadOnlyDictionary<long, string>> NamesOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Facts by id.</summary>
    Task<IReadOnlyDictionary<long, CustomerFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Contacts by id.</summary>
    Task<IReadOnlyDictionary<long, ContactFacts>> ContactsOf(IReadOnlyCollection<long> contactIds, CancellationToken ct);

    /// <summary>The contacts of one customer, key contact first.</summary>
    Task<IReadOnlyList<ContactFacts>> ContactsOfCustomer(long customerId, CancellationToken ct);

    /// <summary>Names of people by customer: their own and those of their contacts, to be left out of what others read.</summary>
    Task<ILookup<long, string>> PeopleOf(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>Customers by id order, for audiences and copies: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<CustomerFacts>> Page(long afterId, int limit, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> customers the current user may read that match a number, name, phone or e-mail, for pickers.</summary>
    Task<IReadOnlyList<CustomerFacts>> Find(string text, int limit, CancellationToken ct);

    /// <summary>Facts of a customer the current user may read; null when there is none, or they may not.</summary>
    Task<CustomerFacts?> Readable(long customerId, CancellationToken ct);

    /// <summary>Names of those among these customers that the person asking may read, by the id asked for.</summary>
    Task<IReadOnlyDictionary<long, string>> ReadableNamesOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The customers whom texts of a kind name, however they are written, as far as the current user may read them; texts that name nobody are left out.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> NamedBy(CustomerMark mark, IReadOnlyCollection<string> texts, CancellationToken ct);

    /// <summary>The latest purchases of a customer, newest first.</summary>
    Task<IReadOnlyList<PurchaseFacts>> PurchasesOf(long customerId, int limit, CancellationToken ct);

    /// <summary>The product of the latest purchase, the most expensive one where it had several; null for who never bought.</summary>
    Task<string?> LastProductOf(long customerId, CancellationToken ct);
}
