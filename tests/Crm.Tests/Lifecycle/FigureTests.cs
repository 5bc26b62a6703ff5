using System.Globalization;
using System.Net;
using System.Text;
using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Customers.Features.Merging;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Cohorts;
using Crm.Lifecycle.Features.Facts;
using Crm.Lifecycle.Features.Flow;
using Crm.Lifecycle.Features.Kpis;
using Crm.Tests.Customers.Care;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Lifecycle;

/// <summary>What was there before, copied once; funnel and flow that add up; figures counted by hand.</summary>
public sealed class FigureTests(CrmApp app) : IClassFixture<CrmApp>
{
    static Kpi Of(ShowKpis.View view, string key) => view.Kpis.Single(k => k.Key == key);

    [Fact]
    public async Task The_past_is_filled_once_and_events_that_come_late_change_nothing_and_every_figure_adds_up()
    {
        // Six customers who were there before anybody listened: nothing of it is delivered yet.
        async Task<long> Before(string name, params int[] orders)
        {
            var id = await app.NewCustomer(name);
            foreach (var days in orders) await app.Buys(id, 100, days);
            return id;
        }
        var prospect = await Before("P");
        var fresh = await Before("N", 5);
        var growing = await Before("G", 200, 50);
        var mature = await Before("M", 500, 300, 200, 100, 20);
        var dormant = await Before("D", 300, 120);
        var churned = await Before("C", 500, 190);
        await app.NewCustomer("Pending", pending: true);
        await app.Fills();
        Assert.Equal([CustomerStage.Prospect, CustomerStage.New, CustomerStage.Growing, CustomerStage.Mature, CustomerStage.Dormant, CustomerStage.Churned],
            new[] { await app.StageOf(prospect), await app.StageOf(fresh), await app.StageOf(growing), await app.StageOf(mature), await app.StageOf(dormant), await app.StageOf(churned) });
        var past = await app.HistoryOf(churned);
        Assert.Equal([(CustomerStage?)CustomerStage.New, CustomerStage.Dormant, CustomerStage.Churned, CustomerStage.Growing, CustomerStage.Dormant, CustomerStage.Churned], past.Select(h => h.To));
        Assert.All(past, h => Assert.Equal(StageReason.Reconstructed, h.Why));
        // The month of 2024-10-20 ended with a first order ten days old.
        Assert.Equal(new DateTimeOffset(2024, 10, 31, 15, 59, 59, TimeSpan.Zero), past[0].At);

        async Task<(int, int, int, int)> Rows() => await app.Db<LifecycleDb, (int, int, int, int)>(async db => (await db.Customers.CountAsync(), await db.Orders.CountAsync(), await db.Touches.CountAsync(), await db.StageChanges.CountAsync()));
        var filled = await Rows();
        await app.Deliver();
        await app.Fills();
        await app.Scope(async s => { await s.GetRequiredService<Filler>().Rebuild(default); return 0; });
        Assert.Equal(filled, await Rows());

        // Funnel: what stands now is what the history adds up to, in every month.
        await app.Deliver();
        var flow = await app.Send(new ShowFlow.Query { Months = 24 }, "admin");
        Assert.True(flow.Agrees);
        Assert.Equal([1L, 0, 1, 1, 1, 1, 1], flow.Now.Select(n => n.N));
        foreach (var month in flow.Months)
        {
            var view = await app.Send(new ShowFlow.Query { Months = 24, Month = month.Month }, "admin");
            Assert.All(view.Account, a => Assert.Equal(a.Opening + a.In - a.Out, a.Closing));
            Assert.All(view.Account, a => Assert.Equal(view.Moves.Where(m => m.To == a.Stage).Sum(m => m.N), a.In));
            Assert.Equal(month.Closing.Select(c => c.N), view.Account.Select(a => a.Closing));
        }
        Assert.Equal(0, await app.Disagreeing());

        // A move opens who made it; the pending one is in no list and no figure.
        var list = await (await app.As("manager")).Get("/lifecycle/customers?movedFrom=Dormant&movedTo=Churned&from=2026-02-01&to=2026-02-28");
        Assert.Equal(["C"], list.Document.QuerySelectorAll("tbody tr td:first-child a").Select(a => a.TextContent));
        Assert.Equal(6, (await app.Send(new Crm.Lifecycle.Features.Stages.ListStages.Query(), "manager")).Items.Count);

        // Cohorts: first orders of 2025-08-16 (growing) and 2025-05-08 (dormant), from the same orders.
        var cohorts = await app.Send(new ShowCohorts.Query { Months = 12 }, "manager");
        var august = cohorts.Cohorts.Single(c => c.Month == new DateOnly(2025, 8, 1));
        Assert.Equal((1L, 1.0, 1.0), (august.Customers, august.AgainShare, august.Cells[5].Share));
        Assert.Equal((0.0, 8), (august.Cells[4].Share, august.Cells.Count));
        Assert.Equal(1.0, august.Cells[5].RevenueShare);
        Assert.Empty((await app.Send(new ShowCohorts.Query { Months = 12, Level = CustomerLevel.Vip }, "manager")).Cohorts);

        // Key figures of 90 days, counted by hand: at the start (2025-12-05) stood growing (dormant then), mature, dormant (growing then) and churned (dormant then).
        var kpis = await app.Send(new ShowKpis.Query { From = new(2025, 12, 5), To = new(2026, 3, 4) }, "manager");
        Assert.Equal((1L, 4L), (Of(kpis, "churn").N, Of(kpis, "churn").Of));
        Assert.Equal((3L, 4L), (Of(kpis, "retention").N, Of(kpis, "retention").Of));
        Assert.Equal(4, Of(kpis, "customers").Value);
        // Within twelve months bought: fresh 1, growing 2, mature 4, dormant 2, churned 1.
        Assert.Equal((3L, 5L), (Of(kpis, "repurchase").N, Of(kpis, "repurchase").Of));
        Assert.Equal((0L, 1L), (Of(kpis, "referral").N, Of(kpis, "referral").Of));
        Assert.Equal(new DateOnly(2025, 9, 6), kpis.BeforeFrom);
        Assert.Equal(new DateOnly(2025, 12, 4), kpis.BeforeTo);

        await app.Speaks(fresh, 1);
        await app.Speaks(fresh, 2);
        kpis = await app.Send(new ShowKpis.Query { From = new(2025, 12, 5), To = new(2026, 3, 4) }, "manager");
        Assert.Equal((0.5, 2L), (Of(kpis, "frequency").Value, Of(kpis, "frequency").N));

        // The whole months are January and February 2026, in which one came; what is in another currency, or in March, is no part of it.
        await app.Db<LifecycleDb>(async db =>
        {
            db.AcquisitionCosts.AddRange(new(SourceChannel.Online, new(2026, 1, 1), 300, "CNY", null), new(SourceChannel.Exhibition, new(2026, 2, 1), 60, "CNY", null), new(SourceChannel.Online, new(2026, 2, 1), 7, "USD", null), new(SourceChannel.Online, new(2026, 3, 1), 5, "CNY", null));
            await db.SaveChangesAsync();
        });
        kpis = await app.Send(new ShowKpis.Query { From = new(2025, 12, 5), To = new(2026, 3, 4) }, "manager");
        Assert.Equal((360.0, 1L, "CNY"), (Of(kpis, "acquisition").Value, Of(kpis, "acquisition").N, Of(kpis, "acquisition").Currency));
        Assert.Equal(((double?)null, 0L), (Of(kpis, "clv").Value, Of(kpis, "clv").N));
        var people = new[] { fresh, growing, mature, dormant, churned };
        await app.Db<LifecycleDb>(async db =>
        {
            foreach (var (i, id) in people.Index())
                await db.Database.ExecuteSqlAsync($"insert into lifecycle.scores (customer_id, scored_at, class, method, points, rank, silent_days, churned, reasons, yearly_spend, at_stake, currency, future_value) values ({id}, now(), 'low', 'rules', 0, 0, 0, false, '[]', 0, 0, 'CNY', {100m * (i + 1)})");
        });
        kpis = await app.Send(new ShowKpis.Query(), "admin");
        Assert.Equal((300.0, 5L), (Of(kpis, "clv").Value, Of(kpis, "clv").N));

        // Pages show them in both languages, and a file is only for who may export.
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var analyst = await app.As("analyst", language);
            foreach (var page in new[] { "/lifecycle", "/lifecycle?months=24&month=2026-02", "/lifecycle/customers", "/lifecycle/cohorts", "/lifecycle/kpis", "/lifecycle/books", "/lifecycle/books/value.high", $"/lifecycle/customers/{churned}", "/lifecycle/dashboard", "/lifecycle/kpis?from=nonsense&to=9999-99-99" })
            {
                var answer = await analyst.Get(page);
                Assert.True(answer.Status == HttpStatusCode.OK, $"{page}: {answer.Status}");
                Assert.DoesNotContain("lifecycle.", answer.Text("main"));
            }
        }
        var file = await (await app.As("analyst")).Post("/lifecycle/kpis/export?from=2025-12-05&to=2026-03-04", ("Form.Format", "Csv"));
        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.Contains("Churn rate", file.Html);
        Assert.Contains(",25,1,4,", file.Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/lifecycle/kpis/export")).Status);

        // A merge leaves the account whole.
        await app.Send(new MergeCustomers.Command { IntoId = mature, FromId = dormant, Version = (await app.Customer(mature)).Version });
        await app.Deliver();
        var merged = await app.Send(new ShowFlow.Query(), "admin");
        Assert.True(merged.Agrees);
        Assert.Equal(0, merged.Of(CustomerStage.Dormant));
        Assert.Contains(merged.Moves, m => m is { From: CustomerStage.Dormant, To: null, N: 1 });
        Assert.Equal(0, await app.Disagreeing());
    }
}

/// <summary>The real orders of CDNOW; passes without the file.</summary>
public sealed class CdnowCohortTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>
    /// 23,570 customers who all bought first in January to March 1997: 7,846, 8,476 and 7,248 (Fader and Hardie, "Forecasting
    /// Repeat Sales at CDNOW", 2001, and every later work on these data); 12,054 of them bought on one day only.
    /// </summary>
    [Fact]
    public async Task The_cohorts_of_cdnow_are_the_published_ones()
    {
        if (RealFiles.Find("cdnow-orders.txt") is not { } path) return;
        var zone = app.Services.GetRequiredService<Crm.Platform.Time.InstallationZone>();
        var orders = new List<(long Customer, DateOnly Day, decimal Dollars)>();
        foreach (var line in File.ReadLines(path).Skip(1))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var customer, var day, _, var dollars])
                orders.Add((long.Parse(customer, CultureInfo.InvariantCulture), DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture), decimal.Parse(dollars, CultureInfo.InvariantCulture)));
        Assert.Equal(69_659, orders.Count);
        await using (var source = NpgsqlDataSource.Create(app.ConnectionString))
        {
            await using var connection = await source.OpenConnectionAsync();
            await using (var writer = await connection.BeginBinaryImportAsync("copy lifecycle.customers (customer_id, number, name, kind, level, admission, value_class, created_at, orders, open_deals) from stdin (format binary)"))
            {
                foreach (var id in orders.Select(o => o.Customer).Distinct())
                {
                    await writer.StartRowAsync();
                    await writer.WriteAsync(id);
                    foreach (var text in new[] { $"C{id}", $"N{id}", "individual", "normal", "admitted", "low" }) await writer.WriteAsync(text);
                    await writer.WriteAsync(app.Clock.Now);
                    await writer.WriteAsync(0);
                    await writer.WriteAsync(0);
                }
                await writer.CompleteAsync();
            }
            await using (var writer = await connection.BeginBinaryImportAsync("copy lifecycle.orders (purchase_id, customer_id, at, net, currency, void) from stdin (format binary)"))
            {
                long next = 1;
                foreach (var o in orders)
                {
                    await writer.StartRowAsync();
                    await writer.WriteAsync(next++);
                    await writer.WriteAsync(o.Customer);
                    await writer.WriteAsync(zone.StartOf(o.Day));
                    await writer.WriteAsync(o.Dollars);
                    await writer.WriteAsync("CNY");
                    await writer.WriteAsync(false);
                }
                await writer.CompleteAsync();
            }
        }
        await app.Scope(s => s.GetRequiredService<StageKeeper>().All(tell: false, default));
        var view = await app.Send(new ShowCohorts.Query { Months = 18, Until = new(1998, 6, 30) });
        Assert.Equal([(new DateOnly(1997, 1, 1), 7846L), (new DateOnly(1997, 2, 1), 8476L), (new DateOnly(1997, 3, 1), 7248L)], view.Cohorts.Select(c => (c.Month, c.Customers)));
        // Every dollar is in a cell.
        Assert.Equal(2_500_315.63m, view.Cohorts.Sum(c => c.Cells.Sum(x => x.Revenue)));
        // Counted apart, in memory, for each cohort and month.
        var first = orders.GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => g.Min(o => o.Day));
        var cells = orders.ToLookup(o => (First: (first[o.Customer].Year, first[o.Customer].Month), In: (o.Day.Year, o.Day.Month)));
        foreach (var cohort in view.Cohorts)
            foreach (var cell in cohort.Cells)
            {
                var month = cohort.Month.AddMonths(cell.Since);
                var buyers = cells[((cohort.Month.Year, cohort.Month.Month), (month.Year, month.Month))].ToList();
                Assert.Equal((buyers.Select(o => o.Customer).Distinct().LongCount(), buyers.Sum(o => o.Dollars)), (cell.Customers, cell.Revenue));
            }
        // Nobody lost is called active a year and a half later by the rules of today.
        Assert.All(await app.Db<LifecycleDb, List<CustomerStage?>>(db => db.Customers.Select(c => c.Stage).Distinct().ToListAsync()), s => Assert.Equal(CustomerStage.Churned, s));
    }
}
