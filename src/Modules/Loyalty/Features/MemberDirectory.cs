using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class MemberDirectory(LoyaltyDb db) : IMemberDirectory
{
    public async Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        return await (from m in db.Members
                      where customerIds.Contains(m.CustomerId)
                      join t in db.Tiers on m.TierRank equals t.Rank into tiers
                      from tier in tiers.DefaultIfEmpty()
                      select new MemberFacts(m.Id, m.CustomerId, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), tier == null ? null : tier.NameEn) { Rank = m.TierRank, TicketPriority = tier == null ? null : tier.Priority })
            .ToDictionaryAsync(m => m.CustomerId, ct);
    }

    public async Task<IReadOnlyList<TierFacts>> Tiers(CancellationToken ct) => await db.Tiers.OrderBy(t => t.Rank).Select(t => new TierFacts(t.Rank, t.NameEn, t.NameZh)).ToListAsync(ct);
}
