using System.Collections.Concurrent;
using Crm.Platform.Live;

namespace Crm.Surveys.Features.Waves;

/// <summary>Tells open pages that a wave moves on: at most once in two seconds, however many answer at once. The last beat is never lost for long: pages ask by themselves each half minute.</summary>
internal sealed class WavePulse(ILive live, PulseClock last, TimeProvider clock)
{
    public const string Topic = "wave";

    public async Task Beat(long waveId, CancellationToken ct)
    {
        if (last.Due(waveId, clock.GetUtcNow())) await live.Publish($"{Topic}:{waveId.ToString(System.Globalization.CultureInfo.InvariantCulture)}", ct: ct);
    }
}

/// <summary>When each wave was last told of, on this host.</summary>
internal sealed class PulseClock
{
    static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<long, DateTimeOffset> beats = new();

    public bool Due(long waveId, DateTimeOffset now)
    {
        if (beats.TryGetValue(waveId, out var at) && now - at < Least && now >= at) return false;
        beats[waveId] = now;
        return true;
    }
}
