using System.Diagnostics;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Crm.Tests.Platform;

public sealed class SweepTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Runs_as_the_system_under_its_own_name()
    {
        await Runner.Run<ProbeSweep>();
        Assert.Single(await app.Rows("sweep by system as ProbeSweep"));
        var row = await Row();
        Assert.Equal((app.Clock.Now, null, 0), (row.SucceededAt, row.Error, row.Failures));
    }

    [Fact]
    public async Task A_failure_is_kept_until_it_works_again()
    {
        Probe.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Runner.Run<ProbeSweep>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Runner.Run<ProbeSweep>());
        var row = await Row();
        Assert.Equal((2, null), (row.Failures, row.SucceededAt));
        Assert.Contains("swept under the carpet", row.Error, StringComparison.Ordinal);

        Probe.Fails = false;
        await Runner.Run<ProbeSweep>();
        Assert.Equal((0, null), ((await Row()).Failures, (await Row()).Error));
    }

    [Fact]
    public async Task Runs_once_at_a_time_over_all_hosts()
    {
        Probe.Gate = new();
        var first = Runner.Run<ProbeSweep>();
        await Probe.Arrived.Task;
        await app.NewHost().Services.GetRequiredService<SweepRunner>().Run<ProbeSweep>();
        Probe.Gate.SetResult();
        await first;
        Assert.Single(await app.Db(db => db.Rows.ToListAsync()));
    }

    [Fact]
    public async Task Every_firing_of_the_schedule_runs_on_one_host()
    {
        var hosts = new[] { app.NewHost(background: true, TimeProvider.System), app.NewHost(background: true, TimeProvider.System) };
        var running = Stopwatch.StartNew();
        await Task.WhenAll(hosts.Select(h => h.StartAsync()));
        var fired = 0;
        for (var waited = 0; waited < 120 && fired < 12; waited++)
        {
            await Task.Delay(500);
            fired = (await app.Rows("sweep by system as ProbeSweep")).Count;
        }
        running.Stop();
        await Task.WhenAll(hosts.Select(h => h.StopAsync()));
        Assert.True(fired >= 12, $"{fired} firings in a minute");
        // One is due each second; a busy machine catches up and puts several into one. Two hosts would fire every one twice.
        Assert.True(fired <= running.Elapsed.TotalSeconds + 2, $"{fired} firings in {running.Elapsed.TotalSeconds:F1} s");
    }

    Probe Probe => app.Services.GetRequiredService<Probe>();

    SweepRunner Runner => app.Services.GetRequiredService<SweepRunner>();

    Task<SweepRow> Row() => app.Db(async _ => (await app.Services.CreateAsyncScope().ServiceProvider.GetRequiredService<PlatformDb>().Sweeps.AsNoTracking().ToListAsync()).Single(s => s.Name == "probe.ProbeSweep"));
}
