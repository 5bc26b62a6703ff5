using Crm.Contracts.Customers;

namespace Crm.Surveys.Domain;

/// <summary>What an answer knows of who gave it: nothing in an anonymous wave, else the facts of the day, completed later where they were missing.</summary>
internal sealed partial class Response
{
    /// <summary>Seconds spent on each page, by the key of its dimension.</summary>
    public SortedDictionary<string, int> PageSeconds { get; private set; } = [];

    /// <summary>Nobody knows whose it is. It is shown in figures of five and more alone (<see cref="AnonymousGuard"/>), never by itself.</summary>
    public bool Anonymous { get; private set; }

    /// <summary>When facts that were missing at submission were taken from the record, and which.</summary>
    public DateTimeOffset? RefilledAt { get; private set; }

    public string[] Refilled { get; private set; } = [];

    /// <summary>Takes away whatever could lead to the person: link, customer, contact, ticket, whose work it was, the exact time.</summary>
    void Unname(DateTimeOffset day)
    {
        (InvitationId, CustomerId, ContactId, TicketId, TicketType, TicketChannel, TicketCategory, FollowUpId, OwnerId, TeamId, EnteredById) = (null, null, null, null, null, null, null, null, null, null, null);
        (StartedAt, FinishedAt, Anonymous) = (day, day, true);
    }

    /// <summary>Fills in what was not known at submission from the record as it is now, and says so. Nothing that was known is moved.</summary>
    public bool Refill(Snapshot now, DateTimeOffset at)
    {
        var filled = new List<string>();
        if (Industry is null && now.Industry is not null) { Industry = now.Industry; filled.Add(nameof(Industry)); }
        if (Size is null && now.Size is not null) { Size = now.Size; filled.Add(nameof(Size)); }
        if (Level is null && now.Level is not null) { Level = now.Level; filled.Add(nameof(Level)); }
        if (Region is null && now.Region is not null) { Region = now.Region; filled.Add(nameof(Region)); }
        if (Band is null && now.Band is not null) { Band = now.Band; filled.Add(nameof(Band)); }
        if (ValueClass is null && now.ValueClass is not null) { ValueClass = now.ValueClass; filled.Add(nameof(ValueClass)); }
        if (filled.Count == 0) return false;
        (Refilled, RefilledAt) = ([.. Refilled.Union(filled)], at);
        return true;
    }
}
