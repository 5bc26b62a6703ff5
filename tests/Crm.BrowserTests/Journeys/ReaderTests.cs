using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>What belongs to the reader: language, look, and the bell.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReaderTests(BrowserApp app)
{
    [Fact]
    public async Task Language_and_theme_follow_the_person_to_the_next_browser()
    {
        await using (var window = await app.Open())
        {
            await window.SignIn("sun.li");
            await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "light");
            await window.Button("切换到中文").ClickAsync();
            await Expect(window.Menu("客户")).ToBeVisibleAsync();
            await window.Button("浅色或深色").ClickAsync();
            await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
            await window.SignOut();
            await Expect(window.Button("登录")).ToBeVisibleAsync();
            window.AssertNothingBroke();
        }
        await using var other = await app.Open();
        await other.Go("/sign-in");
        await Expect(other.Button("Sign in")).ToBeVisibleAsync();
        await other.SignIn("sun.li");
        await Expect(other.Menu("工单")).ToBeVisibleAsync();
        await Expect(other.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(other.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        other.AssertNothingBroke();
    }

    [Fact]
    public async Task The_bell_rings_without_a_reload_when_somebody_assigns_a_ticket_elsewhere()
    {
        var subject = $"For Qian {Some.Word()}";
        await using var window = await app.Open();
        await window.SignIn("wu.qian");
        await window.Settled();
        await window.Page.EvaluateAsync("() => { document.body.dataset.sameDocument = 'yes' }");
        var unread = window.Page.Locator(".topbar .bell-count");
        var before = await unread.InnerTextAsync(); // clocks that run out ring as well

        await using var other = await app.Open();
        await other.SignIn("supervisor");
        await other.Go("/tickets/new");
        await other.Pick("Customer", "C000001");
        await other.Field("Subject").FillAsync(subject);
        await other.Field("What the customer says").FillAsync("Only she can do it.");
        await other.Button("Open ticket").ClickAsync();
        await other.Link("Assign").ClickAsync();
        await other.Field("Assignee").SelectOptionAsync(new SelectOptionValue { Label = "Qian Wu" });
        await other.Button("Assign").ClickAsync();
        await Expect(other.Toast).ToHaveTextAsync("The ticket was assigned.");

        await Expect(unread).Not.ToHaveTextAsync(before);
        await Expect(window.Page.Locator("body")).ToHaveAttributeAsync("data-same-document", "yes");
        await window.Page.Locator(".topbar").GetByRole(AriaRole.Button, new() { NameRegex = new("^Notifications") }).ClickAsync();
        var notice = window.Page.Locator("#bell-list").GetByRole(AriaRole.Button, new() { NameRegex = new(Regex.Escape(subject)) });
        await Expect(notice).ToContainTextAsync(new Regex("W[0-9]{6} was assigned to you"));
        await notice.ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(subject);
        window.AssertNothingBroke();
        other.AssertNothingBroke();
    }
}
