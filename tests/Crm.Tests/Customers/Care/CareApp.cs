using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Purchases;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Care;

/// <summary>What the tests of care do all the time.</summary>
internal static class CareApp
{
    public static Task<long> NewCustomer(this CrmApp app, string name, CustomerLevel level = CustomerLevel.Normal, bool pending = false, string? @as = "manager") =>
        app.Send(new RegisterCustomer.Command { Name = name, Level = level, Pending = pending, AllowDuplicate = true }, @as);

    public static Task<long> Buys(this CrmApp app, long customer, decimal amount, int daysAgo) =>
        app.Send(new RecordPurchase.Command { CustomerId = customer, PurchasedAt = app.Clock.Now.AddDays(-daysAgo), GoodsAmount = amount, Currency = "CNY" });

    public static Task<long> Talks(this CrmApp app, long customer, double daysAgo = 0) =>
        app.Send(new LogInteraction.Command { CustomerId = customer, At = app.Clock.Now.AddDays(-daysAgo), Type = InteractionType.Call, Summary = "x" }, "manager");

    public static Task Facts(this CrmApp app) => app.Services.GetRequiredService<SweepRunner>().Run<RefreshFacts>();

    public static Task Plans(this CrmApp app) => app.Services.GetRequiredService<SweepRunner>().Run<KeepPlans>();

    public static async Task Jobs(this CrmApp app)
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    public static Task<Customer> Customer(this CrmApp app, long id) => app.Db<CustomersDb, Customer>(db => db.Customers.AsNoTracking().SingleAsync(c => c.Id == id));

    public static Task<CustomerFacts> Known(this CrmApp app, long id) => app.Scope(async s => (await s.GetRequiredService<ICustomerDirectory>().FactsOf([id], default))[id]);

    public static Task<bool> Lists(this CrmApp app, long id, ListCustomers.Query query, string? @as = null) => app.Scope(async s =>
        (await s.GetRequiredService<MediatR.IMediator>().Send(query with { Limit = 200 })).Items.Any(r => r.Id == id), @as);

    public static Task<List<ToDo>> Planned(this CrmApp app, long customer) =>
        app.Db<CustomersDb, List<ToDo>>(db => db.ToDos.AsNoTracking().Where(t => t.CustomerId == customer && t.PlannedFrom != null).OrderBy(t => t.Id).ToListAsync());

    public static Task<long> Person(this CrmApp app, string person) => app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Id!.Value), person);
}
