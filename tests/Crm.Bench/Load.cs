using System.Diagnostics;

namespace Crm.Bench;

/// <summary>One thing people do. <paramref name="Next"/> makes the n-th request. <paramref name="Alone"/>: by one client, for what is promised to a single person who waits.</summary>
internal sealed record Scenario(string Name, HttpClient Client, Func<int, HttpRequestMessage> Next, bool Alone = false);

/// <summary>What was measured: the time of every answered request in milliseconds, sorted.</summary>
internal sealed record Result(double PerSecond, double[] Sorted, int Failed, string? FirstFailure)
{
    /// <summary>Milliseconds of CPU that the host and the database spent for one request, with all it sets off; they vary less than its time on a machine that others use.</summary>
    public (double Host, double Database) Cpu { get; init; }

    public double At(double share) => Sorted.Length == 0 ? double.NaN : Sorted[Math.Min(Sorted.Length - 1, (int)Math.Ceiling(share * Sorted.Length) - 1)];
}

/// <summary>A number of clients, each sending its next request as soon as the last is answered.</summary>
internal static class Load
{
    public static async Task<Result> Run(RunningHost host, Scenario scenario, int clients, TimeSpan duration)
    {
        var n = 0;
        if (scenario.Alone) clients = 1;
        // Compiling, caches and connections are not what is measured; what is used often is compiled anew beside the work, for a quarter of a minute.
        await Drive(scenario, clients, TimeSpan.FromSeconds(20), () => Interlocked.Increment(ref n));
        var before = host.CpuSpent;
        var result = await Drive(scenario, clients, duration, () => Interlocked.Increment(ref n));
        var after = host.CpuSpent;
        return result with { Cpu = ((after.Host - before.Host).TotalMilliseconds / result.Sorted.Length, (after.Database - before.Database).TotalMilliseconds / result.Sorted.Length) };
    }

    static async Task<Result> Drive(Scenario scenario, int clients, TimeSpan duration, Func<int> next)
    {
        var (failed, first) = (0, (string?)null);
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var mine = new List<double>();
            while (watch.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                using var request = scenario.Next(next());
                using var response = await scenario.Client.SendAsync(request);
                await response.Content.LoadIntoBufferAsync();
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (response.IsSuccessStatusCode) continue;
                Interlocked.Increment(ref failed);
                first ??= $"{(int)response.StatusCode} {request.Method} {request.RequestUri}";
            }
            return mine;
        }));
        var sorted = times.SelectMany(t => t).Order().ToArray();
        return new Result(sorted.Length / watch.Elapsed.TotalSeconds, sorted, failed, first);
    }
}
