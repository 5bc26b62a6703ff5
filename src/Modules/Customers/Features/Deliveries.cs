using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class Deliveries(CustomersDb db, ContactSight sight, CurrentUser user, TimeProvider clock) : IDeliveries
{
    public async Task<IReadOnlyDictionary<long, DeliveryFacts>> Of(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        if (customerIds.Count == 0) return new Dictionary<long, DeliveryFacts>();
        var asked = await (from a in db.Customers
                           where customerIds.Contains(a.Id)
                           join c in db.Customers on a.MergedIntoId ?? a.Id equals c.Id
                           select new { Asked = a.Id, c.Id, c.Name, c.OwnerId, c.TeamId }).ToListAsync(ct);
        long[] ids = [.. asked.Select(a => a.Id).Distinct()];
        var points = await db.Set<CustomerPoint>().AsNoTracking().Where(p => ids.Contains(p.CustomerId) && p.Primary && !p.Invalid && p.Kind != PointKind.Email).ToListAsync(ct);
        var contacts = (await db.Contacts.Where(c => ids.Contains(c.CustomerId) && c.Key).Select(c => new { c.Id, c.CustomerId, c.Name }).ToListAsync(ct)).GroupBy(c => c.CustomerId).ToDictionary(g => g.Key, g => g.MinBy(c => c.Id)!.Name);
        var open = await sight.Of(asked.Select(a => (a.Id, a.OwnerId, a.TeamId)).Distinct(), ct);
        await Remember([.. open.Where(id => points.Exists(p => p.CustomerId == id))], ct);
        return asked.ToDictionary(a => a.Asked, a => new DeliveryFacts(a.Id, a.Name, contacts.GetValueOrDefault(a.Id), Point(a.Id, PointKind.Phone), Point(a.Id, PointKind.Address), !open.Contains(a.Id)));

        string? Point(long id, PointKind kind) => points.Find(p => p.CustomerId == id && p.Kind == kind) is { } point ? open.Contains(id) ? point.Shown(user.Language == "zh-CN") : Mask.Point(point) : null;
    }

    /// <summary>As <see cref="ContactSight.Log"/>, for many at once.</summary>
    async Task Remember(long[] ids, CancellationToken ct)
    {
        if (user.Id is not { } me || ids.Length == 0) return;
        var (now, name) = (clock.GetUtcNow(), SnakeCase.Of(nameof(RevealKind.Contact)));
        await db.Database.ExecuteSqlAsync($"""
            insert into customers.looks (customer_id, staff_id, kind, day, times, last_at) select u, {me}, {name}, {DateOnly.FromDateTime(now.UtcDateTime)}, 1, {now} from unnest({ids}) u order by u
            on conflict (customer_id, day, staff_id, kind) do update set times = looks.times + 1, last_at = excluded.last_at
            """, ct);
    }
}

internal sealed class MailHolders(CustomersDb db, ICustomerDirectory directory) : IMailHolders
{
    public async Task<IReadOnlyList<CustomerFacts>> Of(string email, CancellationToken ct)
    {
        if (!EmailAddress.TryNormalise(email, out var normal)) return [];
        var own = await db.Set<CustomerPoint>().Where(p => p.Normal == normal && p.Kind == PointKind.Email && p.Primary && !p.Invalid).Select(p => p.CustomerId).ToListAsync(ct);
        var through = await (from p in db.Set<PersonPoint>()
                             where p.Normal == normal && p.Kind == PointKind.Email && !p.Invalid
                             join c in db.Contacts on p.ContactId equals c.Id
                             where c.Key
                             select c.CustomerId).ToListAsync(ct);
        return [.. (await directory.FactsOf([.. own.Union(through)], ct)).Values.Where(c => !c.Erased).DistinctBy(c => c.Id)];
    }
}
