using Crm.Contracts.Staff;
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

    [Fact]
    public async Task Who_takes_many_gets_many_and_a_replay_has_no_effect()
    {
        await app.Db(async db =>
        {
            await using var transaction = await db.Begin(default);
            await db.PublishMany(Enumerable.Range(0, 40).Select(n => new StaffAvailabilityChanged(n, true, true, DateTimeOffset.UnixEpoch)), default);
            await transaction.CommitAsync();
            return true;
        });
        await Deliver();
        Assert.Equal(Enumerable.Range(0, 40).Select(n => (long)n), (await app.Rows("gathers")).Select(r => r.Value).Order());
        Assert.Equal([40], (await app.Rows("gathered")).Select(r => r.Value));
        Assert.Equal(40, (await app.Rows("counts")).Count);

        await app.Db(db => db.Database.ExecuteSqlRawAsync("update probe.outbox set done_at = null"));
        Assert.Equal(40, await Deliver());
        Assert.Equal(40, (await app.Rows("gathers")).Count);
    }

    [Fact]
    public async Task One_bad_event_among_many_stops_no_other()
    {
        Probe.Fails = true;
        for (var n = 10; n < 20; n++) await Raise(n);
        await Deliver();
        Assert.Equal(9, (await app.Rows("gathers")).Count);
        var row = await app.Db(db => db.Outbox.Where(o => o.Error!.Contains("thirteen")).SingleAsync());
        Assert.Null(row.DoneAt);
    }

    Probe Probe => app.Services.GetRequiredService<Probe>();

    Task<int> Deliver() => app.Services.GetRequiredService<Outbox>().DeliverOnce(default);

    Task<int> Raise(long value) => app.Db(db =>
    {
        db.Rows.Add(ProbeRow.Raising(value));
        return db.SaveChangesAsync();
    });
}
