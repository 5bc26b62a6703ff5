using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>The rows of a person go with them to their new team, or "team" would mean the old one.</summary>
internal sealed class WhenStaffTeamsChanged(CustomersDb db) : IHandle<StaffTeamsChanged>
{
    public async Task Handle(StaffTeamsChanged happened, CancellationToken ct)
    {
        foreach (var customer in await db.Customers.Where(c => c.OwnerId == happened.StaffId && c.TeamId != happened.TeamId).ToListAsync(ct))
            customer.MoveTo(happened.TeamId, happened.At);
    }
}
