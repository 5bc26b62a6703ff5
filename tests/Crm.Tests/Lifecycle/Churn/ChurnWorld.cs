using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>Customers in the local copies of the module, with orders and contacts so many days ago.</summary>
internal sealed class ChurnWorld(CrmApp app)
{
    static long ids = 700_000;

    public static long Next() => Interlocked.Increment(ref ids);

    public DateTimeOffset Now => app.Clock.Now;

    public async Task<long> Customer(string name = "Acme", long? owner = null, long? team = null, params double[] boughtDaysAgo)
    {
        var id = Next();
        await app.Db<LifecycleDb>(async db => await db.CopyIn([Known(id, name, owner, team, Now, boughtDaysAgo.Length == 0 ? null : Now.AddDays(-boughtDaysAgo.Max()))], default));
        foreach (var days in boughtDaysAgo) await Order(id, days);
        return id;
    }

    /// <summary>Customers who buy every few weeks and leave after one purchase in five: enough of a life that the purchase models can be fitted.</summary>
    public async Task Population(string name, int count)
    {
        var random = new Random(8);
        var (customers, orders) = (new List<KnownCustomer>(), new List<KnownOrder>());
        for (var i = 0; i < count; i++)
        {
            var (id, first, pace) = (Next(), 30 + (random.NextDouble() * 300), 10 + (random.NextDouble() * 60));
            customers.Add(Known(id, $"{name} {i}", null, null, Now, Now.AddDays(-first)));
            for (var day = first; day > 1; day -= -Math.Log(1 - random.NextDouble()) * pace)
            {
                var net = (decimal)Math.Round((20 + (i % 7 * 15)) * (0.5 + random.NextDouble()), 2);
                orders.Add(new() { PurchaseId = Next(), CustomerId = id, At = Now.AddDays(-day), Net = net, Goods = net, Currency = "CNY" });
                if (random.Next(5) == 0) break;
            }
        }
        await app.Db<LifecycleDb>(async db =>
        {
            await db.CopyIn(customers, default);
            await db.CopyIn(orders, default);
        });
    }

    public static KnownCustomer Known(long id, string name, long? owner, long? team, DateTimeOffset now, DateTimeOffset? bought = null) => new()
    {
        CustomerId = id, Number = $"C{id:D6}", Name = name, Kind = CustomerKind.Individual, Level = CustomerLevel.Normal, Admission = Admission.Admitted, ValueClass = ValueClass.Medium,
        Source = SourceChannel.Online, Industry = "Retail", OwnerId = owner, TeamId = team, CreatedAt = now.AddYears(-3), FirstOrderAt = bought,
    };

    public async Task<long> Order(long customer, double daysAgo, decimal net = 100, string currency = "CNY", decimal? goods = null, DateTimeOffset? refundedAt = null, bool @void = false)
    {
        var id = Next();
        await app.Db<LifecycleDb>(async db => await db.CopyIn([new KnownOrder { PurchaseId = id, CustomerId = customer, At = Now.AddDays(-daysAgo), Net = net, Currency = currency, Goods = goods ?? net, RefundedAt = refundedAt, Void = @void }], default));
        return id;
    }

    public Task Touch(long customer, TouchKind kind, double daysAgo, double? value = null) =>
        app.Db<LifecycleDb>(async db => await db.CopyIn([new KnownTouch { Kind = kind, SourceId = Next(), CustomerId = customer, At = Now.AddDays(-daysAgo), Value = value }], default));

    public Task Usage(long customer, double daysAgo) =>
        app.Db<LifecycleDb>(async db => await db.CopyIn([new KnownUsage { UsageId = Next(), CustomerId = customer, At = Now.AddDays(-daysAgo) }], default));

    public Task Deal(long customer, double closedDaysAgo, DateOnly? ends) =>
        app.Db<LifecycleDb>(async db => await db.CopyIn([new KnownDeal { OpportunityId = Next(), CustomerId = customer, OpenedAt = Now.AddDays(-closedDaysAgo - 30), ClosedAt = Now.AddDays(-closedDaysAgo), Won = true, ContractEndsOn = ends }], default));

    public Task<ScoringResult> Score() => app.Scope(s => s.GetRequiredService<Scoring>().Run(null, default));

    public Task<Crm.Lifecycle.Domain.Churn.CustomerScore?> ScoreOf(long customer) => app.Db<LifecycleDb, Crm.Lifecycle.Domain.Churn.CustomerScore?>(db => db.Scores.AsNoTracking().SingleOrDefaultAsync(s => s.CustomerId == customer));
}
