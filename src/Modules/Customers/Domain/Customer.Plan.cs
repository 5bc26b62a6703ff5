namespace Crm.Customers.Domain;

/// <summary>Contact plan: how often somebody of ours is in touch.</summary>
internal sealed partial class Customer
{
    /// <summary>Days between two contacts; null: as the level has it; 0: no plan.</summary>
    public int? CadenceDays { get; private set; }

    /// <summary>Gives the customer a cadence of its own, or the level's again.</summary>
    public void PlanContact(int? days, long? by, DateTimeOffset at)
    {
        CadenceDays = days;
        (ChangedAt, ChangedById) = (at, by);
    }
}
