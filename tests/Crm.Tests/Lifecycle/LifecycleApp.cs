using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Purchases;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Facts;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Lifecycle;

/// <summary>What the tests of the lifecycle do all the time.</summary>
internal static class LifecycleApp
{
    public static async Task<long> Newcomer(this CrmApp app, string? name = null, bool pending = false, string? @as = "manager")
    {
        await app.Fills();
        var id = await app.Send(new RegisterCustomer.Command { Name = name ?? $"Stage {Guid.NewGuid():N}", Pending = pending, AllowDuplicate = true }, @as);
        await app.Deliver();
        return id;
    }

    public static async Task<long> Orders(this CrmApp app, long customer, int daysAgo, decimal amount = 100)
    {
        var id = await app.Send(new RecordPurchase.Command { CustomerId = customer, PurchasedAt = app.Clock.Now.AddDays(-daysAgo), GoodsAmount = amount, Currency = "CNY" });
        await app.Deliver();
        return id;
    }

    public static async Task Speaks(this CrmApp app, long customer, int daysAgo)
    {
        await app.Send(new LogInteraction.Command { CustomerId = customer, At = app.Clock.Now.AddDays(-daysAgo), Type = InteractionType.Call, Summary = "x" }, "manager");
        await app.Deliver();
    }

    public static Task<CustomerStage?> StageOf(this CrmApp app, long customer) => app.Db<LifecycleDb, CustomerStage?>(db => db.Customers.Where(c => c.CustomerId == customer).Select(c => c.Stage).SingleAsync());

    public static Task<List<StageChange>> HistoryOf(this CrmApp app, long customer) => app.Db<LifecycleDb, List<StageChange>>(db => db.StageChanges.AsNoTracking().Where(c => c.CustomerId == customer).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync());

    public static Task Fills(this CrmApp app) => app.Services.GetRequiredService<SweepRunner>().Run<FillCopies>();

    public static async Task Midnight(this CrmApp app)
    {
        await app.Services.GetRequiredService<SweepRunner>().Run<PassTime>();
        await app.Deliver();
    }

    public static Task<long> Disagreeing(this CrmApp app) => app.Scope(async s =>
    {
        await s.GetRequiredService<RollUpKeeper>().Settle(default);
        return (long)(await s.GetRequiredService<RollUpKeeper>().Compare(default)).Sum(c => c.Differences);
    });
}
