using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Value;

/// <summary>
/// The value classes side by side, over admitted customers within the reader's scope: how many, which share of the revenue
/// they bring, what one spends in a year, and the handbook's customer lifetime value: average yearly spend x expected years
/// x retention. Years and retention are those of all classes together: a class is defined by the purchases of the last
/// year, so that within the highest everybody would have been retained.
/// </summary>
[Needs("customers.read")]
internal static class ShowValueClasses
{
    /// <summary>Expected years are never taken to be more.</summary>
    public const double MostYears = 10;

    public sealed record Query : IRequest<View>;

    /// <param name="Years">Mean years from "customer since" to today, or to the last purchase of those who did not buy in the last twelve months; capped. Null when nobody has a date.</param>
    /// <param name="YearsOf">Customers with such a date.</param>
    /// <param name="Retention">Of those who had bought before the last twelve months, the share who bought again in them. Null when nobody had.</param>
    /// <param name="RetentionOf">Customers who had bought before the last twelve months.</param>
    public sealed record View(IReadOnlyList<Row> Classes, Row All, double? Years, long YearsOf, double? Retention, long RetentionOf, string Currency);

    /// <param name="Class">Null on the row of all.</param>
    /// <param name="Below">Where the class ends; null: nowhere.</param>
    /// <param name="Share">Of the revenue of the last twelve months.</param>
    public sealed record Row(ValueClass? Class, decimal From, decimal? Below, long Customers, decimal Revenue, double? Share, decimal? AverageSpend, decimal? LifetimeValue, Playbook? Playbook);

    public sealed record Playbook(string Text, uint Version);

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (scope, today, yearAgo) = (user.ScopeOf("customers.read"), zone.DayOf(now), now.AddDays(-365));
            // One reading of the table for everything; days are added up, so that a mean of all follows from the classes.
            var cells = await db.Database.SqlQuery<Cell>($"""
                select value_class as "Class", count(*) as "Customers", sum(spend365) as "Revenue", count(since) as "Dated",
                  coalesce(sum(greatest(0, case when last_purchase_at is null or last_purchase_at > {yearAgo} then {today} else (last_purchase_at at time zone {zone.Zone.Id})::date end - since)), 0)::bigint as "Days",
                  count(*) filter (where first_purchase_at <= {yearAgo}) as "Before", count(*) filter (where first_purchase_at <= {yearAgo} and last_purchase_at > {yearAgo}) as "Again"
                from customers.facts
                where admission = 'admitted' and ({scope.All} or owner_id = {scope.UserId} or team_id = any({scope.TeamIds}))
                group by value_class
                """).ToListAsync(ct);
            var thresholds = await settings.Get(Thresholds.Setting, Thresholds.Default, ct);
            var books = await db.Playbooks.AsNoTracking().Where(p => p.Key.StartsWith("value.")).ToDictionaryAsync(p => p.Key, ct);
            var (dated, before, revenue) = (cells.Sum(c => c.Dated), cells.Sum(c => c.Before), cells.Sum(c => c.Revenue));
            double? years = dated == 0 ? null : Math.Min(MostYears, cells.Sum(c => c.Days) / 365.25 / dated);
            double? retention = before == 0 ? null : (double)cells.Sum(c => c.Again) / before;
            Row Of(ValueClass? value, long customers, decimal spent, (decimal From, decimal? Below) bounds)
            {
                var average = customers == 0 ? (decimal?)null : decimal.Round(spent / customers, 2);
                var book = value is { } v && books.TryGetValue(KeyOf(v), out var found) ? new Playbook(found.In(user.Language), found.Version) : null;
                return new(value, bounds.From, bounds.Below, customers, spent, revenue == 0 ? null : (double)(spent / revenue), average,
                    average is { } a && years is { } y && retention is { } r ? decimal.Round(a * (decimal)y * (decimal)r, 2) : null, book);
            }
            return new View([.. Enum.GetValues<ValueClass>().OrderDescending().Select(v => Of(v, cells.Where(c => c.Class == Word(v)).Sum(c => c.Customers), cells.Where(c => c.Class == Word(v)).Sum(c => c.Revenue), thresholds.Of(v)))],
                Of(null, cells.Sum(c => c.Customers), revenue, (0, null)), years, dated, retention, before, await settings.Get(FactKeeper.CurrencySetting, FactKeeper.DefaultCurrency, ct));
        }
    }

    sealed record Cell(string Class, long Customers, decimal Revenue, long Dated, long Days, long Before, long Again);

    static string Word(ValueClass value) => SnakeCase.Of(value.ToString());

    /// <summary>Key of the playbook of a class.</summary>
    public static string KeyOf(ValueClass value) => "value." + Word(value);
}
