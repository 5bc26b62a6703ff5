using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;

namespace Crm.Customers.Features.Imports;

/// <summary>Writes many new customers with everything that hangs on them: numbers, points, contacts, search words, audit lines and events, each table in one COPY.</summary>
internal static class BulkRegister
{
    /// <summary>Writes them within the open transaction; <paramref name="origin"/> says in the audit trail where one came from.</summary>
    public static async Task RegisterMany(this CustomersDb db, IReadOnlyList<Customer> customers, Func<int, object> origin, DateTimeOffset at, CancellationToken ct)
    {
        if (customers.Count == 0) return;
        await db.GiveIds(customers, ct);
        foreach (var customer in customers)
        {
            foreach (var point in customer.Points) point.Belongs(customer.Id);
            foreach (var contact in customer.Contacts) contact.Belongs(customer.Id);
        }
        var contacts = customers.SelectMany(c => c.Contacts).ToList();
        if (contacts.Count > 0) await db.GiveIds(contacts, ct);
        foreach (var contact in contacts) foreach (var point in contact.Points) point.Belongs(contact.Id);
        await db.CopyIn(customers, ct);
        await db.CopyIn(customers.SelectMany(c => c.Points), ct);
        await db.CopyIn(contacts, ct);
        await db.CopyIn(contacts.SelectMany(c => c.Points), ct);
        await db.RecordMany(nameof(Customer), customers.Select((c, i) => (c.Id, origin(i))), ct, subject: id => id);
        await db.PublishMany(customers.Select(c => new CustomerRegistered(c.Id, at)), ct);
    }
}
