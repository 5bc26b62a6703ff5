using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>Invitations and answers of a merged record belong to the survivor.</summary>
internal sealed class WhenCustomerMerged(SurveysDb db) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        foreach (var invitation in await db.Invitations.Where(i => i.CustomerId == happened.FromId).ToListAsync(ct)) invitation.MoveTo(happened.IntoId);
        foreach (var response in await db.Responses.Where(r => r.CustomerId == happened.FromId).ToListAsync(ct)) response.MoveTo(happened.IntoId);
    }
}
