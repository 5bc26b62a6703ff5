using Crm.Contracts.Staff;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Who calls back: the supervisor of the assignee's team, else of the customer's owner's team, else whoever may do follow-ups.</summary>
internal static class FollowUpOwner
{
    public static async Task<(long? Owner, long? Team, Reason Reason)> For(TicketsDb db, CustomerCopies customers, IStaffDirectory staff, Ticket? ticket, long customer, CancellationToken ct)
    {
        var teams = await staff.Teams(ct);
        if (ticket?.TeamId is { } handled && teams.GetValueOrDefault(handled) is { SupervisorId: { } first }) return (first, handled, new("tickets.followup.reason.team"));
        await customers.Refresh(customer, ct);
        if ((await db.Customers.FindAsync([customer], ct))?.TeamId is { } owning && teams.GetValueOrDefault(owning) is { SupervisorId: { } second }) return (second, owning, new("tickets.followup.reason.customer"));
        var holders = await staff.HoldersOf("followups.write", ct);
        return (holders.Count == 0 ? null : holders.Min(), null, new("tickets.followup.reason.default"));
    }
}
