using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Privacy's own rows of a forgotten customer: sensitive data goes, the words of reasons go; that somebody looked, and what was consented to, stays without a name.</summary>
internal sealed class ForgetPrivacy(CustomersDb db) : IForgets
{
    public async Task Forget(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        await db.Referrals.Where(r => customerIds.Contains(r.CustomerId) || customerIds.Contains(r.ReferrerCustomerId)).ExecuteDeleteAsync(ct);
        await db.Sensitive.Where(s => customerIds.Contains(s.CustomerId)).ExecuteDeleteAsync(ct);
        await db.Rights.Where(r => customerIds.Contains(r.CustomerId)).ExecuteUpdateAsync(s => s.SetProperty(r => r.Details, Eraser.Blank).SetProperty(r => r.IdentityHow, r => r.IdentityHow == null ? null : Eraser.Blank).SetProperty(r => r.OutcomeNote, (string?)null), ct);
        await db.Reveals.Where(r => customerIds.Contains(r.CustomerId)).ExecuteUpdateAsync(s => s.SetProperty(r => r.Reason, Eraser.Blank).SetProperty(r => r.DecisionNote, (string?)null), ct);
    }
}
