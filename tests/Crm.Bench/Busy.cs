using System.Globalization;
using Npgsql;

namespace Crm.Bench;

/// <summary>
/// What the database was at while something ran, by looking ten times a second: which statements a person would have
/// to wait for. A sample is one statement that runs at that moment.
/// </summary>
internal sealed class Busy : IAsyncDisposable
{
    readonly CancellationTokenSource done = new();
    readonly Dictionary<string, int> samples = [];
    readonly Task watching;
    int looks;

    public Busy(NpgsqlDataSource source) => watching = Watch(source);

    async Task Watch(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        while (!done.IsCancellationRequested)
        {
            looks++;
            await using var command = new NpgsqlCommand("select coalesce(wait_event || ': ', '') || left(regexp_replace(query, '\\s+', ' ', 'g'), 110) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'", connection);
            await using (var reader = await command.ExecuteReaderAsync())
                while (await reader.ReadAsync()) samples[reader.GetString(0)] = samples.GetValueOrDefault(reader.GetString(0)) + 1;
            await Task.Delay(100);
        }
    }

    /// <summary>Ends the watch and prints the statements seen most.</summary>
    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await watching;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the database, seen in {looks} looks:"));
        foreach (var (query, count) in samples.OrderByDescending(s => s.Value).Take(8)) Console.WriteLine($"    {count,5}  {query}");
    }
}
