using Microsoft.Playwright;

namespace Crm.BrowserTests;

/// <summary>The pictures of the README: taken into CRM_SCREENSHOTS, else into a folder that is thrown away.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScreenshotTests(BrowserApp app)
{
    [Theory]
    [InlineData("home", "supervisor", "/", "en", false, false)]
    [InlineData("ticket", "supervisor", "/tickets > table a[href^='/tickets/']", "en", false, false)]
    [InlineData("customer", "supervisor", "/customers > table a[href^='/customers/']", "en", false, false)]
    [InlineData("dashboard-zh", "supervisor", "/dashboard", "zh-CN", true, false)]
    [InlineData("board", "manager", "/opportunities", "en", false, false)]
    [InlineData("queue-phone-zh", "agent", "/tickets", "zh-CN", false, true)]
    [InlineData("desk-board", "supervisor", "/tickets/board", "en", true, false)]
    [InlineData("satisfaction", "supervisor", "/surveys/dashboard", "en", false, false)]
    [InlineData("drivers-zh", "analyst", "/surveys > tr:has-text('客户满意度调查') a[href$='/results'] > a[href$='/results/drivers']", "zh-CN", false, false)]
    [InlineData("rules-zh", "admin", "/tickets/settings/rules", "zh-CN", false, false)]
    [InlineData("churn", "manager", "/churn", "en", false, false)]
    [InlineData("lifecycle-zh", "manager", "/lifecycle", "zh-CN", true, false)]
    [InlineData("value", "manager", "/value", "en", false, false)]
    [InlineData("member-zh", "supervisor", "/loyalty/members > table a[href^='/loyalty/members/']", "zh-CN", false, false)]
    public async Task A_picture_is_taken_of(string name, string person, string where, string language, bool dark, bool phone)
    {
        await using var window = await app.Open(language, dark, phone);
        await window.SignIn(person);
        var steps = where.Split(" > ");
        await window.Go(steps[0]);
        foreach (var link in steps[1..]) await window.Go((await window.Page.Locator(link).First.GetAttributeAsync("href"))!);
        await window.Page.WaitForTimeoutAsync(600); // charts draw themselves in
        Assert.Empty(window.TakeComplaints());
        var folder = Environment.GetEnvironmentVariable("CRM_SCREENSHOTS") is { Length: > 0 } wanted ? wanted : Directory.CreateTempSubdirectory("crm-pictures-").FullName;
        var picture = await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
        Assert.True(picture.Length > 10_000, "The picture is blank.");
    }
}
