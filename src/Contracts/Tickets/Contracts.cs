namespace Crm.Contracts.Tickets;

/// <summary>What the customer wants.</summary>
public enum TicketType { Inquiry, Complaint, Repair, Suggestion }

/// <summary>How it reached us.</summary>
public enum TicketChannel { Phone, Email, Web, Portal, Chat, Onsite, Social, Internal }

/// <summary>Urgency, lowest first.</summary>
public enum TicketPriority { Low, Normal, High, Urgent }

/// <summary>Canonical states; installations may rename them, never add.</summary>
public enum TicketStatus { Created, Assigned, InProgress, WaitingCustomer, WaitingThirdParty, Resolved, Reviewed, Archived, Merged }

/// <summary>The three clocks of a ticket.</summary>
public enum ClockKind { FirstResponse, NextResponse, Resolution }

/// <summary>A ticket was opened.</summary>
public sealed record TicketOpened(long TicketId, long CustomerId, TicketType Type, TicketChannel Channel, TicketPriority Priority, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>A ticket was given to a person, or taken; <paramref name="PreviousId"/> had it before.</summary>
public sealed record TicketAssigned(long TicketId, long CustomerId, long? AssigneeId, long? PreviousId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>A ticket waits for its customer or for somebody outside: who has it is free for another.</summary>
public sealed record TicketWaits(long TicketId, long CustomerId, TicketStatus On, long? AssigneeId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>A ticket was resolved; a complaint still waits for its review.</summary>
public sealed record TicketResolved(long TicketId, long CustomerId, TicketType Type, long? AssigneeId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>Work on the ticket is done and, where needed, reviewed: the satisfaction survey may go out.</summary>
public sealed record TicketReadyForSurvey(long TicketId, long CustomerId, long? ContactId, TicketType Type, TicketChannel Channel, string? Category, long? AssigneeId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>A resolved ticket was opened again.</summary>
public sealed record TicketReopened(long TicketId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A ticket came to its end.</summary>
public sealed record TicketArchived(long TicketId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A ticket ended because another one goes on in its place.</summary>
public sealed record TicketMerged(long TicketId, long IntoId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>What those who watch a ticket are told of.</summary>
public enum WatchedChange { CustomerWrote, Noted, StatusChanged }

/// <summary>Something happened on a ticket that somebody watches.</summary>
public sealed record WatchedTicketChanged(long TicketId, long CustomerId, WatchedChange What, TicketStatus Status, Guid? MessageId, long? ById, DateTimeOffset At) : IEvent;

/// <summary>What may change on a ticket, or be said on it.</summary>
public enum TicketChange { Status, Assignee, Team, Type, Priority, Category, Level, CustomerWrote, Replied, Noted, ClockWarned, ClockBreached, Resolved, Reopened }

/// <summary>
/// Something changed on a ticket in one save; what stood there before is in its history of that moment. What rules have done
/// carries which of them led to it, and over how many steps.
/// </summary>
public sealed record TicketChanged(long TicketId, long CustomerId, IReadOnlyList<TicketChange> What, IReadOnlyList<ClockKind> Clocks, IReadOnlyList<long> ByRules, int Depth, DateTimeOffset At) : IEvent;

/// <summary>A clock ran out.</summary>
public sealed record TicketClockBreached(long TicketId, long CustomerId, ClockKind Clock, long? AssigneeId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>A customer is given points, or a coupon over a value, for what went wrong on a ticket. <paramref name="PublicId"/> names the grant wherever it is booked.</summary>
/// <param name="LastDay">Last day of the coupon.</param>
public sealed record GoodwillGranted(Guid PublicId, long TicketId, long CustomerId, long? Points, decimal? Value, string? Currency, DateOnly? LastDay, DateTimeOffset At) : IEvent;

/// <summary>A grant was taken back: its points are reversed, its coupon is void.</summary>
public sealed record GoodwillTakenBack(Guid PublicId, long TicketId, long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A bad score, or the wish of somebody who answered without a name, became a call back.</summary>
public sealed record FollowUpOpened(long FollowUpId, long CustomerId, long? TicketId, long? ResponseId, long? OwnerId, DateTimeOffset DueAt, DateTimeOffset At) : IEvent;

/// <summary>A call back ended with contact, cause and action.</summary>
public sealed record FollowUpClosed(long FollowUpId, long CustomerId, long? TicketId, long? ResponseId, DateTimeOffset At) : IEvent;

/// <summary>Some days have passed since a call back: the customer is to be asked whether it helped. <paramref name="ResponseId"/> is the answer that the call back was for.</summary>
public sealed record ResurveyFellDue(long FollowUpId, long CustomerId, long ResponseId, DateTimeOffset At) : IEvent;

/// <summary>What other modules may know of a ticket.</summary>
/// <param name="Category">Its English name.</param>
public sealed record TicketFacts(long Id, string Number, string Subject, long CustomerId, long? ContactId, TicketType Type, TicketStatus Status, long? AssigneeId, long? TeamId, TicketChannel Channel, string? Category);

/// <summary>What a ticket is about, for whoever looks for something that helps with it.</summary>
/// <param name="Language">The customer's.</param>
public sealed record TicketTopic(long Id, string Number, string Subject, string? Category, string? CategoryZh, TicketStatus Status, string Language);

/// <summary>What was asked and what answered it: the customer's first words and our last public reply up to the resolution.</summary>
public sealed record TicketStory(TicketTopic Topic, long CustomerId, long? ContactId, string? Question, string? Answer);

/// <summary>Reads tickets in batches; unknown ids are left out.</summary>
public interface ITicketDirectory
{
    /// <summary>Which of these customers have an open ticket that is assigned to this member of staff: who serves somebody sees how to reach them.</summary>
    Task<IReadOnlySet<long>> ServedBy(long staffId, IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>Facts by id.</summary>
    Task<IReadOnlyDictionary<long, TicketFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The open tickets of these contacts of a customer, newest first, as far as the current user may read tickets.</summary>
    Task<IReadOnlyList<TicketFacts>> OpenOfContacts(long customerId, IReadOnlyCollection<long> contactIds, CancellationToken ct);

    /// <summary>Tickets by id order, for copies: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<TicketFacts>> Page(long afterId, int limit, CancellationToken ct);

    /// <summary>What these tickets are about, as far as the current user may read tickets.</summary>
    Task<IReadOnlyDictionary<long, TicketTopic>> TopicsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Question and answer of a ticket the current user may read; null when there is none.</summary>
    Task<TicketStory?> StoryOf(long id, CancellationToken ct);
}

/// <summary>Call backs of a time: opened in it and of these closed; and what is open now, whenever it was opened.</summary>
/// <param name="Owed">Of those opened: ended, or their time is over; the unreachable are left out.</param>
/// <param name="InTime">Of these closed within their time; an opening again does not change it.</param>
public sealed record FollowUpFigures(long Opened, long Closed, long Owed, long InTime, long Open, long Overdue)
{
    /// <summary>Share closed in time.</summary>
    public double? InTimeShare => Owed == 0 ? null : (double)InTime / Owed;
}

/// <summary>Counts call backs, as far as the current user may read them.</summary>
public interface IFollowUpFigures
{
    /// <summary>Those opened from <paramref name="from"/> until before <paramref name="to"/>, of one team or of all.</summary>
    Task<FollowUpFigures> Between(DateTimeOffset from, DateTimeOffset to, long? teamId, CancellationToken ct);
}

/// <summary>Something a customer said on a ticket, as it was typed; the longest are cut.</summary>
/// <param name="Ticket">Number of the ticket.</param>
public sealed record CustomerMessage(long Id, long TicketId, string Ticket, long CustomerId, DateTimeOffset At, string Body);

/// <summary>Reads what customers say on tickets, as far as the current user may read tickets.</summary>
public interface ICustomerMessages
{
    /// <summary>The latest of these days of the installation, newest first, at most <paramref name="limit"/>; on tickets of one type and one team, or of all.</summary>
    Task<IReadOnlyList<CustomerMessage>> Latest(DateOnly from, DateOnly to, TicketType? type, long? teamId, int limit, CancellationToken ct);
}
