using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>A record that may be the same customer. Outside the reader's scope only its owner is told.</summary>
internal sealed record Existing(long? Id, string? Number, string? Name, string? Owner, string? Url);

/// <summary>
/// Finds likely duplicates. The same phone or e-mail is one; so is the same name of an organisation. People share
/// names, so a person's name counts only while one of the two records has no phone or e-mail to tell them apart.
/// </summary>
internal sealed class Duplicates(CustomersDb db, IStaffDirectory staff, CurrentUser user)
{
    /// <summary>Refuses a profile that looks like a customer we have.</summary>
    public async Task Refuse(Profile profile, long? exceptId, CancellationToken ct)
    {
        var reach = profile.Points.Where(p => p.Kind != PointKind.Address).Select(p => ContactPoint.Normalise(p.Kind, p.Value)).ToList();
        var folded = SearchText.Fold(profile.Name);
        var anonymous = reach.Count == 0;
        var isOrganisation = profile.Kind == CustomerKind.Organisation;
        var rows = await db.Customers
            .Where(c => c.MergedIntoId == null && c.Id != exceptId)
            .Where(c => db.Points.Any(p => p.CustomerId == c.Id && p.Kind != PointKind.Address && reach.Contains(p.Normal))
                || (c.FoldedName == folded && c.Kind == profile.Kind && (isOrganisation || anonymous || !c.Points.Any(p => p.Kind != PointKind.Address))))
            .OrderBy(c => c.Id).Take(5)
            .Select(c => new { c.Id, c.Number, c.Name, c.OwnerId, c.TeamId }).ToListAsync(ct);
        if (rows.Count == 0) return;

        var scope = user.ScopeOf("customers.read");
        var people = await staff.Everyone(ct);
        var seen = rows.Find(c => scope.Covers(c.OwnerId, c.TeamId));
        var ownerId = (seen ?? rows[0]).OwnerId;
        var owner = ownerId is { } id && people.TryGetValue(id, out var person) ? person.Name : null;
        if (seen is not null) throw new DuplicateException("customers.duplicate", new Existing(seen.Id, HumanNumber.Format(Customer.Prefix, seen.Number), seen.Name, owner, $"/customers/{seen.Id}"));
        if (owner is not null) throw new DuplicateException("customers.duplicate.elsewhere", new Existing(null, null, null, owner, null), owner);
        throw new DuplicateException("customers.duplicate.nobody", new Existing(null, null, null, null, null));
    }
}
