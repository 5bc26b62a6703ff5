using System.Net;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Tests.Support;

namespace Crm.Tests.Tickets.Features;

/// <summary>What the ticket's page shows of its customer.</summary>
public sealed class TicketPanelTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_page_loads_other_tickets_interactions_and_purchases_of_the_customer()
    {
        var customer = await app.Customer("Around AG");
        var other = await app.Ticket(customer, subject: "The one before");
        var id = await app.Ticket(customer, subject: "The one at hand");
        await app.Ticket(subject: "Somebody else's");
        for (var i = 1; i <= 6; i++)
        {
            await app.Send(new LogInteraction.Command { CustomerId = customer, Type = InteractionType.Call, At = app.Clock.Now.AddDays(-i), Summary = $"Call {i}", Outcome = Outcome.Resolved }, "supervisor");
            await app.Db<CustomersDb>(async db =>
            {
                db.Purchases.Add(Purchase.Record(customer, new Order("test", $"order {i}", app.Clock.Now.AddDays(-i), 10, 0, 0, 0, 0, "CNY", [new OrderLine($"Lamp {i}", 1, 10)]), false, false, null, app.Clock.Now));
                await db.SaveChangesAsync();
            });
        }
        var agent = await app.As("agent");
        var page = await agent.Get($"/tickets/{id}");
        async Task<Answer> Panel(string url)
        {
            Assert.Contains(page.Document.QuerySelectorAll("[data-panel]"), p => p.GetAttribute("hx-get") == url);
            return await agent.Get(url, htmx: true);
        }
        string[] Lines(Answer panel) => [.. panel.Document.QuerySelectorAll(".list-group-item a").Select(a => a.TextContent)];

        var tickets = await Panel($"/tickets/panels/customer?except={id}&customer={customer}");
        Assert.Equal(["The one before"], Lines(tickets));
        Assert.Equal($"/tickets/{other}", tickets.Document.QuerySelector(".list-group-item a")!.GetAttribute("href"));
        Assert.Equal(["Call 1", "Call 2", "Call 3", "Call 4", "Call 5"], Lines(await Panel($"/customers/interactions/panel?customer={customer}")));
        var purchases = await Panel($"/customers/purchases/panel?customer={customer}");
        Assert.Equal(["Lamp 1", "Lamp 2", "Lamp 3", "Lamp 4", "Lamp 5"], Lines(purchases));
        Assert.Equal($"/customers/{customer}/purchases", purchases.Document.QuerySelector(".card-footer a")!.GetAttribute("href"));

        // The customer's own page shows all of theirs, as before.
        Assert.Contains($"/tickets/panels/customer?customer={customer}", (await agent.Get($"/customers/{customer}")).Html, StringComparison.Ordinal);
        Assert.Equal(["The one at hand", "The one before"], Lines(await agent.Get($"/tickets/panels/customer?customer={customer}", htmx: true)).Order());
    }

    [Fact]
    public async Task Where_there_is_nothing_or_nothing_one_may_see_a_line_says_so()
    {
        var customer = await app.Customer("Empty AG");
        var elsewhere = await app.Ticket(customer, subject: "Of another team", @as: "wu.qian");
        var id = await app.Ticket(customer);
        var agent = await app.As("agent");
        var tickets = await agent.Get($"/tickets/panels/customer?except={id}&customer={customer}", htmx: true);
        Assert.Contains("There is no other one you may see.", tickets.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/tickets/{elsewhere}", tickets.Html, StringComparison.Ordinal);
        Assert.Contains("Nothing was spoken of yet", (await agent.Get($"/customers/interactions/panel?customer={customer}", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains("No purchases yet", (await agent.Get($"/customers/purchases/panel?customer={customer}", htmx: true)).Html, StringComparison.Ordinal);

        var theirs = await app.Send(new RegisterCustomer.Command { Name = "Somebody else's" }, "supervisor");
        var manager = await app.As("manager"); // sees their own customers only
        foreach (var panel in new[] { "/customers/interactions/panel", "/customers/purchases/panel", "/customers/recommendations" })
        {
            Assert.Contains("This customer is not one of yours.", (await manager.Get($"{panel}?customer={theirs}", htmx: true)).Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await manager.Get($"{panel}?customer={theirs}")).Status);
        }
    }
}
