using System.Runtime.CompilerServices;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>Row scope of use cases that work on one customer.</summary>
internal static class Access
{
    /// <summary>Customers a reader was found to be allowed to read, for the length of their request: each is checked once.</summary>
    static readonly ConditionalWeakTable<CurrentUser, HashSet<long>> Found = [];

    /// <summary>The reader's own scope has just let them see the customer.</summary>
    public static void SawCustomer(this CurrentUser user, long customerId) => Found.GetOrCreateValue(user).Add(customerId);

    /// <summary>
    /// Refuses unless the reader may see the customer. Whoever may see a customer and write at all may also note what
    /// was said to them: the agent on the phone is seldom the owner.
    /// </summary>
    public static async Task MustRead(this CustomersDb db, CurrentUser user, long customerId, CancellationToken ct)
    {
        if (Found.TryGetValue(user, out var seen) && seen.Contains(customerId)) return;
        if (!await db.Customers.Within(user.ScopeOf("customers.read")).AnyAsync(c => c.Id == customerId && c.MergedIntoId == null, ct)) throw new MissingException("Customer", customerId);
        user.SawCustomer(customerId);
    }

    /// <summary>The whole record, when the reader may change it.</summary>
    public static async Task<Customer> Writable(this CustomersDb db, CurrentUser user, long customerId, CancellationToken ct) =>
        await db.Whole.Within(user.ScopeOf("customers.write")).FirstOrDefaultAsync(c => c.Id == customerId && c.MergedIntoId == null && c.ErasedAt == null, ct) ?? throw new MissingException("Customer", customerId);
}
