using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Recommendations;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

/// <summary>Suggestions from co-purchases, checked against figures worked out by hand.</summary>
public sealed class RecommendTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Customer(string name) => app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, "supervisor");

    Task Buy(long customer, int daysAgo, params string[] products) => app.Db<CustomersDb>(async db =>
    {
        var order = new Order("test", Guid.NewGuid().ToString(), app.Clock.Now.AddDays(-daysAgo), 10 * products.Length, 0, 0, 0, 0, "CNY", [.. products.Select(p => new OrderLine(p, 1, 10))]);
        db.Purchases.Add(Purchase.Record(customer, order, false, false, null, app.Clock.Now));
        await db.SaveChangesAsync();
    });

    Task Night() => app.Services.GetRequiredService<SweepRunner>().Run("customers.FindProductPairs", default);

    Task<List<ProductPair>> Pairs() => app.Db<CustomersDb, List<ProductPair>>(db => db.ProductPairs.AsNoTracking().OrderBy(p => p.Product).ThenBy(p => p.Other).ToListAsync());

    [Fact]
    public async Task Pairs_have_the_figures_worked_out_by_hand_and_become_suggestions()
    {
        // 20 buyers. Lamp: 10, shade: 8, both: 6. Mug: 10, with lamp 5, as chance would have it. Bulb with lamp: 4, too few.
        var people = new List<long>();
        for (var i = 0; i < 20; i++) people.Add(await Customer($"Buyer {i}"));
        for (var i = 0; i < 20; i++)
        {
            if (i < 10) await Buy(people[i], 300, "Lamp");
            if (i is >= 4 and < 12) await Buy(people[i], 200, "Shade");
            if (i is < 5 or >= 15) await Buy(people[i], 250, "Mug", "Mug");
            if (i < 4) await Buy(people[i], 250, "Bulb");
            if (i is 12 or 13 or 14) await Buy(people[i], 250, "Pen");
        }
        await Buy(people[19], 800, "Lamp", "Shade"); // too long ago to teach anything
        await app.Db<CustomersDb>(async db =>
        {
            var returned = Purchase.Record(people[18], new Order("test", "back", app.Clock.Now.AddDays(-100), 20, 0, 0, 0, 0, "CNY", [new("Lamp", 1, 10), new("Shade", 1, 10)]), false, false, null, app.Clock.Now);
            returned.GiveBack(20, null, null, app.Clock.Now); // sent back, so not bought
            db.Purchases.Add(returned);
            await db.SaveChangesAsync();
        });
        await Night();
        var pairs = await Pairs();
        Assert.Equal([("Lamp", "Shade"), ("Shade", "Lamp")], pairs.Select(p => (p.Product, p.Other)));
        var (lamp, shade) = (pairs[0], pairs[1]);
        Assert.Equal((6L, 10L, 8L, 20L), (lamp.Together, lamp.ProductBuyers, lamp.OtherBuyers, lamp.Buyers));
        Assert.Equal((0.3, 0.6, 0.4), (lamp.Support, lamp.Confidence, lamp.Expected));
        Assert.Equal(1.5, lamp.Lift, 12);
        Assert.Equal(0.2, lamp.AddedValue, 12);
        Assert.Equal((0.75, 0.5), (shade.Confidence, shade.Expected));
        Assert.Equal(1.5, shade.Lift, 12); // lift is the same both ways
        await Night();
        Assert.Equal(2, (await Pairs()).Count); // once more changes nothing

        var forLampOnly = await app.Send(new RecommendProducts.Query(people[0]), "supervisor");
        var row = Assert.Single(forLampOnly.Items);
        Assert.Equal(("Shade", "Lamp", 6L), (row.Product, row.Because, row.Buyers));
        Assert.Equal("Lamp", Assert.Single((await app.Send(new RecommendProducts.Query(people[11]), "supervisor")).Items).Product);
        Assert.Empty((await app.Send(new RecommendProducts.Query(people[14]), "supervisor")).Items);
        await Buy(people[0], 10, "Shade"); // bought lately
        Assert.Equal(["Lamp"], (await app.Send(new RecommendProducts.Query(people[0]), "supervisor")).Items.Select(i => i.Product)); // the lamp is long ago
        await Buy(people[0], 9, "Lamp");
        Assert.Empty((await app.Send(new RecommendProducts.Query(people[0]), "supervisor")).Items);

        // In words, on both pages and through the API.
        var supervisor = await app.As("supervisor");
        var panel = await supervisor.Get($"/customers/recommendations?customer={people[1]}", htmx: true);
        Assert.Contains("Of those who bought “Lamp”, 60 % also bought this; of all customers, 40 %.", panel.Html);
        Assert.Contains("Lift 1.50, support 30.0 % (6 customers)", panel.Html);
        Assert.Contains($"/customers/recommendations?customer={people[1]}", (await supervisor.Get($"/customers/{people[1]}")).Html);
        var ticket = await app.Ticket(people[1]);
        Assert.Contains($"/customers/recommendations?customer={people[1]}", (await supervisor.Get($"/tickets/{ticket}")).Html);
        var api = await app.Api("supervisor");
        var answer = await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{people[1]}/recommendations");
        Assert.Equal("Shade", answer.GetProperty("items")[0].GetProperty("product").GetString());
        Assert.Equal(1.5, answer.GetProperty("items")[0].GetProperty("lift").GetDouble(), 12);

        // The customer wants none of it.
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/customers/{people[1]}/personalisation", ("Form.Personalised", "false"))).Status);
        var off = await app.Send(new RecommendProducts.Query(people[1]), "supervisor");
        Assert.NotNull(off.Off);
        Assert.Empty(off.Items);
        Assert.Contains("Switched off", (await supervisor.Get($"/customers/recommendations?customer={people[1]}", htmx: true)).Html);
        var put = await api.PutAsJsonAsync($"/api/v1/customers/{people[5]}/personalisation", new { personalised = false });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        Assert.False((await put.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("personalised").GetBoolean());
        await Night();
        Assert.All(await Pairs(), p => Assert.Equal(18, p.Buyers)); // neither do their purchases teach about others
        await api.PutAsJsonAsync($"/api/v1/customers/{people[1]}/personalisation", new { personalised = true });
        Assert.Null((await app.Send(new RecommendProducts.Query(people[1]), "supervisor")).Off);
    }

    [Fact]
    public async Task They_obey_the_scope_and_the_rights()
    {
        var id = await app.Send(new RegisterCustomer.Command { Name = "Somebody else's" }, "supervisor");
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new RecommendProducts.Query(id), "manager"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get($"/customers/recommendations?customer={id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/customers/{id}/personalisation")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("supervisor")).Get("/customers/recommendations?customer=999999")).Status);
    }
}
