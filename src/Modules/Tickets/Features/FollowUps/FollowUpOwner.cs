using Crm.Contracts.Staff;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.Sweeps;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Who calls back: the supervisor of the assignee's team, else of the customer's owner's team, else whoever may do follow-ups. Who is absent is stood in for, and who has left calls nobody.</summary>
internal static class FollowUpOwner
{
    public static async Task<(long? Owner, long? Team, Reason Reason)> For(TicketsDb db, CustomerCopies customers, IStaffDirectory staff, Ticket? ticket, long customer, CancellationToken ct)
    {
        var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
        if (Leader(ticket?.TeamId, "tickets.followup.reason.team", "tickets.followup.reason.team_substitute") is { } first) return first;
        await customers.Refresh(customer, ct);
        if (Leader((await db.Customers.FindAsync([customer], ct))?.TeamId, "tickets.followup.reason.customer", "tickets.followup.reason.customer_substitute") is { } second) return second;
        var holders = await staff.HoldersOf("followups.write", ct);
        // With a team, so that others see it when whoever that is has left.
        return (holders.Count == 0 ? null : holders.Min(), ticket?.TeamId ?? (await db.Customers.FindAsync([customer], ct))?.TeamId, new("tickets.followup.reason.default"));

        (long?, long?, Reason)? Leader(long? team, string themselves, string substitute) =>
            team is { } id && teams.GetValueOrDefault(id)?.SupervisorId is { } supervisor && people.ActingFor(supervisor) is { } acting ? (acting, id, new(acting == supervisor ? themselves : substitute)) : null;
    }
}
