using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Crm.BrowserTests;

/// <summary>One installation with the demo data and one Chromium, for all tests.</summary>
public sealed class BrowserApp : IAsyncLifetime
{
    Site? site;
    IPlaywright? playwright;
    IBrowser? browser;

    Site Demo => site ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        var loading = Site.Start(demo: true);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CRM_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        site = await loading;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (site is not null) await site.DisposeAsync();
    }

    /// <summary>A fresh window: its own cookies, language, look and size.</summary>
    public async Task<Window> Open(string language = "en", bool dark = false, bool phone = false, bool scripts = true, Site? at = null)
    {
        var url = (at ?? Demo).Url;
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = url,
            Locale = language,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 800 },
            HasTouch = phone,
            JavaScriptEnabled = scripts,
        });
        context.SetDefaultTimeout(60_000); // the first sign-in of a fresh host compiles much, and a busy machine takes its time
        if (dark) await context.AddCookiesAsync([new() { Name = "crm.theme", Value = "dark", Url = url }]);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>A second host of the same installation.</summary>
    public Task<Site> SecondHost() => Demo.Beside();

    /// <summary>Where it serves.</summary>
    public string Url => Demo.Url;

    /// <summary>Uses services of the installation, as the system.</summary>
    public async Task<T> Use<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Demo.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        return await work(scope.ServiceProvider);
    }

    /// <summary>Looks at the rows themselves.</summary>
    public Task<T> Db<TDb, T>(Func<TDb, Task<T>> look) where TDb : ModuleDb => Demo.Db(look);

    /// <summary>Waits for something that happens in the background.</summary>
    public Task<T> Eventually<TDb, T>(Func<TDb, Task<T?>> look) where TDb : ModuleDb => Site.Eventually(() => Demo.Db(look));

    /// <summary>Mails to a customer as they were written, newest first.</summary>
    public Task<List<MailRow>> MailsTo(long customer) => Demo.MailsTo(customer);
}

/// <summary>All browser tests share the host.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserApp>
{
    public const string Name = "browser";
}
