using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>The circle the product exists for, walked in a browser with everything running as it does for people.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class CircleTests(BrowserApp app)
{
    [GeneratedRegex(@"/s/[^\s]+")]
    private static partial Regex SurveyLink();

    [Fact]
    public async Task A_resolved_ticket_is_scored_badly_called_back_archived_earns_points_and_stands_on_the_dashboard()
    {
        var (name, subject) = ($"Carla Circle {Some.Word()}", $"The kettle leaks {Some.Word()}");
        await using var desk = await app.Open();
        await desk.SignIn("supervisor");

        // A member of the programme, with a mailbox.
        await desk.Go("/customers/new");
        await desk.Field("Name").FillAsync(name);
        await desk.Field("E-mail 1").FillAsync($"{Some.Word()}@example.com");
        await desk.Field("Language").SelectOptionAsync("English");
        await desk.Button("Save").ClickAsync();
        await desk.Card("Points").GetByRole(AriaRole.Link, new() { Name = "Enrol member" }).ClickAsync();
        await Expect(desk.Field("Customer")).ToHaveValueAsync(name);
        await desk.Field("The customer accepts the terms of the programme").CheckAsync();
        await desk.Button("Enrol member").ClickAsync();
        await Expect(desk.Toast).ToHaveTextAsync("Enrolled.");

        // Their ticket is opened, taken and resolved.
        await desk.Main.GetByRole(AriaRole.Link, new() { Name = "Customer" }).First.ClickAsync();
        await desk.Card("Tickets").GetByRole(AriaRole.Link, new() { Name = "New ticket" }).ClickAsync();
        await desk.Field("Subject").FillAsync(subject);
        await desk.Field("What the customer says").FillAsync("Water on the table.");
        await desk.Button("Open ticket").ClickAsync();
        await desk.Button("Take").ClickAsync();
        await desk.Link("Resolve").ClickAsync();
        await desk.Field("What was done").FillAsync("Sent a new lid.");
        await desk.Field("Cause").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Field("Resolution").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Button("Resolve").ClickAsync();
        await Expect(desk.Toast).ToContainTextAsync("The ticket is resolved.");
        var ticket = new Uri(desk.Page.Url).AbsolutePath;

        await desk.Go("/");
        var open = desk.Card("Follow-ups").GetByRole(AriaRole.Link, new() { NameRegex = new("^Open: ") });
        var before = int.Parse(await open.InnerTextAsync());

        // The mail brings a link to the customer's phone.
        var customer = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Name == name).Select(c => c.Id).SingleAsync());
        var link = await Site.Eventually(async () => (await app.MailsTo(customer)).Select(m => SurveyLink().Match(m.TextBody).Value).FirstOrDefault(l => l.Length > 0));
        await using var phone = await app.Open(phone: true);
        await phone.Go(link);
        await Expect(phone.Heading).ToHaveTextAsync("How did we do?");
        await phone.Page.GetByRole(AriaRole.Group).Filter(new() { HasText = "How satisfied are you" }).Locator("label").Nth(1).TapAsync();
        await phone.Page.GetByText("No", new() { Exact = true }).TapAsync();
        await phone.Field("What should we do better?").FillAsync("The new lid leaks too.");
        await phone.Button("Send").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("Thank you!");
        phone.AssertNothingBroke();

        // The call back is on the supervisor's home page.
        await app.Eventually<TicketsDb, long?>(db => db.FollowUps.Where(f => f.CustomerId == customer).Select(f => (long?)f.Id).SingleOrDefaultAsync());
        await desk.Go("/");
        await Expect(open).ToHaveTextAsync($"{before + 1}");
        await open.ClickAsync();
        await desk.Link(name).ClickAsync();
        await Expect(desk.Main).ToContainTextAsync("The new lid leaks too.");

        // It closes only once somebody has spoken with the customer, with cause and action.
        await desk.Link("Close follow-up").ClickAsync();
        await desk.Button("Close follow-up").ClickAsync();
        await Expect(desk.Field("What is done about it")).ToHaveAccessibleDescriptionAsync(new Regex("Please fill this in"));
        await desk.Field("Cause").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Field("What is done about it").FillAsync("A new kettle is on its way.");
        await desk.Button("Close follow-up").ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nobody has reached the customer yet");
        await desk.Link("Cancel").ClickAsync();
        await desk.Link("Log attempt").ClickAsync();
        await desk.Field("I spoke with the customer").CheckAsync();
        await desk.Field("What was said").FillAsync("Apologised; she would like a new kettle.");
        await desk.Button("Save").ClickAsync();
        await Expect(desk.Toast).ToHaveTextAsync("The attempt is logged.");
        await desk.Link("Close follow-up").ClickAsync();
        await desk.Field("Cause").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Field("What is done about it").FillAsync("A new kettle is on its way.");
        await desk.Button("Close follow-up").ClickAsync();
        await Expect(desk.Toast).ToHaveTextAsync("The follow-up is closed.");

        // The ticket needs nothing more, and the answer has earned points.
        await app.Eventually<TicketsDb, bool>(db => db.Tickets.AnyAsync(t => t.Subject == subject && t.Status == TicketStatus.Archived));
        await desk.Go(ticket);
        await Expect(desk.Main.GetByText("Archived", new() { Exact = true }).First).ToBeVisibleAsync();
        await desk.Go($"/customers/{customer}");
        await Expect(desk.Card("Points")).ToContainTextAsync(new Regex(@"\b50\b.*points to spend", RegexOptions.Singleline));
        await Expect(desk.Page.Locator("#timeline")).ToContainTextAsync("Call back done");

        // A figure of the dashboard opens the records behind it.
        await desk.Go("/dashboard");
        await desk.Card("Created and resolved").GetByRole(AriaRole.Link, new() { NameRegex = new("^Resolved: ") }).ClickAsync();
        await Expect(desk.Link(subject)).ToBeVisibleAsync();
        desk.AssertNothingBroke();
    }
}
