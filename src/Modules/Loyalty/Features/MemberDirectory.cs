using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class MemberDirectory(LoyaltyDb db) : IMemberDirectory
{
    // Asked for every ticket that is opened: put into SQL once.
    static readonly Compiled<Func<LoyaltyDb, long[], DateTimeOffset, IAsyncEnumerable<MemberFacts>>> Of = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long[] customers, DateTimeOffset now) =>
        from m in db.Members
        where customers.Contains(m.CustomerId)
        join t in db.Tiers on m.TierRank equals t.Rank into tiers
        from tier in tiers.DefaultIfEmpty()
        select new MemberFacts(m.Id, m.CustomerId, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), tier == null ? null : tier.NameEn) { Rank = m.TierRank, TicketPriority = tier == null ? null : tier.Priority }));

    public async Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        await Of.For(db)(db, [.. customerIds], db.Clock.GetUtcNow()).ToDictionaryAsync(m => m.CustomerId, cancellationToken: ct);

    public async Task<IReadOnlyList<TierFacts>> Tiers(CancellationToken ct) => await db.Tiers.OrderBy(t => t.Rank).Select(t => new TierFacts(t.Rank, t.NameEn, t.NameZh)).ToListAsync(ct);
}
