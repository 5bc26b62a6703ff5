using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Crm.Platform.Settings;

/// <summary>Settings changed in the product. Those never changed have the default given by who asks.</summary>
public interface ISettings
{
    /// <summary>The value of a setting, from a cache that is at most ten seconds old and dropped on every host when it changes.</summary>
    ValueTask<T> Get<T>(string name, T @default, CancellationToken ct = default);

    /// <summary>Changes a setting, at once and with a line in the audit trail.</summary>
    Task Set<T>(string name, T value, CancellationToken ct = default);
}

internal sealed class SettingsStore(SettingsCache cache, PlatformDb db, ILive live) : ISettings
{
    public async ValueTask<T> Get<T>(string name, T @default, CancellationToken ct) =>
        (await cache.All(ct)).TryGetValue(name, out var json) ? JsonSerializer.Deserialize<T>(json, EventTypes.Json)! : @default;

    public async Task Set<T>(string name, T value, CancellationToken ct)
    {
        var json = JsonSerializer.Serialize(value, EventTypes.Json);
        if (await db.Settings.FirstOrDefaultAsync(s => s.Name == name, ct) is { } row) row.Value = json;
        else db.Settings.Add(new SettingRow { Name = name, Value = json });
        await db.SaveChangesAsync(ct);
        cache.Drop();
        await live.Publish(SettingsCache.Topic, ct: ct);
    }
}

/// <summary>All settings of the installation, which are few, read in one go.</summary>
internal sealed class SettingsCache(NpgsqlDataSource source, LiveHub hub, TimeProvider clock) : BackgroundService
{
    public const string Topic = "settings";

    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    volatile Loaded? loaded;

    sealed record Loaded(IReadOnlyDictionary<string, string> Values, DateTimeOffset At);

    public async ValueTask<IReadOnlyDictionary<string, string>> All(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (loaded is { } fresh && now - fresh.At < Lifetime && now >= fresh.At) return fresh.Values;
        var values = new Dictionary<string, string>();
        await using var command = source.CreateCommand("select name, value::text from platform.settings");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) values[reader.GetString(0)] = reader.GetString(1);
        loaded = new(values, now);
        return values;
    }

    public void Drop() => loaded = null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = hub.Listen(Topic);
        await foreach (var _ in listener.Messages.Reader.ReadAllAsync(stoppingToken)) Drop();
    }
}
