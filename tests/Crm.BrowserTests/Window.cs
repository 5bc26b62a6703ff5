using System.Text.RegularExpressions;
using Crm.Staff.Features.Demo;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests;

/// <summary>A browser window that remembers what went wrong on its pages, and finds things on them as a person names them.</summary>
public sealed partial class Window : IAsyncDisposable
{
    static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Rules of WCAG 2.2 AA and good practice; only what is violated is carried over.</summary>
    const string RunAxe = """
        async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }))
            .violations.map(v => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join('; ')})`)
        """;

    readonly IBrowserContext context;
    readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add($"{page.Url}: {message.Text}"); };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Window> Tab() => new(context, await context.NewPageAsync());

    /// <summary>Errors of script and console, broken policies among them, since the last call.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var taken = complaints.ToList();
        complaints.Clear();
        return taken;
    }

    [GeneratedRegex("status of 4(01|04|09|10|22) |htmx:(afterRequest|sendAbort)")]
    private static partial Regex Harmless();

    /// <summary>No page of this window has raised an error. A form that was refused and a panel that one left before it came are reported too, and are none.</summary>
    public void AssertNothingBroke() => Assert.DoesNotContain(TakeComplaints(), c => !Harmless().IsMatch(c));

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>What the page says once, in a corner, after an act.</summary>
    public ILocator Toast => Page.Locator("#toasts .toast-body");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>A control of a form by its label.</summary>
    public ILocator Field(string label) => Page.Locator("input, textarea, select").And(Page.GetByLabel(label, new() { Exact = true }));

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    /// <summary>An entry of the main menu.</summary>
    public ILocator Menu(string name) => Page.Locator("#menu").GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>The card of a panel or section, by its heading.</summary>
    public ILocator Card(string title) => Page.Locator(".card").Filter(new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    /// <summary>Presses keys once the page is there: nobody is quicker than its scripts.</summary>
    public async Task Press(string keys)
    {
        await Page.WaitForLoadStateAsync();
        await Page.Keyboard.PressAsync(keys);
    }

    public Task Type(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Types into a picker and takes its first find with the keyboard.</summary>
    public async Task Pick(string label, string text)
    {
        await Settled();
        await Field(label).PressSequentiallyAsync(text);
        await Expect(Page.Locator(".picker-list [data-pick]")).ToHaveCountAsync(1);
        await Press("ArrowDown");
        await Press("Enter");
        await Expect(Page.Locator(".picker-list [data-pick]")).ToHaveCountAsync(0);
    }

    public async Task SignIn(string person)
    {
        await Page.GotoAsync("/sign-in");
        await EnterPassword(person);
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Fills the sign-in page that is open.</summary>
    public async Task EnterPassword(string person, string password = DemoStaff.Password)
    {
        await Page.FillAsync("[name='Form.Email']", person + "@demo.test");
        await Page.FillAsync("[name='Form.Password']", password);
        await Page.PressAsync("[name='Form.Password']", "Enter");
    }

    public async Task SignOut()
    {
        await Page.WaitForLoadStateAsync(); // a menu opens by the page's scripts
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("User menu|用户菜单") }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Sign out|退出登录)$") }).ClickAsync();
        await Expect(Page.Locator("[name='Form.Password']")).ToBeVisibleAsync();
    }

    /// <summary>Opens a page and waits until its panels have come.</summary>
    public async Task<IResponse?> Go(string path)
    {
        var response = await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        await Settled();
        return response;
    }

    /// <summary>Waits until the panels have come.</summary>
    public Task Settled() => Page.WaitForFunctionAsync("() => document.readyState === 'complete' && !document.querySelector('.panel-waiting') && !document.querySelector('.htmx-request')");

    /// <summary>What reaches beyond the right edge, from the outside in.</summary>
    const string TooWide = "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth).map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${(e.innerText || '').slice(0, 40)}`).slice(-4)";

    /// <summary>What is wrong with the page as it stands: accessibility by axe, sideways scrolling, unrendered tag helpers.</summary>
    public async Task<IReadOnlyList<string>> Faults()
    {
        await Page.EvaluateAsync(Axe);
        var faults = (await Page.EvaluateAsync<string[]>(RunAxe)).ToList();
        if (await Page.EvaluateAsync<bool>("() => !!document.querySelector('page-header, field, form-state, save-bar, post-button, confirm-button, icon, stat, panel, panels, pager, empty, status, badge, when, avatar, chart, partial, customer-picker, person-picker, [asp-for]')"))
            faults.Add("a tag helper was not rendered");
        var overflow = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overflow > 0) faults.Add($"scrolls sideways by {overflow} px: {string.Join(" > ", await Page.EvaluateAsync<string[]>(TooWide))}");
        faults.AddRange(TakeComplaints());
        return faults;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
