using Crm.Contracts.Staff;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>What a person works on goes with them to their first team, out of teams they have left. In a team they are still in it stays, and so it does when they are in none any more.</summary>
internal sealed class WhenStaffTeamsChanged(TicketsDb db, IStaffDirectory staff, TimeProvider clock) : IHandle<StaffTeamsChanged>
{
    const int Batch = 100;

    public async Task Handle(StaffTeamsChanged happened, CancellationToken ct)
    {
        if (happened.TeamId is not { } team) return;
        var person = happened.StaffId;
        long?[] theirs = [team, .. (await staff.Everyone(ct)).GetValueOrDefault(person)?.TeamIds ?? []];
        var tickets = await db.Tickets.Where(t => t.OwnerId == person && EF.Property<bool>(t, TicketMap.Open) && !theirs.Contains(t.TeamId)).OrderBy(t => t.Id).Select(t => t.Id).ToListAsync(ct);
        foreach (var ids in tickets.Chunk(Batch))
            await db.ChangeTickets(ids, (ticket, _) => { if (ticket.IsOpen && ticket.OwnerId == person && !theirs.Contains(ticket.TeamId)) ticket.Assign(person, team, null, clock.GetUtcNow(), reason: new("tickets.reason.teams_changed")); }, ct);
        foreach (var followUp in await db.FollowUps.Where(f => f.OwnerId == person && f.Status == FollowUpStatus.Open && !theirs.Contains(f.TeamId)).ToListAsync(ct)) followUp.MoveTo(team);
    }
}
