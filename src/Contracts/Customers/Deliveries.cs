namespace Crm.Contracts.Customers;

/// <summary>To whom and where something is sent. Without an address on record it says none.</summary>
/// <param name="Contact">Of an organisation: who takes it.</param>
/// <param name="Masked">The reader may not see the customer's contact data: phone and address are cut short.</param>
public sealed record DeliveryFacts(long CustomerId, string Name, string? Contact, string? Phone, string? Address, bool Masked);

/// <summary>Asks where customers get what is sent to them. What the reader was shown in full is remembered as seen.</summary>
public interface IDeliveries
{
    /// <summary>By customer; merged ids answer with the survivor's.</summary>
    Task<IReadOnlyDictionary<long, DeliveryFacts>> Of(IReadOnlyCollection<long> customerIds, CancellationToken ct);
}

/// <summary>Finds whose own address an e-mail is. Answers whoever asks, without scope: only the mail box itself may learn it.</summary>
public interface IMailHolders
{
    /// <summary>Customers whose main address it is, and organisations whose key contact has it; not those where it is known to be wrong.</summary>
    Task<IReadOnlyList<CustomerFacts>> Of(string email, CancellationToken ct);
}
