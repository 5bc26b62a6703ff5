using Crm.Contracts.Staff;
using Crm.Platform;
using Crm.Platform.Background;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Support;

/// <summary>
/// The platform with one small module of the tests' own, whose listeners, jobs and sweeps fail and wait as a test
/// wants. Any number of hosts on one database.
/// </summary>
public sealed class ProbeApp : IAsyncLifetime
{
    readonly List<IHost> hosts = [];

    public FakeClock Clock { get; } = new();

    public string ConnectionString { get; private set; } = "";

    public string DataDir { get; } = Directory.CreateTempSubdirectory("crm-probe-").FullName;

    /// <summary>The first host.</summary>
    public IServiceProvider Services => hosts[0].Services;

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.NewDatabase();
        NewHost();
        await Db(db => db.Database.ExecuteSqlRawAsync(db.Database.GenerateCreateScript()));
    }

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
        {
            if (host is IAsyncDisposable async) await async.DisposeAsync();
            else host.Dispose();
        }
        await TestPostgres.Drop(ConnectionString);
        Directory.Delete(DataDir, recursive: true);
    }

    /// <summary>One more host on the same database. It runs nothing in the background unless it is started.</summary>
    public IHost NewHost(bool background = false, TimeProvider? clock = null, params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders(); // failures are what these tests are about: the console need not hear of them
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Configuration["ConnectionStrings:Crm"] = ConnectionString;
        builder.Configuration["Crm:DataDir"] = DataDir;
        builder.Services.AddCrm(builder.Configuration, [new ProbeModule()]);
        builder.Services.Replace(ServiceDescriptor.Singleton(clock ?? Clock));
        builder.Services.AddSingleton<Probe>();
        builder.Services.AddScoped<IRightsSource, ProbeRights>();
        builder.Services.AddScoped<IMailboxes, ProbeMailboxes>();
        if (background) builder.Services.AddCrmBackground(builder.Configuration);
        var host = builder.Build();
        hosts.Add(host);
        return host;
    }

    public async Task<T> Db<T>(Func<ProbeDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("test");
        return await work(scope.ServiceProvider.GetRequiredService<ProbeDb>());
    }

    public Task Db(Func<ProbeDb, Task> work) => Db<bool>(async db => { await work(db); return true; });

    /// <summary>What was written by the probe's listeners, jobs and sweeps under a name.</summary>
    public Task<List<ProbeRow>> Rows(string name) => Db(db => db.Rows.AsNoTracking().Where(r => r.Name == name).OrderBy(r => r.Id).ToListAsync());

    public Task<List<T>> Query<T>(FormattableString sql) => Db(db => db.Database.SqlQuery<T>(sql).ToListAsync());
}

internal sealed class ProbeModule : Module
{
    public override string Name => "probe";

    public override Type Db => typeof(ProbeDb);
}

/// <summary>Says that the module stores something. Its tables are made from the model, since tests need no history.</summary>
internal sealed class ProbeTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) { }
}

public sealed class ProbeDb(DbContextOptions<ProbeDb> options) : ModuleDb(options)
{
    public override string Schema => "probe";

    public DbSet<ProbeRow> Rows => Set<ProbeRow>();

    protected override void Map(ModelBuilder model) => model.Entity<ProbeRow>(e => e.ToTable("rows"));
}

public sealed class ProbeRow : Entity
{
    public string Name { get; init; } = "";
    public long Value { get; init; }
    public Guid? FileId { get; init; }

    public static ProbeRow Raising(long value)
    {
        var row = new ProbeRow { Name = "raising", Value = value };
        row.Raise(() => new StaffAvailabilityChanged(value, true, true, DateTimeOffset.UnixEpoch));
        return row;
    }
}

/// <summary>How the probe behaves on one host.</summary>
public sealed class Probe
{
    public volatile bool Fails;

    /// <summary>Holds whoever comes to it until the test opens it; announces the arrival.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task Pass()
    {
        if (Gate is not { } gate) return;
        Arrived.TrySetResult();
        await gate.Task;
    }
}

internal sealed class ProbeCounts(ProbeDb db) : IHandle<StaffAvailabilityChanged>
{
    public Task Handle(StaffAvailabilityChanged happened, CancellationToken ct)
    {
        db.Rows.Add(new ProbeRow { Name = "counts", Value = happened.StaffId });
        return Task.CompletedTask;
    }
}

internal sealed class ProbeStumbles(ProbeDb db, Probe probe) : IHandle<StaffAvailabilityChanged>
{
    public async Task Handle(StaffAvailabilityChanged happened, CancellationToken ct)
    {
        db.Rows.Add(new ProbeRow { Name = "stumbles", Value = happened.StaffId });
        await db.SaveChangesAsync(ct);
        await probe.Pass();
        if (probe.Fails) throw new InvalidOperationException("stumbled");
    }
}

/// <summary>Takes as many as there are; stumbles over number 13 when told to.</summary>
internal sealed class ProbeGathers(ProbeDb db, Probe probe) : IHandleMany<StaffAvailabilityChanged>
{
    public Task HandleMany(IReadOnlyList<StaffAvailabilityChanged> happened, CancellationToken ct)
    {
        foreach (var one in happened) db.Rows.Add(new ProbeRow { Name = "gathers", Value = one.StaffId });
        db.Rows.Add(new ProbeRow { Name = "gathered", Value = happened.Count });
        if (probe.Fails && happened.Any(h => h.StaffId == 13)) throw new InvalidOperationException("thirteen");
        return Task.CompletedTask;
    }
}

/// <summary>Writes one row per step from where it had come, and says who it runs as.</summary>
internal sealed class ProbeJob(ProbeDb db, Probe probe, CurrentUser user) : IJob<ProbeJob.Args>
{
    public sealed record Args(int Steps, bool Breaks = false);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        for (var step = progress.Checkpoint<int>(); step < args.Steps; step++)
        {
            db.Rows.Add(new ProbeRow { Name = $"job {progress.JobId}", Value = step });
            await db.SaveChangesAsync(ct);
            await progress.Report(step + 1, args.Steps, step + 1);
            if (step == 1) await probe.Pass();
            if (args.Breaks && probe.Fails) throw new RuleException("jobs.error.person");
        }
        return new { By = user.Id, user.IsSystem };
    }
}

internal sealed class ProbeSweep(ProbeDb db, Probe probe, CurrentUser user, SaveServices save) : ISweep
{
    public string Cron => "* * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        db.Rows.Add(new ProbeRow { Name = $"sweep by {user.Name} as {save.Action}", Value = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() });
        await db.SaveChangesAsync(ct);
        await probe.Pass();
        if (probe.Fails) throw new InvalidOperationException("swept under the carpet");
    }
}

internal sealed class ProbeRights : IRightsSource
{
    public Task<bool> SignIn(CurrentUser user, long staffId, string? sessionId, CancellationToken ct)
    {
        if (staffId > 1000) return Task.FromResult(false); // those have left
        user.Become(staffId, $"person {staffId}", Rights.None, "en", "Asia/Shanghai");
        return Task.FromResult(true);
    }

    public Task<bool> SignInByToken(CurrentUser user, string token, CancellationToken ct) => Task.FromResult(false);
}

internal sealed class ProbeMailboxes : IMailboxes
{
    public Task<IReadOnlyDictionary<long, Mailbox>> Of(IReadOnlyCollection<long> staffIds, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, Mailbox>>(staffIds.ToDictionary(id => id, id => new Mailbox($"Person {id}", $"p{id}@example.test", id % 2 == 0 ? "zh-CN" : "en", "Asia/Shanghai")));
}
