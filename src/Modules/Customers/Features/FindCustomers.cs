using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>Customers and their contacts in the global search.</summary>
internal sealed class FindCustomers(CustomersDb db, ContactSight sight, DigitSearches digits, ISettings settings, CurrentUser user) : ISearchSource
{
    public int Order => 10;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        await digits.Count(text, user, settings, ct);
        var found = await db.Search(text, ct);
        var folded = SearchText.Fold(text);
        var matching = found.Of(db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read")));
        // Who is called exactly so comes first, then who begins so; among too many to sort, the newest.
        var best = found.Ids is null ? matching.OrderByDescending(c => c.Id) : matching.OrderByDescending(c => c.FoldedName == folded).ThenByDescending(c => c.FoldedName.StartsWith(folded)).ThenByDescending(c => c.Id);
        var rows = await best.Take(limit)
            .Select(c => new
            {
                c.Id, c.Number, c.Name, c.OwnerId, c.TeamId, c.Kind,
                Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary).Select(p => p.Normal).FirstOrDefault(),
                Contacts = c.Contacts.OrderByDescending(x => x.Key).ThenBy(x => x.Id).Select(x => new { x.Id, x.Name, x.Title }).ToList(),
            }).ToListAsync(ct);
        var seen = await sight.Of(rows.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct);
        return [.. rows.Select(c => new SearchHit("search.customer", c.Kind == Contracts.Customers.CustomerKind.Organisation ? "building" : "user", c.Name,
            string.Join(" · ", new[] { HumanNumber.Format(Customer.Prefix, c.Number), c.Phone is null ? null : seen.Contains(c.Id) ? PhoneNumber.Show(c.Phone) : Mask.Phone(c.Phone) }
                .Concat(c.Contacts.Select(x => x.Name).Take(3)).Where(x => x is not null)), $"/customers/{c.Id}")),
            // Who is meant by name at an organisation is found themselves.
            .. rows.SelectMany(c => c.Contacts.Where(x => folded.Length > 1 && SearchText.Fold(x.Name).Contains(folded, StringComparison.Ordinal))
                .Select(x => new SearchHit("search.contact", "user", x.Name, string.Join(" · ", new[] { x.Title, c.Name }.Where(t => !string.IsNullOrEmpty(t))), $"/customers/{c.Id}/contacts/{x.Id}"))).Take(limit)];
    }
}
