using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class CustomerDirectory(CustomersDb db, CurrentUser user) : ICustomerDirectory
{
    public async Task<IReadOnlyDictionary<long, string>> NamesOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var survivors = await Survivors(ids, ct);
        var names = await db.Customers.Where(c => survivors.Values.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        return survivors.Where(s => names.ContainsKey(s.Value)).ToDictionary(s => s.Key, s => names[s.Value]);
    }

    public async Task<IReadOnlyDictionary<long, CustomerFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var survivors = await Survivors(ids, ct);
        var facts = (await Facts(db.Customers.Where(c => survivors.Values.Contains(c.Id)), ct)).ToDictionary(f => f.Id);
        return survivors.Where(s => facts.ContainsKey(s.Value)).ToDictionary(s => s.Key, s => facts[s.Value]);
    }

    public async Task<IReadOnlyDictionary<long, ContactFacts>> ContactsOf(IReadOnlyCollection<long> contactIds, CancellationToken ct) =>
        (await Contacts(db.Contacts.Where(c => contactIds.Contains(c.Id)), ct)).ToDictionary(c => c.Id);

    public Task<IReadOnlyList<ContactFacts>> ContactsOfCustomer(long customerId, CancellationToken ct) =>
        Contacts(db.Contacts.Where(c => c.CustomerId == customerId).OrderByDescending(c => c.Key).ThenBy(c => c.Id), ct);

    public Task<IReadOnlyList<CustomerFacts>> Page(long afterId, int limit, CancellationToken ct) =>
        Facts(db.Customers.Where(c => c.Id > afterId && c.MergedIntoId == null).OrderBy(c => c.Id).Take(limit), ct);

    public async Task<IReadOnlyList<CustomerFacts>> Find(string text, int limit, CancellationToken ct) =>
        await Facts((await db.Search(text, ct)).Of(db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"))).OrderByDescending(c => c.Id).Take(limit), ct);

    public Task<bool> MayRead(long customerId, CancellationToken ct) =>
        // From the record that is asked for to the one that stands for it: the other way round the whole table is read.
        db.Customers.Where(asked => asked.Id == customerId).AnyAsync(asked => db.Customers.Within(user.ScopeOf("customers.read")).Any(c => c.Id == (asked.MergedIntoId ?? asked.Id) && c.MergedIntoId == null), ct);

    public async Task<IReadOnlyList<PurchaseFacts>> PurchasesOf(long customerId, int limit, CancellationToken ct) =>
        await db.Purchases.Where(p => p.CustomerId == customerId).OrderByDescending(p => p.PurchasedAt).ThenByDescending(p => p.Id).Take(limit)
            .Select(p => new PurchaseFacts(p.Id, p.CustomerId, p.PurchasedAt, p.GoodsAmount - p.Discount, p.Refunded, p.Currency)).ToListAsync(ct);

    /// <summary>Each id asked for, and the id of the record that now stands for it.</summary>
    async Task<Dictionary<long, long>> Survivors(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var survivors = ids.Distinct().ToDictionary(id => id);
        foreach (var merged in await db.Customers.Where(c => ids.Contains(c.Id) && c.MergedIntoId != null).Select(c => new { c.Id, c.MergedIntoId }).ToListAsync(ct))
            survivors[merged.Id] = merged.MergedIntoId!.Value;
        return survivors;
    }

    async Task<IReadOnlyList<CustomerFacts>> Facts(IQueryable<Customer> customers, CancellationToken ct)
    {
        var rows = await customers.Select(c => new
        {
            c.Id, c.Number, c.Name, c.Kind, c.Level, c.Industry, c.Size, c.Region, c.OwnerId, c.TeamId, c.Language, c.Zone, c.Admission, c.Since, c.CreatedAt,
            ValueClass = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault(),
            Email = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
            Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. rows.Select(c => new CustomerFacts(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Level, c.Industry, c.Size, c.Region,
            c.OwnerId, c.TeamId, c.Language, c.Zone, c.Admission, c.Email, c.Phone, c.Since, c.CreatedAt) { ValueClass = c.ValueClass ?? default })];
    }

    static async Task<IReadOnlyList<ContactFacts>> Contacts(IQueryable<Contact> contacts, CancellationToken ct)
    {
        var rows = await contacts.Select(c => new
        {
            c.Id, c.CustomerId, c.Name, c.Language, c.Key,
            Email = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
            Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. rows.Select(c => new ContactFacts(c.Id, c.CustomerId, c.Name, c.Email, c.Phone, c.Language, c.Key))];
    }
}
