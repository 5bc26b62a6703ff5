using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Open deals weighted by their probability, by month of expected close, for the six months from now; in the currency that has most of them, others named beside.</summary>
[Needs("sales.read")]
internal static class ShowForecast
{
    public const int Months = 6;

    public sealed record Query : IRequest<Result>;

    public sealed record Result(string Currency, IReadOnlyList<Month> Months, IReadOnlyList<string> OtherCurrencies, int WithoutDate, int Overdue, double? WinRate, int Closed);

    public sealed record Month(DateOnly First, decimal Weighted, decimal Full, int Count);

    public sealed class Handler(SalesDb db, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var today = zone.DayOf(now);
            var first = new DateOnly(today.Year, today.Month, 1);
            var mine = db.Opportunities.Within(user.ScopeOf("sales.read"));
            var open = await mine.Where(o => o.Outcome == Outcome.Open)
                .GroupBy(o => new { o.Currency, Year = (int?)o.ExpectedClose!.Value.Year, Month = (int?)o.ExpectedClose!.Value.Month })
                .Select(g => new { g.Key.Currency, g.Key.Year, g.Key.Month, Count = g.Count(), Full = g.Sum(o => o.Amount), Weighted = g.Sum(o => o.Amount * o.Probability / 100m) }).ToListAsync(cancellationToken);
            var yearAgo = now.AddDays(-365);
            var closed = await mine.Where(o => o.Outcome != Outcome.Open && o.ClosedAt >= yearAgo).GroupBy(o => o.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
            var currency = open.GroupBy(o => o.Currency).OrderByDescending(g => g.Sum(o => o.Count)).Select(g => g.Key).FirstOrDefault() ?? "CNY";
            var (won, all) = (closed.Where(c => c.Key == Outcome.Won).Sum(c => c.Count), closed.Sum(c => c.Count));
            return new Result(currency,
                [.. Enumerable.Range(0, Months).Select(first.AddMonths).Select(m => open.Where(o => o.Currency == currency && o.Year == m.Year && o.Month == m.Month).Aggregate(new Month(m, 0, 0, 0),
                    (sum, o) => sum with { Weighted = sum.Weighted + o.Weighted, Full = sum.Full + o.Full, Count = sum.Count + o.Count }))],
                [.. open.Select(o => o.Currency).Where(c => c != currency).Distinct().Order()],
                open.Where(o => o.Year is null).Sum(o => o.Count),
                open.Where(o => o.Year is { } y && new DateOnly(y, o.Month!.Value, 1) < first).Sum(o => o.Count),
                all == 0 ? null : (double)won / all, all);
        }
    }
}
