namespace Crm.Customers.Domain;

/// <summary>Customer since: first signed contract, else first purchase, unless a person knows better.</summary>
internal sealed partial class Customer
{
    /// <summary>Follows from <see cref="SinceSaid"/>, contracts and purchases; computed in the database (see FactsSql.Since), so that a refund or a deletion counts as well.</summary>
    [Platform.Data.NotAudited]
    public DateOnly? Since { get; private set; }

    /// <summary>A correction by hand; null: what the records say.</summary>
    public DateOnly? SinceSaid { get; private set; }

    /// <summary>Why it was corrected.</summary>
    public string? SinceReason { get; private set; }

    /// <summary>Corrects the date; null takes a correction back.</summary>
    public void SaySince(DateOnly? day, string? reason, long? by, DateTimeOffset at)
    {
        (SinceSaid, SinceReason) = (day, day is null ? null : reason?.Trim());
        (ChangedAt, ChangedById) = (at, by);
        Raise(() => new Contracts.Customers.CustomerChanged(Id, at));
    }
}
