using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

internal sealed class CareDates(CustomersDb db) : ICareDates
{
    public async Task<IReadOnlyList<CareDate>> On(CareDay kind, IReadOnlyCollection<DateOnly> days, long afterId, int limit, CancellationToken ct)
    {
        int[] marks = [.. days.SelectMany(MarksOf).Distinct()];
        var rows = Here([]).Where(c => c.Id > afterId);
        var dated = kind == CareDay.Birthday
            ? rows.Where(c => c.Birthday != null && marks.Contains((c.Birthday.Value.Month * 100) + c.Birthday.Value.Day)).OrderBy(c => c.Id).Select(c => new CareDate(c.Id, c.Kind, c.Birthday!.Value))
            : rows.Where(c => c.Since != null && marks.Contains((c.Since.Value.Month * 100) + c.Since.Value.Day)).OrderBy(c => c.Id).Select(c => new CareDate(c.Id, c.Kind, c.Since!.Value));
        return await dated.Take(limit).ToListAsync(ct);
    }

    public async Task<IReadOnlyDictionary<DateOnly, long>> Count(CareDay kind, DateOnly from, DateOnly to, IReadOnlyCollection<CustomerLevel> levels, CancellationToken ct)
    {
        var here = Here(levels);
        var days = kind == CareDay.Birthday
            ? here.Where(c => c.Birthday != null).Select(c => c.Birthday!.Value) : here.Where(c => c.Since != null).Select(c => c.Since!.Value);
        var counts = await days.GroupBy(d => new { d.Year, Mark = (d.Month * 100) + d.Day }).Select(g => new { g.Key.Year, g.Key.Mark, N = g.LongCount() }).ToListAsync(ct);
        var byMark = counts.ToLookup(c => c.Mark);
        var found = new Dictionary<DateOnly, long>();
        for (var day = from; day <= to; day = day.AddDays(1))
            if (MarksOf(day).SelectMany(m => byMark[m]).Where(c => kind == CareDay.Birthday || c.Year < day.Year).Sum(c => c.N) is var n and > 0) found[day] = n;
        return found;
    }

    public Task<long> CountAll(IReadOnlyCollection<CustomerLevel> levels, CancellationToken ct) => Here(levels).LongCountAsync(ct);

    IQueryable<Customer> Here(IReadOnlyCollection<CustomerLevel> levels)
    {
        var here = db.Customers.Where(c => c.MergedIntoId == null && c.ErasedAt == null && c.Admission == Admission.Admitted);
        return levels.Count == 0 ? here : here.Where(c => levels.Contains(c.Level));
    }

    /// <summary>Month and day as one number; those of February 29 have their day on the 28th when there is no other.</summary>
    static IEnumerable<int> MarksOf(DateOnly day)
    {
        yield return (day.Month * 100) + day.Day;
        if (day is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(day.Year)) yield return 229;
    }
}
