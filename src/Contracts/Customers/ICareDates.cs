namespace Crm.Contracts.Customers;

/// <summary>A day that comes back each year: of birth, or founding; of the first contract or purchase.</summary>
public enum CareDay { Birthday, Anniversary }

/// <summary>A customer and the day it all began.</summary>
public sealed record CareDate(long CustomerId, CustomerKind Kind, DateOnly Date);

/// <summary>Who has a day to be remembered on. Of admitted customers only; who was born on February 29 counts on the 28th in other years.</summary>
public interface ICareDates
{
    /// <summary>Customers whose day comes back on any of these days, by id order: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<CareDate>> On(CareDay kind, IReadOnlyCollection<DateOnly> days, long afterId, int limit, CancellationToken ct);

    /// <summary>How many have their day on each day of a period, of these levels; none given, of all. An anniversary counts from the first year on.</summary>
    Task<IReadOnlyDictionary<DateOnly, long>> Count(CareDay kind, DateOnly from, DateOnly to, IReadOnlyCollection<CustomerLevel> levels, CancellationToken ct);

    /// <summary>How many customers of these levels there are; none given, of all.</summary>
    Task<long> CountAll(IReadOnlyCollection<CustomerLevel> levels, CancellationToken ct);
}
