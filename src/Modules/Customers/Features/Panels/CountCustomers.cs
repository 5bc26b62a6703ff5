using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Panels;

/// <summary>Customers by level, and new ones by month, within the reader's scope.</summary>
[Needs("customers.read")]
internal static class CountCustomers
{
    public sealed record Query : IRequest<View>;

    public sealed record View(IReadOnlyList<(CustomerLevel Level, int Count)> Levels, IReadOnlyList<(DateOnly Month, int Count)> Months);

    public sealed class Handler(CustomersDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var rows = db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"));
            var levels = await rows.GroupBy(c => c.Level).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var today = zone.DayOf(clock.GetUtcNow());
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
            var from = zone.StartOf(first);
            var name = zone.Zone.Id;
            var months = await rows.Where(c => c.CreatedAt >= from)
                .GroupBy(c => new { TimeZoneInfo.ConvertTimeBySystemTimeZoneId(c.CreatedAt.UtcDateTime, name).Year, TimeZoneInfo.ConvertTimeBySystemTimeZoneId(c.CreatedAt.UtcDateTime, name).Month })
                .Select(g => new { g.Key.Year, g.Key.Month, Count = g.Count() }).ToListAsync(ct);
            return new View([.. Enum.GetValues<CustomerLevel>().Select(l => (l, levels.GetValueOrDefault(l)))],
                [.. Enumerable.Range(0, 12).Select(i => first.AddMonths(i)).Select(m => (m, months.Find(x => x.Year == m.Year && x.Month == m.Month)?.Count ?? 0))]);
        }
    }
}
