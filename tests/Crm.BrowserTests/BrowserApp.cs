using Crm.Host;
using Crm.Platform;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Crm.BrowserTests;

/// <summary>One host with the demo data, serving on a real port with everything running in the background, and one Chromium for all tests.</summary>
public sealed class BrowserApp : IAsyncLifetime
{
    readonly string dataDir = Directory.CreateTempSubdirectory("crm-browser-").FullName;
    string connection = "";
    WebApplicationFactory<Program>? factory;
    IPlaywright? playwright;
    IBrowser? browser;

    public string Url { get; private set; } = "";

    public IServiceProvider Services => factory!.Services;

    public async Task InitializeAsync()
    {
        connection = await TestPostgres.EmptyDatabase();
        await TestPostgres.Migrated(connection, TimeProvider.System);
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            b.UseSetting("urls", "http://127.0.0.1:0");
            b.UseSetting("ConnectionStrings:Crm", connection);
            b.UseSetting("Crm:DataDir", dataDir);
            b.UseSetting("Crm:PasswordRounds", "1000");
            b.UseSetting("Crm:Background", "false");
            b.UseEnvironment("Testing");
            b.ConfigureTestServices(CrmApp.RefuseUnorderedRows);
        });
        factory.UseKestrel(0);
        factory.StartServer();
        await Demo.LoadAsync(factory.Services, default);
        Url = factory.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CRM_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (factory is not null) await factory.DisposeAsync();
        if (connection.Length > 0) await TestPostgres.Drop(connection);
        Directory.Delete(dataDir, recursive: true);
    }

    /// <summary>A fresh window: its own cookies, language, look and size.</summary>
    public async Task<Window> Open(string language = "en", bool dark = false, bool phone = false, bool scripts = true)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Url,
            Locale = language,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 800 },
            HasTouch = phone,
            JavaScriptEnabled = scripts,
        });
        context.SetDefaultTimeout(15_000);
        if (dark) await context.AddCookiesAsync([new() { Name = "crm.theme", Value = "dark", Url = Url }]);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>Delivers events until none is due.</summary>
    public async Task Deliver()
    {
        var outbox = (Platform.Events.Outbox)Services.GetService(typeof(Platform.Events.Outbox))!;
        while (await outbox.DeliverOnce(default) > 0) { }
    }
}

/// <summary>All browser tests share the host.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserApp>
{
    public const string Name = "browser";
}
