using Crm.Loyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A member's points buy a reward, once, and come back when it is cancelled.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RedemptionTests(BrowserApp app)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)] // without scripts nothing in the browser holds the second click back
    public async Task A_double_click_redeems_once_and_a_dialog_asks_before_it_is_taken_back(bool scripts)
    {
        var member = await app.Db<LoyaltyDb, long>(db => db.Members
            .Where(m => m.Balance >= 300 && !db.Redemptions.Any(r => r.MemberId == m.Id)).OrderByDescending(m => m.Balance).ThenBy(m => m.Id).Select(m => m.Id).FirstAsync());
        await using var window = await app.Open(scripts: scripts);
        await window.SignIn("admin");
        await window.Page.GotoAsync($"/loyalty/members/{member}");
        await window.Link("Redeem").ClickAsync();
        var coffee = await window.Field("Reward").Locator("option", new() { HasText = "Coffee voucher" }).GetAttributeAsync("value");
        await window.Field("Reward").SelectOptionAsync(coffee!);
        await window.Button("Redeem").DblClickAsync();
        await Expect(window.Main.GetByRole(AriaRole.Row).Filter(new() { HasText = "Coffee voucher" })).ToHaveCountAsync(1);
        Assert.Equal((1, 0), await Redemptions(member));

        var cancel = window.Button("Cancel redemption");
        await cancel.FocusAsync();
        await window.Press("Enter");
        if (scripts)
        {
            var dialog = window.Page.Locator("dialog#confirm");
            await Expect(dialog).ToContainTextAsync("The points go back to their lots");
            await window.Press("Escape");
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(cancel).ToBeFocusedAsync();
            Assert.Equal((1, 0), await Redemptions(member));
            await window.Press("Enter");
            await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true })).ToBeFocusedAsync(); // the harmless one first
            await window.Press("Tab");
            await window.Press("Enter");
        }
        else
        {
            await Expect(window.Main).ToContainTextAsync("The points go back to their lots");
            await window.Button("Cancel redemption").ClickAsync();
        }
        await Expect(window.Main.GetByRole(AriaRole.Row).Filter(new() { HasText = "Coffee voucher" })).ToContainTextAsync("Cancelled");
        Assert.Equal((1, 1), await Redemptions(member));
        window.AssertNothingBroke();
    }

    /// <summary>How many there are, and how many of them cancelled.</summary>
    Task<(int All, int Cancelled)> Redemptions(long member) => app.Db<LoyaltyDb, (int, int)>(async db =>
        (await db.Redemptions.CountAsync(r => r.MemberId == member), await db.Redemptions.CountAsync(r => r.MemberId == member && r.CancelledAt != null)));
}
