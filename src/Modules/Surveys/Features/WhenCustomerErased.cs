using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>The person is forgotten: open links die, drafts go, answers lose their name and their words; the figures stay.</summary>
internal sealed class WhenCustomerErased(SurveysDb db, TimeProvider clock) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var invitations = await db.Invitations.Where(i => i.CustomerId == happened.CustomerId).ToListAsync(ct);
        foreach (var invitation in invitations) invitation.Detach(clock.GetUtcNow());
        foreach (var response in await db.Responses.Where(r => r.CustomerId == happened.CustomerId).ToListAsync(ct)) response.Detach();
        foreach (var item in await db.Feedback.Where(f => f.CustomerId == happened.CustomerId).ToListAsync(ct)) item.Forget();
        var ids = invitations.Select(i => i.Id).ToList();
        await db.Drafts.Where(d => ids.Contains(d.InvitationId)).ExecuteDeleteAsync(ct);
    }
}
