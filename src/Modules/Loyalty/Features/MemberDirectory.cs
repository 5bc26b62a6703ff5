using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class MemberDirectory(LoyaltyDb db) : IMemberDirectory
{
    // Asked for every ticket that is opened: put into SQL once, and of one customer, since of a list the database does not know the length and plans anew each time.
    static readonly Compiled<Func<LoyaltyDb, long, DateTimeOffset, CancellationToken, Task<MemberFacts?>>> One = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long customer, DateTimeOffset now, CancellationToken ct) => (
        from m in db.Members
        where m.CustomerId == customer
        join t in db.Tiers on m.TierRank equals t.Rank into tiers
        from tier in tiers.DefaultIfEmpty()
        select new MemberFacts(m.Id, m.CustomerId, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), tier == null ? null : tier.NameEn) { Rank = m.TierRank, TicketPriority = tier == null ? null : tier.Priority }).SingleOrDefault()));

    public Task<MemberFacts?> OfCustomer(long customerId, CancellationToken ct) => One.For(db)(db, customerId, db.Clock.GetUtcNow(), ct);

    public async Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        return await (
            from m in db.Members
            where customerIds.Contains(m.CustomerId)
            join t in db.Tiers on m.TierRank equals t.Rank into tiers
            from tier in tiers.DefaultIfEmpty()
            select new MemberFacts(m.Id, m.CustomerId, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), tier == null ? null : tier.NameEn) { Rank = m.TierRank, TicketPriority = tier == null ? null : tier.Priority }).ToDictionaryAsync(m => m.CustomerId, ct);
    }

    public async Task<IReadOnlyList<TierFacts>> Tiers(CancellationToken ct) => await db.Tiers.OrderBy(t => t.Rank).Select(t => new TierFacts(t.Rank, t.NameEn, t.NameZh)).ToListAsync(ct);
}
