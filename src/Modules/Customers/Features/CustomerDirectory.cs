using System.Linq.Expressions;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Imports;
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
        var told = ids.Count > 1 ? await Classed(Standing(ids)).ToListAsync(ct) : await One.For(db)(db, ids.First(), ct) is { } one ? [one] : [];
        return told.ToDictionary(t => t.Asked, t => t.Facts);
    }

    public async Task<ILookup<long, string>> PeopleOf(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        (await Standing(customerIds).Select(s => new { s.Asked, s.Customer.Name })
            .Concat(Standing(customerIds).SelectMany(s => db.Contacts.Where(c => c.CustomerId == s.Customer.Id).Select(c => new { s.Asked, c.Name }))).ToListAsync(ct)).ToLookup(p => p.Asked, p => p.Name);

    public async Task<IReadOnlyDictionary<long, ContactFacts>> ContactsOf(IReadOnlyCollection<long> contactIds, CancellationToken ct) =>
        (await Contacts(db.Contacts.Where(c => contactIds.Contains(c.Id)), ct)).ToDictionary(c => c.Id);

    public Task<IReadOnlyList<ContactFacts>> ContactsOfCustomer(long customerId, CancellationToken ct) =>
        Contacts(db.Contacts.Where(c => c.CustomerId == customerId).OrderByDescending(c => c.Key).ThenBy(c => c.Id), ct);

    public Task<IReadOnlyList<CustomerFacts>> Page(long afterId, int limit, CancellationToken ct) =>
        Facts(db.Customers.Where(c => c.Id > afterId && c.MergedIntoId == null).OrderBy(c => c.Id).Take(limit), ct);

    public async Task<IReadOnlyList<CustomerFacts>> Find(string text, int limit, CancellationToken ct) =>
        await Facts((await db.Search(text, ct)).Of(db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"))).OrderByDescending(c => c.Id).Take(limit), ct);

    public async Task<CustomerFacts?> Readable(long customerId, CancellationToken ct) =>
        await One.For(db)(db, customerId, ct) is { } c && user.ScopeOf("customers.read").Covers(c.OwnerId, c.TeamId) ? c.Facts : null;

    public async Task<IReadOnlyDictionary<long, string>> ReadableNamesOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return new Dictionary<long, string>();
        var scope = user.ScopeOf("customers.read");
        return (await Standing(ids).Select(s => new { s.Asked, s.Customer.Name, s.Customer.OwnerId, s.Customer.TeamId }).ToListAsync(ct)).Where(s => scope.Covers(s.OwnerId, s.TeamId)).ToDictionary(s => s.Asked, s => s.Name);
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> NamedBy(CustomerMark mark, IReadOnlyCollection<string> texts, CancellationToken ct)
    {
        var keys = texts.Distinct().Select(text => (Text: text, Key: KeyOf(mark, text))).Where(k => k.Key is not null).ToList();
        if (keys.Count == 0) return new Dictionary<string, IReadOnlyList<long>>();
        var found = await new KnownCustomers(db).Find(keys.Select(k => k.Key!), ct);
        var scope = user.ScopeOf("customers.read");
        return keys.Select(k => (k.Text, Ids: (IReadOnlyList<long>)[.. found[k.Key!].Where(c => scope.Covers(c.OwnerId, c.TeamId)).Select(c => c.Id).Distinct()])).Where(k => k.Ids.Count > 0).ToDictionary(k => k.Text, k => k.Ids);
    }

    static string? KeyOf(CustomerMark mark, string text) => mark switch
    {
        CustomerMark.Number => HumanNumber.TryParse(Customer.Prefix, text, out var number) ? $"n:{number}" : null,
        CustomerMark.Phone => PhoneNumber.TryNormalise(text, out var phone) ? "p:" + phone : null,
        _ => EmailAddress.TryNormalise(text, out var email) ? "e:" + email : null,
    };

    public async Task<IReadOnlyList<PurchaseFacts>> PurchasesOf(long customerId, int limit, CancellationToken ct) =>
        await db.Purchases.Where(p => p.CustomerId == customerId).OrderByDescending(p => p.PurchasedAt).ThenByDescending(p => p.Id).Take(limit)
            .Select(p => new PurchaseFacts(p.Id, p.CustomerId, p.PurchasedAt, p.GoodsAmount - p.Discount, p.Refunded, p.Currency)).ToListAsync(ct);

    public async Task<string?> LastProductOf(long customerId, CancellationToken ct)
    {
        var latest = db.Purchases.Where(p => p.CustomerId == customerId).OrderByDescending(p => p.PurchasedAt).ThenByDescending(p => p.Id).Take(1).Select(p => p.Id);
        return await db.Purchases.Where(p => latest.Contains(p.Id)).SelectMany(p => p.Items).OrderByDescending(i => i.Amount).ThenBy(i => i.Id).Select(i => i.Product).FirstOrDefaultAsync(ct);
    }

    sealed class Stand
    {
        public long Asked { get; init; }
        public required Customer Customer { get; init; }
        public ValueClass? ValueClass { get; init; }
    }

    sealed record Told(
        long Asked, long Id, long Number, string Name, CustomerKind Kind, CustomerLevel Level, string? Industry, CustomerSize? Size, string? Region, long? OwnerId, long? TeamId, string Language, string Zone, Admission Admission,
        string? Email, string? ServiceEmail, string? Phone, DateOnly? Since, DateTimeOffset CreatedAt, ValueClass? ValueClass, bool Erased, SourceChannel? Source)
    {
        public CustomerFacts Facts => new(Id, HumanNumber.Format(Customer.Prefix, Number), Name, Kind, Level, Industry, Size, Region, OwnerId, TeamId, Language, Zone, Admission, Email, Phone, Since, CreatedAt) { ServiceEmail = ServiceEmail, ValueClass = ValueClass ?? default, Erased = Erased, Source = Source };
    }

    static readonly Expression<Func<Stand, Told>> Tell = s => new Told(
        s.Asked, s.Customer.Id, s.Customer.Number, s.Customer.Name, s.Customer.Kind, s.Customer.Level, s.Customer.Industry, s.Customer.Size, s.Customer.Region, s.Customer.OwnerId, s.Customer.TeamId, s.Customer.Language, s.Customer.Zone, s.Customer.Admission,
        s.Customer.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
        s.Customer.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid).Select(p => p.Normal).FirstOrDefault(),
        s.Customer.Points.Where(p => p.Kind == PointKind.Phone && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
        s.Customer.Since, s.Customer.CreatedAt, s.ValueClass, s.Customer.ErasedAt != null, s.Customer.Source);

    // Asked for every ticket that is opened: put into SQL once, and for one id, so that the database keeps its plan.
    static readonly Compiled<Func<CustomersDb, long, CancellationToken, Task<Told?>>> One = new(() => EF.CompileAsyncQuery((CustomersDb db, long id, CancellationToken ct) => (
        from asked in db.Customers
        where asked.Id == id
        join c in db.Customers on asked.MergedIntoId ?? asked.Id equals c.Id
        select new Stand { Asked = asked.Id, Customer = c, ValueClass = db.Facts.Where(f => f.CustomerId == c.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault() }).Select(Tell).SingleOrDefault()));

    /// <summary>Each id asked for, and the record that now stands for it.</summary>
    IQueryable<Stand> Standing(IReadOnlyCollection<long> ids) =>
        from asked in db.Customers
        where ids.Contains(asked.Id)
        join c in db.Customers on asked.MergedIntoId ?? asked.Id equals c.Id
        select new Stand { Asked = asked.Id, Customer = c };

    async Task<IReadOnlyList<CustomerFacts>> Facts(IQueryable<Customer> customers, CancellationToken ct) =>
        [.. (await Classed(customers.Select(c => new Stand { Asked = c.Id, Customer = c })).ToListAsync(ct)).Select(t => t.Facts)];

    IQueryable<Told> Classed(IQueryable<Stand> standing) => standing.Select(s => new Stand
    {
        Asked = s.Asked, Customer = s.Customer, ValueClass = db.Facts.Where(f => f.CustomerId == s.Customer.Id).Select(f => (ValueClass?)f.ValueClass).FirstOrDefault(),
    }).Select(Tell);

    internal static async Task<IReadOnlyList<ContactFacts>> Contacts(IQueryable<Contact> contacts, CancellationToken ct)
    {
        var rows = await contacts.Select(c => new
        {
            c.Id, c.CustomerId, c.Name, c.Language, c.Key,
            Email = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
            ServiceEmail = c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && !p.Invalid).Select(p => p.Normal).FirstOrDefault(),
            Phone = c.Points.Where(p => p.Kind == PointKind.Phone && p.Primary && !p.Invalid && !p.OptedOut).Select(p => p.Normal).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. rows.Select(c => new ContactFacts(c.Id, c.CustomerId, c.Name, c.Email, c.Phone, c.Language, c.Key) { ServiceEmail = c.ServiceEmail })];
    }
}
