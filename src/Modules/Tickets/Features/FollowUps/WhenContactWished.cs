using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Who answered without a name and asked to be called is called back: of what they answered nothing is known.</summary>
internal sealed class WhenContactWished(TicketsDb db, CustomerCopies customers, IStaffDirectory staff, TimeProvider clock) : IHandle<ContactWished>
{
    public async Task Handle(ContactWished happened, CancellationToken ct)
    {
        if (await db.FollowUps.AnyAsync(f => f.WishId == happened.WishId, ct)) return;
        var (owner, team, reason) = await FollowUpOwner.For(db, customers, staff, null, happened.CustomerId, ct);
        var row = FollowUp.Wish(happened.WishId, happened.CustomerId, owner, team, reason, clock.GetUtcNow());
        db.FollowUps.Add(row);
        await db.SaveChangesAsync(ct); // the notice needs its id
        if (owner is { } person) db.NotifyAbout(happened.CustomerId, person, $"followup:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_wish", (await db.Customers.FindAsync([happened.CustomerId], ct))?.Name ?? "");
    }
}
