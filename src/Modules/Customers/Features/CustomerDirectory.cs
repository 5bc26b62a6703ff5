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
        if (ids.Count == 0) return new Dictionary<long, string>();
        return await Standing(ids).Select(s => new { s.Asked, s.Customer.Name }).ToDictionaryAsync(s => s.Asked, s => s.Name, ct);
    }

    public async Task<IReadOnlyDictionary<long, CustomerFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return new Dictionary<long, CustomerFacts>();
        return (await Facts(Standing(ids), ct)).ToDictionary(f => f.Asked, f => f.Facts);
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

    sealed class Stand
    {
        public long Asked { get; init; }
        public required Customer Customer { get; init; }
    }

    /// <summary>Each id asked for, and the record that now stands for it.</summary>
    IQueryable<Stand> Standing(IReadOnlyCollection<long> ids) =>
        from asked in db.Customers
        where ids.Contains(asked.Id)
        join c in db.Customers on asked.MergedIntoId ?? asked.Id equals c.Id
        select new Stand { Asked = asked.Id, Customer = c };

    async Task<IReadOnlyList<CustomerFacts>> Facts(IQueryable<Customer> customers, CancellationToken ct) =>
        [.. (await Facts(customers.Select(c => new Stand { Asked = c.Id, Customer = c }), ct)).Select(f => f.Facts)];

    async Task<IReadOnlyList<(long Asked, CustomerFacts Facts)>> Facts(IQueryable<Stand> customers, CancellationToken ct)
    {
        var rows = await (from s in customers
                          let c = s.Customer
                          select new
                          {
                              s.Asked, c.Id, c.Number, c.Name, c.Kind, c.Level, c.Industry, c.Size, c.Region, c.OwnerId, c.TeamId, c.Language, c.Zone, c.Admission, c.Since, c.CreatedAt, c.ErasedAt,
                              ValueClass = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault(),
                              Email = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
                              Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
                          }).ToListAsync(ct);
        return [.. rows.Select(c => (c.Asked, new CustomerFacts(c.Id, HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.Kind, c.Level, c.Industry, c.Size, c.Region,
            c.OwnerId, c.TeamId, c.Language, c.Zone, c.Admission, c.Email, c.Phone, c.Since, c.CreatedAt) { ValueClass = c.ValueClass ?? default, Erased = c.ErasedAt is not null }))];
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
