namespace Crm.Customers.Domain;

/// <summary>Review: somebody looks every now and then (once a quarter, unless set otherwise) whether the record is still true.</summary>
internal sealed partial class Customer
{
    public DateTimeOffset LastReviewedAt { get; private set; }
    public long? LastReviewedById { get; private set; }

    /// <summary>The record has been looked at and is right.</summary>
    public void Reviewed(long? by, DateTimeOffset at) => (LastReviewedAt, LastReviewedById) = (at, by);

    /// <summary>
    /// When a review made at this time has to be made again: the first instant from which it lies that many months back,
    /// as the list asks. (After 30 November plus three months that is 1 March.)
    /// </summary>
    public static DateTimeOffset ReviewDue(DateTimeOffset reviewed, int months)
    {
        var due = reviewed.AddMonths(months);
        return due.AddMonths(-months) >= reviewed ? due : new DateTimeOffset(due.Date, due.Offset).AddDays(1);
    }
}
