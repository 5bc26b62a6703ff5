namespace Crm.Customers.Domain;

/// <summary>Review: somebody looks once a quarter whether the record is still true.</summary>
internal sealed partial class Customer
{
    /// <summary>Months between two reviews.</summary>
    public const int ReviewEveryMonths = 3;

    public DateTimeOffset LastReviewedAt { get; private set; }
    public long? LastReviewedById { get; private set; }
    public DateTimeOffset NextReviewDue { get; private set; }

    /// <summary>The record has been looked at and is right.</summary>
    public void Reviewed(long? by, DateTimeOffset at) =>
        (LastReviewedAt, LastReviewedById, NextReviewDue) = (at, by, at.AddMonths(ReviewEveryMonths));
}
