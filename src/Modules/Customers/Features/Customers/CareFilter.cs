using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Reviews;
using Crm.Platform.Time;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Customers;

/// <summary>What of the list's filter asks about care: value class, time as a customer, planned contacts, reviews, and who is responsible.</summary>
internal sealed class CareFilter(CustomersDb db, ReviewPolicy reviews, Responsible responsible, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    public async Task<IQueryable<Customer>> Narrow(IQueryable<Customer> customers, ListCustomers.Filter filter, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (filter.ValueClass is { } value)
            customers = value == ValueClass.Low
                // A customer of this second has no row of facts yet, and has spent nothing.
                ? customers.Where(c => !db.Facts.Any(f => f.CustomerId == c.Id && f.ValueClass != ValueClass.Low))
                : customers.Where(c => db.Facts.Any(f => f.CustomerId == c.Id && f.ValueClass == value));
        if (filter.Band is { } band)
        {
            var today = zone.DayOf(now);
            var upTo = band == CooperationBand.Under3Months ? today : Last(today, band - 1);
            customers = customers.Where(c => c.Since <= upTo);
            if (band != CooperationBand.Over1Year)
            {
                var after = Last(today, band);
                customers = customers.Where(c => c.Since > after);
            }
        }
        if (filter.Cooling) customers = customers.Where(c => db.ToDos.Any(t => t.CustomerId == c.Id && t.PlannedFrom != null && t.ClosedAt == null && t.DueAt <= now));
        if (filter.ReviewDue)
        {
            var before = now.AddMonths(-await reviews.Months(ct));
            customers = customers.Where(c => c.ErasedAt == null && c.LastReviewedAt <= before);
        }
        return filter.Mine ? (await responsible.Read(ct)).For(customers, user.Id) : customers;
    }

    /// <summary>The latest date whose band today is a longer one than <paramref name="band"/>, found a day at a time around the edge, since months differ in length.</summary>
    static DateOnly Last(DateOnly today, CooperationBand band)
    {
        var day = today.AddMonths(band switch { CooperationBand.Under3Months => -3, CooperationBand.From3To6Months => -6, _ => -12 }).AddDays(3);
        while (CustomerFacts.BandOf(day, today) <= band) day = day.AddDays(-1);
        return day;
    }
}
