using Crm.Platform.Events;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class OutboxTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_replay_has_no_effect()
    {
        await Raise(1);
        await Deliver();
        Assert.Single(await app.Rows("counts"));

        // The host died after the listeners had committed and before it could mark the event.
        await app.Db(db => db.Database.ExecuteSqlRawAsync("update probe.outbox set done_at = null"));
        Assert.Equal(1, await Deliver());
        Assert.Single(await app.Rows("counts"));
        Assert.Single(await app.Rows("stumbles"));
    }

    [Fact]
    public async Task A_listener_that_fails_is_tried_again_alone()
    {
        Probe.Fails = true;
        await Raise(1);
        await Deliver();
        Assert.Single(await app.Rows("counts"));
        Assert.Empty(await app.Rows("stumbles")); // what it had written is gone with it

        Probe.Fails = false;
        Assert.Equal(0, await Deliver()); // not before its time
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await Deliver());
        Assert.Single(await app.Rows("counts"));
        Assert.Single(await app.Rows("stumbles"));
        var row = await app.Db(db => db.Outbox.SingleAsync());
        Assert.NotNull(row.DoneAt);
        Assert.Null(row.Error);
    }

    [Fact]
    public async Task After_ten_failures_it_waits_for_a_person()
    {
        Probe.Fails = true;
        await Raise(1);
        for (var n = 1; n <= Outbox.MaxAttempts; n++)
        {
            Assert.Equal(1, await Deliver());
            app.Clock.Advance(TimeSpan.FromSeconds(Math.Pow(2, n)));
        }
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Deliver());
        var row = await app.Db(db => db.Outbox.SingleAsync());
        Assert.Null(row.DueAt);
        Assert.Equal(10, row.Attempts);
        Assert.Contains("stumbled", row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_in_the_middle_nothing_is_lost_and_nothing_doubled()
    {
        await Raise(7);
        Probe.Gate = new();
        var delivering = Deliver();
        await Probe.Arrived.Task;
        // The listener has written and not yet committed; the database ends every session of the host.
        await app.Query<bool>($"select pg_terminate_backend(pid) as \"Value\" from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        Probe.Gate.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => delivering);
        Assert.Empty(await app.Rows("stumbles"));

        Probe.Gate = null;
        var other = app.NewHost();
        while (await other.Services.GetRequiredService<Outbox>().DeliverOnce(default) > 0) { }
        Assert.Single(await app.Rows("counts"));
        Assert.Single(await app.Rows("stumbles"));
    }

    [Fact]
    public async Task Two_hosts_share_the_work()
    {
        const int Events = 150;
        for (var n = 0; n < Events; n++) await Raise(n);
        var hosts = new[] { app.Services, app.NewHost().Services };
        await Task.WhenAll(hosts.Select(async services =>
        {
            while (await services.GetRequiredService<Outbox>().DeliverOnce(default) > 0) { }
        }));
        await Deliver(); // rows one host had locked when the other looked
        Assert.Equal(Enumerable.Range(0, Events).Select(n => (long)n), (await app.Rows("counts")).Select(r => r.Value).Order());
        Assert.Equal(0, await app.Db(db => db.Outbox.CountAsync(o => o.DoneAt == null)));
    }

    Probe Probe => app.Services.GetRequiredService<Probe>();

    Task<int> Deliver() => app.Services.GetRequiredService<Outbox>().DeliverOnce(default);

    Task<int> Raise(long value) => app.Db(db =>
    {
        db.Rows.Add(ProbeRow.Raising(value));
        return db.SaveChangesAsync();
    });
}
