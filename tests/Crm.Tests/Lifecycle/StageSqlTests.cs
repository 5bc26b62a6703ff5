using System.Diagnostics;
using System.Globalization;
using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Time;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Crm.Tests.Lifecycle;

/// <summary>The database's rule is the function's, over a few thousand made-up customers; and it is quick.</summary>
public sealed class StageSqlTests(CrmApp app, ITestOutputHelper output) : IClassFixture<CrmApp>
{
    /// <summary>CRM_STAGES=200000 measures the size that is asked for.</summary>
    static readonly int Customers = int.TryParse(Environment.GetEnvironmentVariable("CRM_STAGES"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 4000;

    [Fact]
    public async Task What_the_database_works_out_is_what_the_function_says_and_time_alone_moves_on()
    {
        await app.Db<LifecycleDb>(async db =>
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
            // Days at which something happens lie around the thresholds, so that both sides of each are met.
            await db.Database.ExecuteSqlAsync($$"""
                insert into lifecycle.customers (customer_id, number, name, kind, level, admission, value_class, created_at, orders, open_deals)
                select i, 'C' || i, 'N' || i, 'individual', 'normal', 'admitted', 'low', now() - interval '3 years', 0, 0 from generate_series(1, {{Customers}}) i;
                """);
            await db.Database.ExecuteSqlAsync($$"""
                insert into lifecycle.orders (purchase_id, customer_id, at, net, currency, void)
                select row_number() over (), i, {{app.Clock.Now}} - make_interval(days => (array[0, 10, 89, 90, 91, 179, 180, 181, 364, 365, 366, 500])[1 + (hashint8(i * 7 + k) & 2147483647) % 12], hours => (hashint8(i + k) & 2147483647) % 24), 10, 'CNY', (hashint8(i * 3 + k) & 2147483647) % 10 = 0
                from generate_series(1, {{Customers}}) i cross join generate_series(1, 6) k where k <= i % 7
                """);
            await db.Database.ExecuteSqlAsync($$"""
                insert into lifecycle.touches (kind, source_id, customer_id, at)
                select 'interaction', row_number() over (), i, {{app.Clock.Now}} - make_interval(days => (array[5, 100, 179, 180, 181, 300])[1 + (hashint8(i * 11) & 2147483647) % 6], hours => (hashint8(i) & 2147483647) % 24) from generate_series(1, {{Customers}}) i where i % 3 > 0
                """);
            await db.Database.ExecuteSqlAsync($$"""
                insert into lifecycle.deals (opportunity_id, customer_id, opened_at, closed_at, won, contract_ends_on)
                select i, i, {{app.Clock.Now}} - interval '400 days', case when i % 4 > 0 then {{app.Clock.Now}} - make_interval(days => (array[30, 89, 90, 370])[1 + (hashint8(i * 13) & 2147483647) % 4]) end, i % 4 > 1,
                  case when i % 4 = 3 then {{new DateOnly(2026, 3, 4)}} + (array[-200, -100, -1, 0, 1, 200])[1 + (hashint8(i * 17) & 2147483647) % 6] end
                from generate_series(1, {{Customers}}) i where i % 5 = 0
                """);
            await db.Database.ExecuteSqlAsync($"analyze lifecycle.customers, lifecycle.orders, lifecycle.touches, lifecycle.deals");
        });
        var watch = Stopwatch.StartNew();
        await app.Scope(s => s.GetRequiredService<StageKeeper>().All(tell: false, default));
        output.WriteLine($"first settling of {Customers}: {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.True(await Compare() >= 6, "The made-up customers stand in fewer than six stages.");

        app.Clock.Advance(TimeSpan.FromDays(1));
        watch.Restart();
        var moved = await app.Scope(s => s.GetRequiredService<StageKeeper>().PassTime(default));
        output.WriteLine($"a day passes over {Customers}: {watch.Elapsed.TotalSeconds:0.0} s, {moved} moved");
        Assert.True(moved > 0);
        await Compare();

        watch.Restart();
        await app.Scope(s => s.GetRequiredService<StageKeeper>().All(tell: true, default));
        output.WriteLine($"nightly rebuild of {Customers}: {watch.Elapsed.TotalSeconds:0.0} s");
        await Compare();
        Assert.Equal(0, await app.Scope(s => s.GetRequiredService<StageKeeper>().PassTime(default)));
    }

    /// <summary>Every customer by both ways; answers with how many stages there are.</summary>
    async Task<int> Compare()
    {
        var zone = app.Services.GetRequiredService<InstallationZone>();
        var now = app.Clock.Now;
        var day = zone.DayOf(now);
        return await app.Db<LifecycleDb, int>(async db =>
        {
            const int Looked = 4000;
            var orders = (await db.Orders.AsNoTracking().Where(o => o.CustomerId <= Looked && !o.Void && o.At <= now).ToListAsync()).ToLookup(o => o.CustomerId, o => zone.DayOf(o.At));
            var touches = (await db.Touches.AsNoTracking().Where(t => t.CustomerId <= Looked && t.At <= now).ToListAsync()).ToLookup(t => t.CustomerId, t => zone.DayOf(t.At));
            var deals = (await db.Deals.AsNoTracking().Where(d => d.CustomerId <= Looked).ToListAsync()).ToLookup(d => d.CustomerId);
            var stages = await db.Customers.AsNoTracking().Where(c => c.CustomerId <= Looked).Select(c => new { c.CustomerId, c.Stage }).ToListAsync();
            foreach (var c in stages)
            {
                var (bought, signed) = (orders[c.CustomerId].ToList(), deals[c.CustomerId].Where(d => d.Won && d.ClosedAt != null).Select(d => zone.DayOf(d.ClosedAt!.Value)).ToList());
                var ends = deals[c.CustomerId].Where(d => d.Won).Max(d => d.ContractEndsOn);
                List<DateOnly> began = [.. bought, .. signed];
                List<DateOnly> last = [.. began, .. ends is { } e ? new[] { e < day ? e : day } : []];
                List<DateOnly> heard = [.. last, .. touches[c.CustomerId]];
                var facts = new StageFacts(began.Count > 0 ? began.Min() : null, last.Count > 0 ? last.Max() : null, heard.Count > 0 ? heard.Max() : null,
                    bought.Count(d => day.DayNumber - d.DayNumber < 365), ends >= day, deals[c.CustomerId].Count(d => d.ClosedAt is null));
                Assert.True(LifeStages.Of(facts, StageRules.Default, day) == c.Stage, $"{c.CustomerId}: {c.Stage}, but {LifeStages.Of(facts, StageRules.Default, day)} of {facts}");
            }
            return stages.Select(c => c.Stage).Distinct().Count();
        });
    }
}
