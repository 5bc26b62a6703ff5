using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

internal sealed class MemberDirectory(LoyaltyDb db) : IMemberDirectory
{
    // Asked for every ticket that is opened: put into SQL once, and of one customer, since of a list the database does not know the length and plans anew each time.
    static readonly Compiled<Func<LoyaltyDb, long, CancellationToken, Task<MemberFacts?>>> One = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long customer, CancellationToken ct) =>
        db.Members.Where(m => m.CustomerId == customer)
            .LeftJoin(db.Tiers, m => m.TierRank, t => t.Rank, (m, t) => new MemberFacts(m.CustomerId, t == null ? null : t.NameEn) { TicketPriority = t == null ? null : t.Priority }).SingleOrDefault()));

    public Task<MemberFacts?> OfCustomer(long customerId, CancellationToken ct) => One.For(db)(db, customerId, ct);

    public async Task<IReadOnlyDictionary<long, MemberFacts>> OfCustomers(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        await db.Members.Where(m => customerIds.Contains(m.CustomerId))
            .LeftJoin(db.Tiers, m => m.TierRank, t => t.Rank, (m, t) => new MemberFacts(m.CustomerId, t == null ? null : t.NameEn) { TicketPriority = t == null ? null : t.Priority }).ToDictionaryAsync(m => m.CustomerId, ct);

    public async Task<IReadOnlyList<TierFacts>> Tiers(CancellationToken ct) => await db.Tiers.OrderBy(t => t.Rank).Select(t => new TierFacts(t.Rank, t.NameEn, t.NameZh)).ToListAsync(ct);
}
