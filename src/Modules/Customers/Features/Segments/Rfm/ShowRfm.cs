using Crm.Customers.Data;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Features.Facts;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Segments.Rfm;

/// <summary>
/// RFM by quintiles, as Hughes published it (Strategic Database Marketing, 1994): buyers are scored 1 to 5 for recency,
/// frequency and money, each by itself, the best fifth getting 5; equal values share a score. Edges are made every night
/// over the whole history; scores follow within seconds. R and the mean of F and M give a group its name.
/// </summary>
[Needs("customers.read")]
internal static class ShowRfm
{
    public sealed record Query : IRequest<View>;

    /// <param name="Grid">Customers by recency (first) and frequency, within the reader's scope.</param>
    public sealed record View(Edges? Edges, IReadOnlyList<Row> Groups, IReadOnlyDictionary<(short Recency, short Frequency), long> Grid, long Total, string Currency, long LeftOut);

    public sealed record Edges(IReadOnlyList<DateTimeOffset> Recency, IReadOnlyList<decimal> Frequency, IReadOnlyList<decimal> Money, long Buyers, DateTimeOffset At);

    public sealed record Row(RfmGroup Group, long SegmentId, long Count, decimal Spend365);

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var edges = await db.RfmEdges.AsNoTracking().SingleOrDefaultAsync(e => e.Id == RfmEdges.TheOne, ct);
            var rows = db.Facts.Within(user.ScopeOf("customers.read")).Where(f => f.Rfm != null);
            // One reading of the table for both.
            var cells = await rows.GroupBy(f => new { f.Rfm, f.Recency, f.Frequency }).Select(g => new { g.Key.Rfm, g.Key.Recency, g.Key.Frequency, Count = g.LongCount(), Spend = g.Sum(f => f.Spend365) }).ToListAsync(ct);
            var keys = await db.Segments.Where(s => s.Key != null && s.Key.StartsWith("rfm.")).ToDictionaryAsync(s => s.Key!, s => s.Id, ct);
            return new View(edges is null || edges.Buyers == 0 ? null : new(edges.Recency, edges.Frequency, edges.Money, edges.Buyers, edges.At),
                [.. Enum.GetValues<RfmGroup>().Select(g => new Row(g, keys.GetValueOrDefault(ShippedRules.KeyOf(g)), cells.Where(c => c.Rfm == g).Sum(c => c.Count), cells.Where(c => c.Rfm == g).Sum(c => c.Spend)))],
                cells.GroupBy(c => (c.Recency!.Value, c.Frequency!.Value)).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)), cells.Sum(c => c.Count),
                await settings.Get(FactKeeper.CurrencySetting, FactKeeper.DefaultCurrency, ct), await db.Facts.Within(user.ScopeOf("customers.read")).LongCountAsync(f => !f.Profiled, ct));
        }
    }
}
