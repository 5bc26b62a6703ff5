using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Settings;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Answers whether customers may be used for a purpose.</summary>
internal sealed class Consents(CustomersDb db, ISettings settings) : IConsents
{
    public async Task<IReadOnlySet<long>> Allowing(IReadOnlyCollection<long> customerIds, Purpose purpose, ConsentChannel channel, CancellationToken ct)
    {
        if (customerIds.Count == 0) return new HashSet<long>();
        var basis = Lawfulness.Of(purpose, await Bases(ct));
        var records = await Records(customerIds, ct);
        long[] asked = [.. records.Keys];
        var last = await db.Consents.Where(c => asked.Contains(c.CustomerId) && c.Purpose == purpose && (c.Channel == channel || c.Channel == ConsentChannel.Any))
            .GroupBy(c => c.CustomerId).Select(g => g.OrderByDescending(c => c.Id).First()).ToListAsync(ct);
        var said = last.GroupBy(c => records[c.CustomerId]).ToDictionary(g => g.Key, g => g.MaxBy(c => c.Id)!.Given);
        return customerIds.Where(id => Lawfulness.Allows(basis, said.TryGetValue(id, out var given) ? given : null)).ToHashSet();
    }

    /// <summary>
    /// The records whose ledgers speak for these customers, and for whom: their own, and those merged into them. The ledger
    /// is append-only, so a merge leaves it where it is, and what was said last on any of them counts.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, long>> Records(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        var records = customerIds.Distinct().ToDictionary(id => id);
        foreach (var merged in await db.Customers.Where(c => c.MergedIntoId != null && customerIds.Contains(c.MergedIntoId.Value)).Select(c => new { c.Id, Into = c.MergedIntoId!.Value }).ToListAsync(ct))
            records.TryAdd(merged.Id, merged.Into);
        return records;
    }

    public async Task<IReadOnlyDictionary<Purpose, LawfulBasis>> Bases(CancellationToken ct) => await settings.Get(PrivacySettings.Bases, new Dictionary<Purpose, LawfulBasis>(), ct);
}
