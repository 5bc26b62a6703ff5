using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Open opportunities by stage: the largest of each, with the column's count and its sum by currency.</summary>
[Needs("sales.read")]
internal static class ShowBoard
{
    /// <summary>Cards shown of a column; the rest is in the list.</summary>
    public const int PerColumn = 30;

    public sealed record Query : IRequest<IReadOnlyList<Column>>;

    public sealed record Column(Stage Stage, int Count, IReadOnlyList<Sum> Sums, IReadOnlyList<Card> Cards);

    public sealed record Sum(string Currency, decimal Amount);

    public sealed record Card(long Id, string Number, string Title, string CustomerName, decimal Amount, string Currency, int Probability, DateTimeOffset StageSince, bool Stuck);

    public sealed class Handler(SalesDb db, CurrentUser user, ICustomerDirectory customers) : IRequestHandler<Query, IReadOnlyList<Column>>
    {
        public async Task<IReadOnlyList<Column>> Handle(Query query, CancellationToken cancellationToken)
        {
            var open = db.Opportunities.Within(user.ScopeOf("sales.read")).Where(o => o.Outcome == Outcome.Open);
            var sums = await open.GroupBy(o => new { o.Stage, o.Currency }).Select(g => new { g.Key.Stage, g.Key.Currency, Count = g.Count(), Amount = g.Sum(o => o.Amount) }).ToListAsync(cancellationToken);
            var cards = await open.Select(o => o.Stage).Distinct().SelectMany(stage => open.Where(o => o.Stage == stage).OrderByDescending(o => o.Amount).ThenBy(o => o.Id).Take(PerColumn))
                .Select(o => new { o.Id, o.Number, o.Title, o.CustomerId, o.Amount, o.Currency, o.Probability, o.Stage, o.StageSince }).ToListAsync(cancellationToken);
            var names = await customers.NamesOf([.. cards.Select(c => c.CustomerId).Distinct()], cancellationToken);
            var now = db.Clock.GetUtcNow();
            return [.. Pipeline.Open.Select(stage => new Column(stage, sums.Where(s => s.Stage == stage).Sum(s => s.Count),
                [.. sums.Where(s => s.Stage == stage).OrderByDescending(s => s.Amount).Select(s => new Sum(s.Currency, s.Amount))],
                [.. cards.Where(c => c.Stage == stage).OrderByDescending(c => c.Amount).ThenBy(c => c.Id).Select(c => new Card(c.Id, HumanNumber.Format('S', c.Number), c.Title, names.GetValueOrDefault(c.CustomerId, ""),
                    c.Amount, c.Currency, c.Probability, c.StageSince, now - c.StageSince > TimeSpan.FromDays(Pipeline.LimitDays(stage))))]))];
        }
    }
}
