using Crm.Contracts.Lifecycle;
using Crm.Customers.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>The health line of the 360 page: what was bought, when we last spoke, what is promised.</summary>
[Needs("customers.read")]
internal static class CustomerHealth
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <param name="Spend">By currency: sums never mix them.</param>
    /// <param name="Score">Headline score of the latest answer, 1 to 5.</param>
    /// <param name="ChurnRisk">Null until somebody computes it.</param>
    /// <param name="Refused">Nothing may be computed: the customer does not want to be profiled.</param>
    public sealed record View(
        IReadOnlyList<(string Currency, decimal Amount)> Spend, int Orders, DateTimeOffset? LastPurchase, DateTimeOffset? LastContact, int OpenToDos, int OverdueToDos, short? Score, DateTimeOffset? ScoreAt, double? ChurnRisk, bool Refused)
    {
        /// <summary>Of the lifecycle; null until it was worked out.</summary>
        public CustomerStage? Stage { get; init; }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.Id, ct);
            var now = clock.GetUtcNow();
            var yearAgo = now.AddYears(-1);
            var facts = await db.Customers.Where(c => c.Id == query.Id).Select(c => new
            {
                LastPurchase = db.Purchases.Where(p => p.CustomerId == c.Id).Max(p => (DateTimeOffset?)p.PurchasedAt),
                LastContact = db.Interactions.Where(i => i.CustomerId == c.Id).Max(i => (DateTimeOffset?)i.At),
                OpenToDos = db.ToDos.Count(t => t.CustomerId == c.Id && t.ClosedAt == null),
                OverdueToDos = db.ToDos.Count(t => t.CustomerId == c.Id && t.ClosedAt == null && t.DueAt <= now),
            }).FirstAsync(ct);
            var known = await db.Facts.Where(f => f.CustomerId == query.Id).Select(f => new { f.Score, f.ScoreAt, f.ChurnRisk, f.Profiled, Stage = db.KnownStages.Where(s => s.CustomerId == f.CustomerId).Select(s => (CustomerStage?)s.Stage).FirstOrDefault() }).FirstOrDefaultAsync(ct);
            var year = await db.Purchases.Where(p => p.CustomerId == query.Id && p.PurchasedAt > yearAgo).GroupBy(p => p.Currency)
                .Select(g => new { Currency = g.Key, Amount = g.Sum(p => p.GoodsAmount - p.Discount - (p.Refunded < p.GoodsAmount - p.Discount ? p.Refunded : p.GoodsAmount - p.Discount)), Orders = g.Count() }).ToListAsync(ct);
            return new View([.. year.OrderByDescending(y => y.Amount).Select(y => (y.Currency, y.Amount))], year.Sum(y => y.Orders), facts.LastPurchase, facts.LastContact,
                facts.OpenToDos, facts.OverdueToDos, known?.Score, known?.ScoreAt, known?.ChurnRisk, known is { Profiled: false })
            { Stage = known?.Stage };
        }
    }
}
