namespace Crm.Contracts.Customers;

/// <summary>What is asked of customers when many are to be written to. In batches; what is unknown is left out.</summary>
public interface IAudienceFacts
{
    /// <summary>Customers the current user may read, by human number ("C000042", "42") or main e-mail as it was given.</summary>
    Task<IReadOnlyDictionary<string, CustomerFacts>> Find(IReadOnlyCollection<string> numbersOrMails, CancellationToken ct);

    /// <summary>Whom to write to at each organisation: the key contact that has an address, else any that has, else the key contact.</summary>
    Task<IReadOnlyDictionary<long, ContactFacts>> KeyContacts(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>Everybody to write to at each organisation: all contacts that have an address; where none has, the key contact.</summary>
    Task<IReadOnlyDictionary<long, IReadOnlyList<ContactFacts>>> EveryContact(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>Names of the products of an order.</summary>
    Task<IReadOnlyList<string>> ProductsOf(long purchaseId, CancellationToken ct);
}
