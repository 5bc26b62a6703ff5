using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>An account manager looks a customer up on a phone, between two visits.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PhoneTests(BrowserApp app)
{
    [Fact]
    public async Task The_menu_opens_a_list_is_filtered_and_a_customer_shows_every_panel()
    {
        await using var phone = await app.Open(phone: true);
        await phone.SignIn("manager");
        await Expect(phone.Menu("Customers")).ToBeHiddenAsync();
        await phone.Button("Show or hide the menu").TapAsync();
        await phone.Menu("Customers").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("Customers");
        await Expect(phone.Menu("Customers")).ToBeHiddenAsync();

        var rows = phone.Main.GetByRole(AriaRole.Row);
        await phone.Field("Kind").SelectOptionAsync("Organisation");
        await phone.Main.GetByRole(AriaRole.Button, new() { Name = "Search" }).TapAsync();
        await Expect(phone.Page).ToHaveURLAsync(new Regex("kind=Organisation"));
        await Expect(phone.Field("Kind")).ToHaveValueAsync("Organisation");
        var name = await rows.Nth(1).GetByRole(AriaRole.Link).First.InnerTextAsync();
        await phone.Field("Search").FillAsync(name);
        await phone.Press("Enter");
        await Expect(rows.Nth(1)).ToContainTextAsync(name);
        await phone.Link(name).First.TapAsync();

        await Expect(phone.Heading).ToHaveTextAsync(name);
        foreach (var panel in (string[])["Tickets", "Opportunities", "Points"])
        {
            await phone.Card(panel).ScrollIntoViewIfNeededAsync();
            await Expect(phone.Card(panel).Locator(".card-body, .list-group, .empty").First).ToBeVisibleAsync();
        }
        await phone.Settled();
        await Expect(phone.Page.GetByText("could not be loaded")).ToHaveCountAsync(0);
        Assert.True(await phone.Page.Locator("html").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth"), "The page scrolls sideways.");
        phone.AssertNothingBroke();
    }
}
