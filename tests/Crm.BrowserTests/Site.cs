using Crm.Host;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.BrowserTests;

/// <summary>One installation on a real port, with a database of its own and everything running in the background, as people have it.</summary>
public sealed class Site : IAsyncDisposable
{
    readonly string dataDir = Directory.CreateTempSubdirectory("crm-browser-").FullName;
    readonly string connection;
    readonly bool guest;
    readonly WebApplicationFactory<Program> host;

    Site(string connection, bool guest = false)
    {
        (this.connection, this.guest) = (connection, guest);
        host = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            b.UseSetting("urls", "http://127.0.0.1:0");
            b.UseSetting("ConnectionStrings:Crm", connection);
            b.UseSetting("Crm:DataDir", dataDir);
            b.UseSetting("Crm:PasswordRounds", "1000");
            b.UseSetting("Logging:LogLevel:Default", "Warning");
            b.UseEnvironment("Testing");
            b.ConfigureTestServices(CrmApp.RefuseCostlyRows);
        });
    }

    /// <summary>Where it serves.</summary>
    public string Url { get; private set; } = "";

    public IServiceProvider Services => host.Services;

    /// <summary>Starts one with the demo data, or with nothing in it.</summary>
    public static async Task<Site> Start(bool demo)
    {
        var connection = await TestPostgres.EmptyDatabase();
        await TestPostgres.Migrated(connection, TimeProvider.System, demo ? services => Demo.LoadAsync(services, default) : null);
        return await new Site(connection).Serve();
    }

    /// <summary>A second host on the same database.</summary>
    public Task<Site> Beside() => new Site(connection, guest: true).Serve();

    async Task<Site> Serve()
    {
        host.UseKestrel(0);
        host.StartServer();
        Url = host.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        // The first page compiles half the product: no test should pay for it.
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(3) };
        (await client.GetAsync(new Uri(Url + "/sign-in"))).EnsureSuccessStatusCode();
        return this;
    }

    /// <summary>Looks at the rows themselves.</summary>
    public async Task<T> Db<TDb, T>(Func<TDb, Task<T>> look) where TDb : ModuleDb
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        return await look(scope.ServiceProvider.GetRequiredService<TDb>());
    }

    /// <summary>Mails to a customer as they were written, newest first.</summary>
    public async Task<List<MailRow>> MailsTo(long customer)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        var rows = await scope.ServiceProvider.GetRequiredService<PlatformDb>().Mail.AsNoTracking().Where(m => m.CustomerId == customer).OrderByDescending(m => m.Id).ToListAsync();
        var vault = await scope.ServiceProvider.GetRequiredService<SubjectVault>().Of(rows.Select(m => m.CustomerId), default);
        return [.. rows.Select(vault.Open).OfType<MailRow>()];
    }

    /// <summary>Waits for something that happens in the background.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T?>> look)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < until; await Task.Delay(50))
            if (await look() is { } found && !found.Equals(default(T))) return found;
        throw new TimeoutException("This has not happened.");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        if (!guest) await TestPostgres.Drop(connection);
        Directory.Delete(dataDir, recursive: true);
    }
}
