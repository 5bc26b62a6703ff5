using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>Getting in and out.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SignInTests(BrowserApp app)
{
    [Fact]
    public async Task A_wrong_password_is_said_so_the_right_one_leads_home_and_after_signing_out_nothing_is_seen_any_more()
    {
        await using var window = await app.Open();
        await window.Go("/sign-in");
        await Expect(window.Field("E-mail")).ToBeFocusedAsync();
        await window.EnterPassword("agent", "Demo-2025-crm");
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("E-mail or password is wrong");
        await Expect(window.Field("E-mail")).ToHaveValueAsync("agent@demo.test");
        await Expect(window.Field("Password")).ToHaveValueAsync("");

        await window.EnterPassword("agent");
        await Expect(window.Heading).ToHaveTextAsync(new Regex("^Good (morning|afternoon|evening), Wei Zhang$"));
        await window.Menu("Customers").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("Customers");
        await window.SignOut();
        await window.Page.GoBackAsync();
        await Expect(window.Field("Password")).ToBeVisibleAsync();
        await window.Go("/customers");
        await Expect(window.Field("Password")).ToBeVisibleAsync();
        window.AssertNothingBroke();
    }

    [Theory]
    [InlineData("agent", "My queue")]
    [InlineData("manager", "Stuck opportunities")]
    [InlineData("supervisor", "Today")]
    [InlineData("analyst", "Survey desk")]
    public async Task The_home_page_shows_what_the_role_lives_by(string person, string panel)
    {
        await using var window = await app.Open();
        await window.SignIn(person);
        await window.Settled();
        await Expect(window.Card(panel)).ToBeVisibleAsync();
        window.AssertNothingBroke();
    }

    [Fact]
    public async Task A_deep_link_is_where_one_arrives_after_signing_in()
    {
        await using var window = await app.Open();
        await window.Go("/customers?level=Vip");
        await window.EnterPassword("supervisor");
        await Expect(window.Heading).ToHaveTextAsync("Customers");
        await Expect(window.Page).ToHaveURLAsync(new Regex(@"/customers\?level=Vip$"));
        await Expect(window.Field("Level")).ToHaveValueAsync("Vip");
    }
}
