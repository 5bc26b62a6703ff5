using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>Customers and their contacts in the global search.</summary>
internal sealed class FindCustomers(CustomersDb db, CurrentUser user) : ISearchSource
{
    public int Order => 10;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        var full = user.ScopeOf("customers.write");
        var rows = await db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read")).Matching(text)
            .OrderByDescending(c => c.Id).Take(limit)
            .Select(c => new
            {
                c.Id, c.Number, c.Name, c.OwnerId, c.TeamId, c.Kind,
                Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary).Select(p => p.Normal).FirstOrDefault(),
                Contacts = c.Contacts.OrderByDescending(x => x.Key).Select(x => x.Name).Take(3).ToList(),
            }).ToListAsync(ct);
        return [.. rows.Select(c => new SearchHit("search.customer", c.Kind == Contracts.Customers.CustomerKind.Organisation ? "building" : "user", c.Name,
            string.Join(" · ", new[] { HumanNumber.Format(Customer.Prefix, c.Number), c.Phone is null ? null : full.Covers(c.OwnerId, c.TeamId) ? PhoneNumber.Show(c.Phone) : Mask.Phone(c.Phone) }
                .Concat(c.Contacts).Where(x => x is not null)), $"/customers/{c.Id}"))];
    }
}
