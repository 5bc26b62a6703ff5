using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The colours of states, the same wherever they show.</summary>
internal static class Colors
{
    public static string Of(TicketStatus status) => status switch
    {
        TicketStatus.Created => "blue",
        TicketStatus.Assigned => "azure",
        TicketStatus.InProgress => "indigo",
        TicketStatus.WaitingCustomer or TicketStatus.WaitingThirdParty => "yellow",
        TicketStatus.Resolved or TicketStatus.Reviewed => "green",
        _ => "secondary",
    };

    public static string Of(TicketPriority priority) => priority switch { TicketPriority.Urgent => "red", TicketPriority.High => "orange", TicketPriority.Low => "secondary", _ => "blue" };

    public static string Of(TicketType type) => type switch { TicketType.Complaint => "red", TicketType.Repair => "orange", TicketType.Suggestion => "teal", _ => "blue" };

    public static string Of(CustomerLevel level) => level switch { CustomerLevel.Vip => "purple", CustomerLevel.Key => "azure", _ => "secondary" };

    public static string Of(ClockState state) => state switch { ClockState.Met => "green", ClockState.Breached => "red", ClockState.Running => "blue", _ => "secondary" };

    public static string Of(FollowUpStatus status) => status switch { FollowUpStatus.Open => "orange", FollowUpStatus.Closed => "green", _ => "secondary" };

    public static string Of(QualityStatus status) => status switch { QualityStatus.ToDo => "blue", QualityStatus.Appealed => "orange", QualityStatus.Skipped => "secondary", _ => "green" };

    public static string Of(GoodwillState state) => state switch { GoodwillState.Waiting => "orange", GoodwillState.Granted => "green", _ => "secondary" };

    public static string Of(RiskState state) => state switch { RiskState.Open => "red", RiskState.Acknowledged => "orange", _ => "green" };

    /// <summary>Colour of a due time: red when past, orange within the soon span.</summary>
    public static string Due(DateTimeOffset due, DateTimeOffset now) => due <= now ? "red" : due <= now + ListTickets.Soon ? "orange" : "secondary";
}
