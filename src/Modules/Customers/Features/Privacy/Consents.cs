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
        var said = await db.Consents.Where(c => customerIds.Contains(c.CustomerId) && c.Purpose == purpose && (c.Channel == channel || c.Channel == ConsentChannel.Any))
            .GroupBy(c => c.CustomerId).Select(g => g.OrderByDescending(c => c.Id).First()).ToDictionaryAsync(c => c.CustomerId, c => c.Given, ct);
        return customerIds.Where(id => Lawfulness.Allows(basis, said.TryGetValue(id, out var given) ? given : null)).ToHashSet();
    }

    public async Task<IReadOnlyDictionary<Purpose, LawfulBasis>> Bases(CancellationToken ct) => await settings.Get(PrivacySettings.Bases, new Dictionary<Purpose, LawfulBasis>(), ct);
}
