namespace Crm.Contracts.Tickets;

/// <summary>A ticket, as much of it as statistics need.</summary>
/// <param name="BreachedAt">When its first promise was due that was not kept.</param>
public sealed record TicketRecord(long Id, long CustomerId, TicketType Type, TicketChannel Channel, DateTimeOffset OpenedAt, DateTimeOffset? BreachedAt);

/// <summary>Reads tickets for copies.</summary>
public interface ITicketRecords
{
    /// <summary>By id order: those after <paramref name="afterId"/>, at most <paramref name="limit"/>. Those merged into another are among them.</summary>
    Task<IReadOnlyList<TicketRecord>> Page(long afterId, int limit, CancellationToken ct);
}

/// <summary>Service figures of a time.</summary>
/// <param name="Opened">Tickets opened, those merged into another left out.</param>
/// <param name="OpenedResolved">Of these resolved by now.</param>
/// <param name="Resolved">Tickets resolved within the time.</param>
/// <param name="FirstContact">Of these with one message of the customer at most, and not opened again within seven days.</param>
/// <param name="FirstContactScored">Of these with a headline score.</param>
/// <param name="FirstContactSatisfied">Of these with a score of 4 or 5.</param>
/// <param name="ClocksMet">Promises that fell due in the time and were kept.</param>
/// <param name="Complaints">Complaints opened.</param>
/// <param name="ComplaintsResolved">Complaints resolved in the time.</param>
/// <param name="ComplaintHours">Hours from opening to resolution of these, added up.</param>
/// <param name="ComplaintsInTime">Of these resolved before their resolution was due.</param>
public sealed record ServiceFigures(long Opened, long OpenedResolved, long Resolved, long FirstContact, long FirstContactScored, long FirstContactSatisfied, long ClocksMet, long ClocksBreached, long Complaints, long ComplaintsResolved, double ComplaintHours, long ComplaintsInTime);

/// <summary>Counts tickets, as far as the current user may read them.</summary>
public interface IServiceFigures
{
    /// <summary>From the start of a day of the installation until the end of another.</summary>
    Task<ServiceFigures> Between(DateOnly from, DateOnly to, CancellationToken ct);
}
