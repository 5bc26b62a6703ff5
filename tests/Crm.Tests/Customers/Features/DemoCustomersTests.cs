using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features.Demo;
using Crm.Customers.Features.Customers;
using Crm.Platform.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

public sealed class DemoCustomersTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Two_thousand_customers_with_a_history_are_there_and_found()
    {
        await app.Scope(async s =>
        {
            await s.GetServices<IDemoData>().OfType<DemoCustomers>().Single().Load(new DemoWorld(app.Clock.GetUtcNow()), default);
            return 0;
        });
        await app.Db<CustomersDb>(async db =>
        {
            Assert.Equal(2000, await db.Customers.CountAsync());
            Assert.InRange(await db.Contacts.CountAsync(), 400, 800);
            Assert.InRange(await db.Purchases.CountAsync(), 8000, 10500);
            Assert.Equal(3000, await db.Interactions.CountAsync());
            Assert.InRange(await db.Interactions.CountAsync(i => i.ContactId != null), 200, 900);
            Assert.InRange(await db.Usages.CountAsync(), 3000, 12000);
            Assert.Equal(0, await db.Usages.CountAsync(u => u.UsedAt > app.Clock.GetUtcNow()));
            Assert.InRange(await db.Points.CountAsync(p => p.Parts != null), 400, 800);
            Assert.InRange(await db.Customers.CountAsync(c => c.Language == "zh-CN"), 1300, 1500);
            Assert.Equal(0, await db.Purchases.CountAsync(p => p.PurchasedAt > app.Clock.GetUtcNow()));
            Assert.Equal(0, await db.Outbox.CountAsync());
        });
        Assert.NotEmpty((await app.Send(new ListCustomers.Query { Q = "欧阳" })).Items);
        var next = await app.Send(new RegisterCustomer.Command { Name = "After the demo" });
        Assert.Equal(2001, await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == next).Select(c => c.Number).SingleAsync()));
        Assert.Equal(2000, (await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().Page(0, 2000, default))).Count);
    }
}
