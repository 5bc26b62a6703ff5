using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Panels;

/// <summary>Customers by level, and new ones by month, within the reader's scope: from the roll-up.</summary>
[Needs("customers.read")]
internal static class CountCustomers
{
    public sealed record Query : IRequest<View>;

    public sealed record View(IReadOnlyList<(CustomerLevel Level, long Count)> Levels, IReadOnlyList<(DateOnly Month, long Count)> Months);

    public sealed class Handler(CustomersDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var rows = db.CustomerDays.AsNoTracking().Within(user.ScopeOf("customers.read"));
            var levels = await rows.GroupBy(d => d.Level).Select(g => new { g.Key, Count = g.Sum(d => d.Registered) }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var today = zone.DayOf(clock.GetUtcNow());
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
            var months = await rows.Where(d => d.Day >= first).GroupBy(d => new { d.Day.Year, d.Day.Month })
                .Select(g => new { g.Key.Year, g.Key.Month, Count = g.Sum(d => d.Registered) }).ToListAsync(ct);
            return new View([.. Enum.GetValues<CustomerLevel>().Select(l => (l, levels.GetValueOrDefault(l)))],
                [.. Enumerable.Range(0, 12).Select(i => first.AddMonths(i)).Select(m => (m, months.Find(x => x.Year == m.Year && x.Month == m.Month)?.Count ?? 0))]);
        }
    }
}
