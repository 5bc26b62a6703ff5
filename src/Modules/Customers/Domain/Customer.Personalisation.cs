namespace Crm.Customers.Domain;

internal sealed partial class Customer
{
    /// <summary>Since when the customer wants nothing made of their purchases; null: suggestions may be made.</summary>
    public DateTimeOffset? PersonalisationOffAt { get; private set; }

    /// <summary>The customer's own wish. Their purchases no longer teach us about others either, from the next night on.</summary>
    public void Personalise(bool wanted, long? by, DateTimeOffset at)
    {
        if (wanted == PersonalisationOffAt is null) return;
        PersonalisationOffAt = wanted ? null : at;
        (ChangedAt, ChangedById) = (at, by);
    }
}
