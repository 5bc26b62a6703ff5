using System.Reflection;
using Crm.Host;
using Crm.Platform;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Modules;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Tests.Support;

/// <summary>The product on a database of its own, with a clock of its own and nothing running in the background: tests say when.</summary>
public sealed class CrmApp : IAsyncLifetime
{
    WebApplicationFactory<Program>? factory;
    string connection = "";

    public FakeClock Clock { get; } = new();

    /// <summary>Folder of attachments and mails.</summary>
    public string DataDir { get; } = Directory.CreateTempSubdirectory("crm-test-").FullName;

    public IServiceProvider Services => Factory.Services;

    public string ConnectionString => connection;

    WebApplicationFactory<Program> Factory => factory ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        connection = await TestPostgres.NewDatabase();
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b => Configure(b, connection, Clock, DataDir));
    }

    public async Task DisposeAsync()
    {
        if (factory is not null) await factory.DisposeAsync();
        if (connection.Length > 0) await TestPostgres.Drop(connection);
        Directory.Delete(DataDir, recursive: true);
    }

    internal static void Configure(IWebHostBuilder builder, string connection, FakeClock clock, string? dataDir = null)
    {
        builder.UseSetting("ConnectionStrings:Crm", connection);
        builder.UseSetting("Crm:Background", "false");
        builder.UseSetting("Crm:PasswordRounds", "1000");
        builder.UseSetting("Crm:Api:PerMinute", "1000000");
        builder.UseSetting("Crm:HelpCenter:PerMinute", "1000000");
        builder.UseSetting("Crm:MemberPage:PerMinute", "1000000");
        builder.UseSetting("Crm:MemberPage:AsksPerQuarterHour", "1000000");
        if (dataDir is not null) builder.UseSetting("Crm:DataDir", dataDir);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseEnvironment("Testing");
        builder.ConfigureTestServices(services => RefuseCostlyRows(services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)).AddHostedService<Leftovers>()));
    }

    /// <summary>"The first ten" of rows in no order are any ten: a query that asks for them fails here, where EF would only warn. So does one that numbers a whole table.</summary>
    public static void RefuseCostlyRows(IServiceCollection services)
    {
        var refuse = typeof(CrmApp).GetMethod(nameof(RefuseCostly), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var db in new ModuleList([new PlatformModule(), .. Modules.All]).All.Select(m => m.Db).OfType<Type>()) refuse.MakeGenericMethod(db).Invoke(null, [services]);
    }

    static void RefuseCostly<TDb>(IServiceCollection services) where TDb : DbContext => services.ConfigureDbContext<TDb>(
        o => o.ConfigureWarnings(w => w.Throw(CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning)).AddInterceptors(WholeTables.Refused));

    /// <summary>A browser signed in as one of the demo people: admin, supervisor, manager, agent, analyst.</summary>
    public async Task<Browser> As(string person, string language = "en")
    {
        var browser = Anonymous(language);
        await TestStaff.SignIn(browser, person);
        return browser;
    }

    /// <summary>A browser nobody is signed in with.</summary>
    public Browser Anonymous(string language = "en") => new(Factory.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("http://localhost") }), language);

    /// <summary>A client of the JSON API with a token of this person.</summary>
    public async Task<HttpClient> Api(string person = "admin")
    {
        var client = Factory.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new("Bearer", await TestStaff.TokenOf(this, person));
        return client;
    }

    /// <summary>A client without token.</summary>
    public HttpClient Client() => Factory.CreateClient(new() { AllowAutoRedirect = false });

    /// <summary>Works on a module's context as the system.</summary>
    public async Task<T> Db<TDb, T>(Func<TDb, Task<T>> work) where TDb : ModuleDb
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        return await work(scope.ServiceProvider.GetRequiredService<TDb>());
    }

    /// <summary>Works on a module's context as the system.</summary>
    public Task Db<TDb>(Func<TDb, Task> work) where TDb : ModuleDb => Db<TDb, bool>(async db => { await work(db); return true; });

    /// <summary>Uses services in a scope of their own, as the system or as one of the demo people.</summary>
    public async Task<T> Scope<T>(Func<IServiceProvider, Task<T>> work, string? @as = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var user = scope.ServiceProvider.GetRequiredService<CurrentUser>();
        if (@as is null) user.BecomeSystem("test");
        else await TestStaff.Become(scope.ServiceProvider, user, @as);
        return await work(scope.ServiceProvider);
    }

    /// <summary>Sends a use case as the system, or as one of the demo people.</summary>
    public Task<T> Send<T>(IRequest<T> request, string? @as = null) => Scope(s => s.GetRequiredService<IMediator>().Send(request), @as);

    /// <summary>Mails to a customer as they were written, newest first.</summary>
    public Task<List<MailRow>> MailsTo(long customerId) => Scope(async s =>
    {
        var vault = s.GetRequiredService<SubjectVault>();
        var rows = await s.GetRequiredService<PlatformDb>().Mail.AsNoTracking().Where(m => m.CustomerId == customerId).OrderByDescending(m => m.Id).ToListAsync();
        var opener = await vault.Of(rows.Select(m => m.CustomerId), default);
        return rows.Select(opener.Open).OfType<MailRow>().ToList();
    });

    /// <summary>Delivers events until none is due.</summary>
    public async Task Deliver()
    {
        for (var rounds = 0; await Services.GetRequiredService<Outbox>().DeliverOnce(default) > 0; rounds++)
            Assert.True(rounds < 100, "Events go round in circles.");
    }

    /// <summary>Delivers events of a type published by Surveys once more, as after a host that died before it could mark them.</summary>
    public async Task Redeliver(string type)
    {
        await Db<Crm.Surveys.Data.SurveysDb>(db => db.Outbox.Where(o => o.Type.EndsWith("." + type)).ExecuteUpdateAsync(s => s.SetProperty(o => o.DoneAt, (DateTimeOffset?)null)));
        await Deliver();
    }
}
