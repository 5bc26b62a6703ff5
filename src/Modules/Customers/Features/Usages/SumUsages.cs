using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Usages;

/// <summary>How much a customer uses, and what lately: the panel of the 360 page.</summary>
[Needs("customers.read")]
internal static class SumUsages
{
    public sealed record Query(long CustomerId) : IRequest<View>;

    /// <param name="Count30">As often as facts have counted: they follow within seconds.</param>
    public sealed record View(int Count30, int Count365, IReadOnlyList<ListUsages.Row> Latest, bool MayAdd);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        const int Latest = 5;

        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var latest = await db.Usages.Where(u => u.CustomerId == query.CustomerId).OrderByDescending(u => u.UsedAt).ThenByDescending(u => u.Id).Take(Latest).AsRows().ToListAsync(ct);
            var facts = await db.Customers.Where(c => c.Id == query.CustomerId)
                .Select(c => new
                {
                    Erased = c.ErasedAt != null,
                    Count30 = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (int?)f.Usages30).FirstOrDefault(),
                    Count365 = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (int?)f.Usages365).FirstOrDefault(),
                }).SingleAsync(ct);
            return new(facts.Count30 ?? 0, facts.Count365 ?? 0, latest, user.Can("customers.write") && !facts.Erased);
        }
    }
}
