using System.Diagnostics.Metrics;
using System.Globalization;
using Crm.Platform.Modules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Platform.Health;

/// <summary>What waits to be done, over all hosts.</summary>
public sealed record BacklogFigures(long OutboxWaiting, long OutboxParked, TimeSpan OutboxLag, long MailWaiting, long MailFailed, long JobsOpen);

/// <summary>Measures what waits, and offers it as metrics of the meter "Crm". It asks the database only while somebody collects.</summary>
public sealed class Backlog : BackgroundService
{
    /// <summary>Name of the product's meter.</summary>
    public const string MeterName = "Crm";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    readonly NpgsqlDataSource source;
    readonly TimeProvider clock;
    readonly ILogger<Backlog> log;
    readonly string sql;
    readonly ObservableGauge<double> lag;
    BacklogFigures last = new(0, 0, TimeSpan.Zero, 0, 0, 0);

    /// <summary>Makes the instruments.</summary>
    public Backlog(NpgsqlDataSource source, ModuleList modules, TimeProvider clock, IMeterFactory meters, ILogger<Backlog> log)
    {
        (this.source, this.clock, this.log) = (source, clock, log);
        // Schemas are the modules' own constants, never input.
        var outboxes = string.Join(" union all ", modules.Storing.Select(m => string.Create(CultureInfo.InvariantCulture, $"select due_at, occurred_at from {m.Name}.outbox where done_at is null")));
        sql = $"""
            select count(due_at), count(*) - count(due_at), min(occurred_at) filter (where due_at is not null),
                (select count(*) from platform.mail where due_at is not null), (select count(*) from platform.mail where sent_at is null and due_at is null),
                (select count(*) from platform.jobs where state in ('waiting', 'running'))
            from ({outboxes}) o
            """;
        var meter = meters.Create(MeterName);
        lag = meter.CreateObservableGauge("crm.outbox.lag", () => last.OutboxLag.TotalSeconds, "s", "Age of the oldest event not yet delivered");
        meter.CreateObservableGauge("crm.outbox.waiting", () => last.OutboxWaiting, null, "Events not yet delivered");
        meter.CreateObservableGauge("crm.outbox.parked", () => last.OutboxParked, null, "Events that wait for a person");
        meter.CreateObservableGauge("crm.mail.waiting", () => last.MailWaiting, null, "Mails not yet sent");
        meter.CreateObservableGauge("crm.mail.failed", () => last.MailFailed, null, "Mails given up");
        meter.CreateObservableGauge("crm.jobs.open", () => last.JobsOpen, null, "Jobs waiting or running");
    }

    /// <summary>Measures now.</summary>
    public async Task<BacklogFigures> Measure(CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 10;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var oldest = await reader.IsDBNullAsync(2, ct) ? (DateTimeOffset?)null : await reader.GetFieldValueAsync<DateTimeOffset>(2, ct);
        return last = new(reader.GetInt64(0), reader.GetInt64(1), oldest is { } at ? clock.GetUtcNow() - at : TimeSpan.Zero, reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!lag.Enabled) continue;
            try { await Measure(stoppingToken); }
            catch (NpgsqlException e) { log.LogWarning("The backlog could not be measured: {Message}", e.Message); }
        }
    }
}
