using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class AudienceFacts(CustomersDb db, ICustomerDirectory directory, CurrentUser user) : IAudienceFacts
{
    public async Task<IReadOnlyDictionary<string, CustomerFacts>> Find(IReadOnlyCollection<string> numbersOrMails, CancellationToken ct)
    {
        var numbers = new Dictionary<string, long>();
        var mails = new Dictionary<string, string>();
        foreach (var text in numbersOrMails.Distinct())
        {
            if (HumanNumber.TryParse(Customer.Prefix, text, out var number)) numbers[text] = number;
            else if (text.Contains('@', StringComparison.Ordinal)) mails[text] = text.Trim().ToLower(CultureInfo.InvariantCulture);
        }
        long[] wanted = [.. numbers.Values.Distinct()];
        string[] addresses = [.. mails.Values.Distinct()];
        var mine = db.Customers.Within(user.ScopeOf("customers.read"));
        var byNumber = wanted.Length == 0 ? [] : await mine.Where(c => wanted.Contains(c.Number)).Select(c => new { c.Number, c.Id }).ToDictionaryAsync(c => c.Number, c => c.Id, ct);
        var byMail = addresses.Length == 0 ? [] : (await mine.Where(c => c.MergedIntoId == null).SelectMany(c => c.Points.Where(p => p.Kind == PointKind.Email && p.Primary && addresses.Contains(p.Normal)).Select(p => new { p.Normal, c.Id })).ToListAsync(ct))
            .GroupBy(p => p.Normal).ToDictionary(g => g.Key, g => g.Min(p => p.Id));
        // A merged record's number leads to the one that stands for it.
        var facts = await directory.FactsOf([.. byNumber.Values.Union(byMail.Values)], ct);
        var found = new Dictionary<string, CustomerFacts>();
        foreach (var (text, number) in numbers) if (byNumber.TryGetValue(number, out var id) && facts.TryGetValue(id, out var known)) found[text] = known;
        foreach (var (text, mail) in mails) if (byMail.TryGetValue(mail, out var id) && facts.TryGetValue(id, out var known)) found[text] = known;
        return found;
    }

    public async Task<IReadOnlyDictionary<long, ContactFacts>> KeyContacts(IReadOnlyCollection<long> customerIds, CancellationToken ct) => (await Contacts(customerIds, ct)).ToDictionary(c => c.Key, c => c.First());

    public async Task<IReadOnlyDictionary<long, IReadOnlyList<ContactFacts>>> EveryContact(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        (await Contacts(customerIds, ct)).ToDictionary(c => c.Key, c => (IReadOnlyList<ContactFacts>)(c.First().Email is null ? [c.First()] : [.. c.Where(x => x.Email is not null)]));

    /// <summary>Contacts by customer, whom to write to first: the key contact that has an address, else any that has, else the key contact.</summary>
    async Task<IEnumerable<IGrouping<long, ContactFacts>>> Contacts(IReadOnlyCollection<long> customerIds, CancellationToken ct)
    {
        if (customerIds.Count == 0) return [];
        return (await CustomerDirectory.Contacts(db.Contacts.Where(c => customerIds.Contains(c.CustomerId)), ct)).Where(c => c.Email is not null || c.Key)
            .OrderByDescending(c => c.Email is not null && c.Key).ThenByDescending(c => c.Email is not null).ThenBy(c => c.Id).GroupBy(c => c.CustomerId);
    }

    public async Task<IReadOnlyList<string>> ProductsOf(long purchaseId, CancellationToken ct) =>
        await db.Purchases.Where(p => p.Id == purchaseId).SelectMany(p => p.Items.Select(i => i.Product)).ToListAsync(ct);
}
