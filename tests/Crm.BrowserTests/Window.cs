using Crm.Staff.Features.Demo;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Crm.BrowserTests;

/// <summary>A browser window that remembers what went wrong on its pages.</summary>
public sealed class Window : IAsyncDisposable
{
    readonly IBrowserContext context;
    readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add($"{page.Url}: {message.Text}"); };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>Errors of script and console, broken policies among them, since the last call.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var taken = complaints.ToList();
        complaints.Clear();
        return taken;
    }

    public async Task SignIn(string person)
    {
        await Page.GotoAsync("/sign-in");
        await Page.FillAsync("[name='Form.Email']", person + "@demo.test");
        await Page.FillAsync("[name='Form.Password']", DemoStaff.Password);
        await Page.ClickAsync("main form[method=post] button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Opens a page and waits until its panels have come.</summary>
    public async Task<IResponse?> Go(string path)
    {
        var response = await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        await Page.WaitForFunctionAsync("() => !document.querySelector('.panel-waiting') && !document.querySelector('.htmx-request')");
        return response;
    }

    /// <summary>What is wrong with the page as it stands: accessibility by axe (WCAG 2.2 AA), sideways scrolling, unrendered tag helpers.</summary>
    public async Task<IReadOnlyList<string>> Faults()
    {
        var axe = await Page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        var faults = axe.Violations.Select(v => $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html.Length > 160 ? n.Html[..160] : n.Html))})").ToList();
        var overflow = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overflow > 0) faults.Add($"scrolls sideways by {overflow} px");
        faults.AddRange(TakeComplaints());
        return faults;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
