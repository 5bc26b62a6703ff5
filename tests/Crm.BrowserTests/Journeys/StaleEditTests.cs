using System.Text.RegularExpressions;
using Crm.Customers.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>Two people change one customer at the same time.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StaleEditTests(BrowserApp app)
{
    [Fact]
    public async Task The_second_to_save_sees_before_theirs_and_yours_and_may_take_over()
    {
        await using var first = await app.Open();
        await using var second = await app.Open();
        await first.SignIn("supervisor");
        await second.SignIn("admin");
        var (name, phones) = ($"Contested {Some.Word()}", (string[])[Some.Phone(), Some.Phone(), Some.Phone()]);
        await first.Go("/customers/new");
        await first.Field("Name").FillAsync(name);
        await first.Field("Industry").FillAsync("Retail");
        await first.Field("Phone 1").FillAsync(phones[0]);
        await first.Button("Save").ClickAsync();
        await Expect(first.Heading).ToHaveTextAsync(name);
        var id = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Name == name).Select(c => c.Id).SingleAsync());

        await first.Go($"/customers/{id}/edit");
        await second.Go($"/customers/{id}/edit");
        await first.Field("Industry").FillAsync("Logistics");
        await first.Field("Phone 1").FillAsync(phones[1]);
        await first.Button("Save").ClickAsync();
        await Expect(first.Toast).ToHaveTextAsync($"{name} has been saved.");

        await second.Field("Industry").FillAsync("Banking");
        await second.Field("Phone 1").FillAsync(phones[2]);
        await second.Field("Region").FillAsync("North");
        await second.Button("Save").ClickAsync();
        var notice = second.Page.GetByRole(AriaRole.Alert);
        await Expect(notice).ToContainTextAsync("Somebody else has saved this in the meantime");
        await Expect(notice).ToBeFocusedAsync();
        await Expect(Cells(notice, "Industry")).ToHaveTextAsync(["Retail", "Logistics", "Banking"]);
        await Expect(Cells(notice, "Phone")).ToHaveTextAsync(phones.Select(p => new Regex(@"^(\+86)?" + p + "$", RegexOptions.None)));
        await Expect(second.Field("Industry")).ToHaveValueAsync("Banking");
        Assert.Equal("Logistics", await IndustryOf(id));

        await second.Button("Save").ClickAsync();
        await Expect(second.Toast).ToHaveTextAsync($"{name} has been saved.");
        Assert.Equal("Banking", await IndustryOf(id));
        first.AssertNothingBroke();
        second.AssertNothingBroke();
    }

    static ILocator Cells(ILocator notice, string field) => notice.GetByRole(AriaRole.Row).Filter(new() { Has = notice.Page.GetByRole(AriaRole.Rowheader, new() { Name = field, Exact = true }) }).GetByRole(AriaRole.Cell);

    Task<string?> IndustryOf(long id) => app.Db<CustomersDb, string?>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Industry).SingleAsync());
}
