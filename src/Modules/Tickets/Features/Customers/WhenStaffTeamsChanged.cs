using Crm.Contracts.Staff;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>What a person works on goes with them to their new team.</summary>
internal sealed class WhenStaffTeamsChanged(TicketsDb db) : IHandle<StaffTeamsChanged>
{
    public async Task Handle(StaffTeamsChanged happened, CancellationToken ct)
    {
        var (person, team) = (happened.StaffId, happened.TeamId);
        await db.Tickets.Where(t => t.OwnerId == person && EF.Property<bool>(t, TicketMap.Open)).ExecuteUpdateAsync(s => s.SetProperty(t => t.TeamId, team), ct);
        await db.FollowUps.Where(f => f.OwnerId == person && f.Status == FollowUpStatus.Open).ExecuteUpdateAsync(s => s.SetProperty(f => f.TeamId, team), ct);
    }
}
