using System.Net;
using Crm.Platform.Jobs;
using Crm.Platform.Live;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class LiveTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Reaches_listeners_on_every_host_and_only_those_of_the_topic()
    {
        var (one, two) = (await Hub(), await Hub());
        using var here = one.Listen("tickets");
        using var there = two.Listen("tickets");
        using var elsewhere = two.Listen("bell:7");
        await one.Publish("tickets", "5");
        Assert.Equal(new LiveMessage("tickets", "5"), await Next(here));
        Assert.Equal(new LiveMessage("tickets", "5"), await Next(there));

        // The bell rings when the notice is committed, on another host than the one that saved.
        await app.Db(db => { db.Notify(7, "k1", "bell", "/", "text"); db.Notify(8, "k1", "bell", "/", "text"); return db.SaveChangesAsync(); });
        Assert.Equal(new LiveMessage("bell:7", ""), await Next(elsewhere));

        // The same key again: told once, rung once.
        await app.Db(db => { db.Notify(7, "k1", "bell", "/", "text"); return db.SaveChangesAsync(); });
        await one.Publish("bell:7", "last");
        Assert.Equal("last", (await Next(elsewhere)).Payload);
    }

    [Fact]
    public async Task Not_before_the_transaction_commits()
    {
        var hub = await Hub();
        using var listener = hub.Listen("bell:7");
        await app.Db(async db =>
        {
            await using (await db.Begin(default))
            {
                db.Notify(7, "k1", "bell", "/", "text");
                await db.SaveChangesAsync();
            } // rolled back
        });
        await hub.Publish("bell:7", "last");
        Assert.Equal("last", (await Next(listener)).Payload);
    }

    [Fact]
    public async Task Comes_back_after_a_lost_connection_and_tells_everybody_to_look_again()
    {
        var hub = await Hub();
        using var listener = hub.Listen("tickets");
        await app.Query<bool>($"select pg_terminate_backend(pid) as \"Value\" from pg_stat_activity where datname = current_database() and query like 'listen%'");
        Assert.Equal(LiveHub.Again, (await Next(listener)).Topic);
        await hub.Publish("tickets", "6");
        Assert.Equal("6", (await Next(listener)).Payload);
    }

    async Task<LiveHub> Hub()
    {
        var hub = app.NewHost().Services.GetRequiredService<LiveHub>();
        await hub.StartAsync(default);
        await hub.Listening.WaitAsync(TimeSpan.FromSeconds(10));
        return hub;
    }

    static Task<LiveMessage> Next(LiveHub.Listener listener) => listener.Messages.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
}

public sealed class LivePageTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_page_hears_its_own_bell_and_nobody_elses()
    {
        var hub = app.Services.GetRequiredService<LiveHub>();
        await hub.StartAsync(default);
        await hub.Listening.WaitAsync(TimeSpan.FromSeconds(10));
        var agent = await app.As("agent");
        var me = await app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Id!.Value), "agent");

        using var answer = await agent.Http.GetAsync($"/live?topics=bell:{me + 1},audit", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("open:", await Event(reader));

        await hub.Publish($"bell:{me + 1}", "theirs");
        await hub.Publish("audit", "secret");
        await hub.Publish($"bell:{me}", "mine");
        Assert.Equal("bell:mine", await Event(reader));
    }

    [Fact]
    public async Task Strangers_hear_nothing()
    {
        var answer = await app.Anonymous().Http.GetAsync("/live");
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    static async Task<string> Event(StreamReader reader)
    {
        var name = "";
        while (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..] + ":";
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) return name + line[6..];
        }
        throw new Xunit.Sdk.XunitException("The stream ended.");
    }
}
