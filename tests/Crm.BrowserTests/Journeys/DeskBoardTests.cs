using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>The supervisor's board, which is shown anew at every change.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DeskBoardTests(BrowserApp app)
{
    [Fact]
    public async Task What_was_given_on_the_board_can_be_taken_back_after_the_board_was_shown_anew()
    {
        await using var window = await app.Open();
        await window.SignIn("supervisor");
        await window.Go("/tickets/board");
        var person = window.Page.Locator("#board [data-give]:not([data-give=''])").First;
        var name = (await person.Locator("a").InnerTextAsync()).Trim();
        var anew = window.Page.WaitForResponseAsync(r => r.Request.Method == "GET" && r.Url.Contains("/tickets/board", StringComparison.Ordinal) && r.Request.Headers.ContainsKey("hx-request"), new() { Timeout = 60_000 });
        await window.Page.Locator("#board article[data-ticket]").Filter(new() { HasNotText = name }).First.DragToAsync(person);
        await Expect(window.Page.Locator("#said")).ToContainTextAsync($"Given to {name}");
        await anew;
        await window.Settled();
        await window.Button("Undo").ClickAsync();
        await Expect(window.Page.Locator("#said")).ToContainTextAsync("Taken back");
        window.AssertNothingBroke();
    }
}
