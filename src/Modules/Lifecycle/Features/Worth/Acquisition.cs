using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Worth;

/// <summary>Customers whose relation began in some months, and what was spent to win customers in them, by channel ("": unknown).</summary>
/// <param name="OtherCurrencies">Entries left out because they are in another currency.</param>
internal sealed record Acquired(IReadOnlyDictionary<string, long> Gained, IReadOnlyDictionary<string, decimal> Spent, long OtherCurrencies)
{
    /// <summary>Cost of winning one; null without costs or without new customers.</summary>
    public static decimal? Each(decimal cost, long gained) => cost > 0 && gained > 0 ? cost / gained : null;
}

/// <summary>Reads what winning customers has cost. Costs are the installation's, so are the customers they are divided among: a sum, with nobody behind it.</summary>
internal sealed class Acquisition(LifecycleDb db, InstallationZone zone)
{
    /// <param name="from">First day of the first month.</param>
    /// <param name="until">First day of the month after the last.</param>
    public async Task<Acquired> Between(DateOnly from, DateOnly until, string currency, CancellationToken ct)
    {
        var (since, end) = (zone.StartOf(from), zone.StartOf(until));
        var gained = (await db.Customers.Where(c => c.GoneAt == null && c.Admission == Admission.Admitted && (c.FirstOrderAt != null || c.FirstSignedAt != null))
            .Select(c => new { c.Source, Began = c.FirstOrderAt == null ? c.FirstSignedAt : c.FirstSignedAt == null || c.FirstOrderAt < c.FirstSignedAt ? c.FirstOrderAt : c.FirstSignedAt })
            .Where(c => c.Began >= since && c.Began < end).GroupBy(c => c.Source).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(ct)).ToDictionary(g => Word(g.Key), g => g.Count);
        var costs = await db.AcquisitionCosts.AsNoTracking().Where(c => c.Month >= from && c.Month < until).GroupBy(c => new { c.Channel, c.Currency }).Select(g => new { g.Key.Channel, g.Key.Currency, Amount = g.Sum(c => c.Amount), Count = g.LongCount() }).ToListAsync(ct);
        return new(gained, costs.Where(c => c.Currency == currency).ToDictionary(c => Word(c.Channel), c => c.Amount), costs.Where(c => c.Currency != currency).Sum(c => c.Count));
    }

    static string Word(SourceChannel? channel) => channel is { } known ? SnakeCase.Of(known.ToString()) : "";
}
