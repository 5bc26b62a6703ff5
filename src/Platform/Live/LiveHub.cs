using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Platform.Live;

/// <summary>
/// Fans live messages out between hosts: publishing is PostgreSQL's NOTIFY, and each host holds one connection that
/// listens and hands every message to its own listeners. After a lost connection everybody is told to look again,
/// since messages of the gap are gone.
/// </summary>
public sealed class LiveHub(NpgsqlDataSource source, ILogger<LiveHub> log) : BackgroundService, ILive
{
    /// <summary>PostgreSQL's channel.</summary>
    internal const string Channel = "crm_live";

    /// <summary>Topic of a person's bell: "bell:5".</summary>
    internal const string Bell = "bell";

    /// <summary>Stands between topic and payload.</summary>
    internal const char Separator = '|';

    /// <summary>Topic told after a gap: whatever one listens to, look again.</summary>
    internal const string Again = "*";

    readonly Lock gate = new();
    readonly Dictionary<string, List<Listener>> listeners = [];
    readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first LISTEN stands; tests wait for it.</summary>
    internal Task Listening => listening.Task;

    /// <inheritdoc />
    public async Task Publish(string topic, string payload = "", CancellationToken ct = default)
    {
        await using var command = source.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new() { Value = Channel });
        command.Parameters.Add(new() { Value = topic + Separator + payload });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<LiveMessage> Follow(string topic, [EnumeratorCancellation] CancellationToken ct)
    {
        using var listener = Listen(topic);
        await foreach (var message in listener.Messages.Reader.ReadAllAsync(ct)) yield return message;
    }

    /// <summary>Listens to topics until disposed.</summary>
    internal Listener Listen(params IReadOnlyCollection<string> topics)
    {
        var listener = new Listener(this, [.. topics, Again]);
        lock (gate)
            foreach (var topic in listener.Topics)
            {
                if (!listeners.TryGetValue(topic, out var those)) listeners[topic] = those = [];
                those.Add(listener);
            }
        return listener;
    }

    void Leave(Listener listener)
    {
        lock (gate)
            foreach (var topic in listener.Topics)
                if (listeners.TryGetValue(topic, out var those) && those.Remove(listener) && those.Count == 0) listeners.Remove(topic);
    }

    void Hand(LiveMessage message)
    {
        lock (gate)
            foreach (var listener in listeners.GetValueOrDefault(message.Topic) ?? []) listener.Messages.Writer.TryWrite(message);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var gap = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, e) =>
                {
                    var at = e.Payload.IndexOf(Separator, StringComparison.Ordinal);
                    if (at > 0) Hand(new(e.Payload[..at], e.Payload[(at + 1)..]));
                };
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(stoppingToken);
                listening.TrySetResult();
                if (gap) Hand(new(Again, ""));
                gap = true;
                while (true)
                {
                    // Nothing for a while: a question shows whether the other side still lives.
                    if (await connection.WaitAsync(TimeSpan.FromSeconds(30), stoppingToken)) continue;
                    await using var alive = new NpgsqlCommand("select 1", connection);
                    await alive.ExecuteNonQueryAsync(stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Live updates lost their connection; trying again in 1 s");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) { return; }
        }
    }

    /// <summary>One open page, or one cache.</summary>
    internal sealed class Listener(LiveHub hub, IReadOnlyList<string> topics) : IDisposable
    {
        public IReadOnlyList<string> Topics { get; } = topics;

        /// <summary>A page that reads too slowly loses the oldest: the newest message is as good as all of them.</summary>
        public Channel<LiveMessage> Messages { get; } = System.Threading.Channels.Channel.CreateBounded<LiveMessage>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Dispose() => hub.Leave(this);
    }
}
