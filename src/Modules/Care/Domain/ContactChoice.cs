using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Platform.Data;

namespace Crm.Care.Domain;

/// <summary>What somebody said through the link of a mail. The consent ledger of the customers hears of it; this row says it until it has.</summary>
internal sealed class ContactChoice : Entity
{
    ContactChoice() { }

    public ContactChoice(long customerId, Purpose purpose, bool allowed, DateTimeOffset at)
    {
        (CustomerId, Purpose, Allowed, At) = (customerId, purpose, allowed, at);
        Raise(() => new ContactChoiceSaid(customerId, purpose, allowed, at));
    }

    public long? CustomerId { get; private set; }
    public Purpose Purpose { get; private set; }
    public bool Allowed { get; private set; }
    public DateTimeOffset At { get; private set; }
}
