using System.Text.RegularExpressions;
using Crm.Customers.Data;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>Whatever a caller says of themselves finds them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SearchTests(BrowserApp app)
{
    [Fact]
    public async Task Two_characters_a_number_without_zeros_and_the_last_four_digits_find_the_customer_and_the_palette_goes_there()
    {
        var (name, phone) = ($"龘靐{Some.Word()}科技", Some.Phone());
        await using var window = await app.Open();
        await window.SignIn("agent");
        await window.Go("/customers/new");
        await window.Field("Name").FillAsync(name);
        await window.Field("Kind").SelectOptionAsync("Organisation");
        await window.Field("Phone 1").FillAsync(phone);
        await window.Button("Save").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(name);
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Name == name).Select(c => c.Number).SingleAsync());

        await window.Go("/");
        var search = window.Field("Search everything");
        var hit = window.Page.Locator("#search-hits").GetByRole(AriaRole.Option).Filter(new() { HasText = name });
        foreach (var said in (string[])["龘靐", $"{number}", $"c{number}", phone[^4..], phone])
        {
            await search.FillAsync(said);
            await Expect(hit).ToBeVisibleAsync();
            await Expect(hit).ToContainTextAsync(HumanNumber.Format('C', number));
        }
        await window.Press("Escape");
        await Expect(window.Page.Locator("#search-hits")).ToBeHiddenAsync();
        await search.FillAsync("靐龘"); // the other way round is nobody
        await Expect(window.Page.Locator("#search-hits")).ToContainTextAsync("All results");
        await Expect(hit).ToHaveCountAsync(0);
        await window.Press("Enter");
        await Expect(window.Main).ToContainTextAsync("Nothing found");
        await window.Main.GetByRole(AriaRole.Searchbox).FillAsync("龘靐");
        await window.Press("Enter");
        await window.Main.GetByRole(AriaRole.Link).Filter(new() { HasText = name }).ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(name);

        // The palette goes to pages and records by keys alone.
        await window.Press("Control+k");
        var palette = window.Dialog("Command palette");
        await Expect(palette.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await window.Type("dash");
        await Expect(palette.GetByRole(AriaRole.Option, new() { Selected = true })).ToHaveTextAsync("Dashboard"); // pages come before what the search finds
        await window.Press("Enter");
        await Expect(window.Page).ToHaveURLAsync(new Regex("/dashboard$"));
        await window.Press("Control+k");
        await Expect(palette.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await window.Type("龘靐");
        await Expect(palette.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync(name);
        await window.Press("Enter");
        await Expect(window.Heading).ToHaveTextAsync(name);
        window.AssertNothingBroke();
    }
}
