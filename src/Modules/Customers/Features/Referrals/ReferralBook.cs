using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Referrals;

internal sealed class ReferralBook(CustomersDb db) : IReferrals
{
    public async Task<IReadOnlyDictionary<long, long>> ReferrersOf(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        // A merge may have made one of the two out of both: nobody brings themselves.
        customerIds.Count == 0 ? new Dictionary<long, long>() : await db.Referrals.Where(r => customerIds.Contains(r.CustomerId) && r.ReferrerCustomerId != r.CustomerId).ToDictionaryAsync(r => r.CustomerId, r => r.ReferrerCustomerId, ct);
}
