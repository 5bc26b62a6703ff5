using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A condition of a rule asks for its value in the way of its field.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RuleEditorTests(BrowserApp app)
{
    [Fact]
    public async Task A_condition_on_a_field_of_ones_own_offers_what_the_field_offers()
    {
        await using var window = await app.Open();
        await window.SignIn("admin");
        await window.Go("/tickets/settings/rules/new");
        var row = window.Page.Locator("[data-rule-row]").First;
        ILocator Part(string label) => row.GetByLabel(label, new() { Exact = true });
        await Part("What").SelectOptionAsync("Custom");
        await Part("Which field").SelectOptionAsync(new SelectOptionValue { Label = "Serial number" });
        await Expect(Part("Choice")).ToBeHiddenAsync();
        await Part("Text, number or date").FillAsync("SN-2025");

        await Part("Which field").SelectOptionAsync(new SelectOptionValue { Label = "Product version" });
        await Expect(Part("Text, number or date")).ToBeHiddenAsync();
        Assert.All((await Part("Choice").Locator("option:enabled").AllTextContentsAsync()).Where(text => text.Length > 0), text => Assert.StartsWith("Product version: ", text, StringComparison.Ordinal));
        foreach (var needed in new[] { "English name", "Chinese name", "Add tags" }) await window.Field(needed).FillAsync("Versions");
        await window.Button("Save").ClickAsync();
        await Expect(Part("Choice")).ToHaveAccessibleDescriptionAsync("A value is missing.");
        await Part("Choice").SelectOptionAsync(new SelectOptionValue { Label = "Product version: 2026.1" });

        await Part("How").SelectOptionAsync("Filled");
        await Expect(Part("Choice")).ToBeHiddenAsync();
        window.AssertNothingBroke();
    }
}
