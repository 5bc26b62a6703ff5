using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class MemberDirectory(LoyaltyDb db) : IMemberDirectory
{
    public async Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        return await db.Members.Where(m => customerIds.Contains(m.CustomerId))
            .Select(m => new MemberFacts(m.Id, m.CustomerId, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), null))
            .ToDictionaryAsync(m => m.CustomerId, ct);
    }
}
