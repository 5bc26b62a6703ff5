using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>An installation nobody works in yet.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FirstRunTests(BrowserApp app)
{
    [Fact]
    public async Task Whoever_comes_first_makes_the_first_account_and_is_led_on_and_nobody_after_them()
    {
        await using var site = await Site.Start(demo: false);
        await using var window = await app.Open(at: site);
        await window.Go("/customers");
        await Expect(window.Heading).ToHaveTextAsync("Welcome");
        await window.Field("Name").FillAsync("Ada First");
        await window.Field("E-mail").FillAsync("ada@example.com");
        await window.Field("Password").FillAsync("password1");
        await window.Field("Password again").FillAsync("another one");
        await window.Button("Create the account").ClickAsync();
        await Expect(window.Field("Password again")).ToHaveAccessibleDescriptionAsync("The two do not match.");
        await Expect(window.Field("Name")).ToHaveValueAsync("Ada First");
        await window.Field("Password").FillAsync("a long walk to Turing");
        await window.Field("Password again").FillAsync("a long walk to Turing");
        await window.Button("Create the account").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(new Regex("Ada First"));
        await Expect(window.Toast).ToContainTextAsync("Add your departments and teams");

        // Every empty page says what to do next.
        await window.Menu("Customers").ClickAsync();
        await Expect(window.Main).ToContainTextAsync("No customers here");
        await window.Menu("Teams").ClickAsync();
        await Expect(window.Main).ToContainTextAsync("Begin with a department");
        await window.Go("/dashboard");
        window.AssertNothingBroke();

        await using var late = await app.Open(at: site);
        Assert.Equal(404, (await late.Go("/setup"))!.Status);
        await late.Go("/");
        await Expect(late.Field("Password")).ToBeVisibleAsync();
    }
}
