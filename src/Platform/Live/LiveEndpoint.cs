using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Crm.Platform.Live;

/// <summary>
/// /live: Server-Sent Events for one signed-in person. Event "bell" when a notice came or was read; every other event is
/// named like its topic ("tickets", or "ticket:5" as event "ticket" with the id in front of its data).
/// </summary>
internal static class LiveEndpoint
{
    /// <summary>After this long the browser connects anew, and its session is checked anew.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/live", (
        string? topics, CurrentUser user, LiveHub hub, IEnumerable<LiveTopic> known, IHostApplicationLifetime host, HttpResponse response, CancellationToken ct) =>
    {
        if (user.Id is not { } me) return Results.Unauthorized();
        response.Headers["X-Accel-Buffering"] = "no"; // a proxy must not hold events back
        string[] mine = [$"{LiveHub.Bell}:{me}", .. (topics ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(20).Where(t => May(t, me, user, known))];
        return TypedResults.ServerSentEvents(Events(hub, mine, host.ApplicationStopping, ct));
    }).RequireAuthorization().ExcludeFromDescription();

    static bool May(string topic, long me, CurrentUser user, IEnumerable<LiveTopic> known)
    {
        var name = topic.Split(':')[0];
        return known.FirstOrDefault(t => t.Name == name) is { } found && (found.Permission is { } right ? user.Can(right) : topic == $"{name}:{me}");
    }

    static async IAsyncEnumerable<SseItem<string>> Events(LiveHub hub, string[] topics, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        until.CancelAfter(Longest);
        using var listener = hub.Listen(topics);
        yield return new("", "open"); // headers leave at once, so that the browser knows it is connected
        var waiting = listener.Messages.Reader.WaitToReadAsync(until.Token).AsTask();
        while (true)
        {
            if (await Task.WhenAny(waiting, Task.Delay(Silence, CancellationToken.None)) != waiting)
            {
                yield return new("", "ping"); // proxies close what is silent
                continue;
            }
            if (waiting.IsCanceled || !await waiting) yield break;
            while (listener.Messages.Reader.TryRead(out var message))
            {
                if (message.Topic == LiveHub.Again)
                {
                    foreach (var topic in topics) yield return Item(topic, "");
                    continue;
                }
                yield return Item(message.Topic, message.Payload);
            }
            waiting = listener.Messages.Reader.WaitToReadAsync(until.Token).AsTask();
        }
    }

    static SseItem<string> Item(string topic, string payload)
    {
        var at = topic.IndexOf(':', StringComparison.Ordinal);
        if (at < 0) return new(payload, topic);
        var name = topic[..at];
        return name == LiveHub.Bell ? new(payload, name) : new(payload.Length == 0 ? topic[(at + 1)..] : topic[(at + 1)..] + " " + payload, name);
    }
}
