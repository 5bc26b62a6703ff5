using Crm.Platform.Events;
using Crm.Platform.Health;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Crm.Host;

/// <summary>Sends traces and metrics to a collector, when the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
internal sealed class Telemetry(IConfiguration configuration) : IHostedService, IDisposable
{
    OpenTelemetrySdk? sdk;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton(configuration); // so that OTEL_* may stand wherever settings stand
            builder.ConfigureResource(r => r.AddService("crm", serviceInstanceId: Environment.MachineName))
                .WithTracing(t => t.AddSource("Microsoft.AspNetCore", "Npgsql", "System.Net.Http", Activities.Source.Name).AddOtlpExporter())
                .WithMetrics(m => m.AddMeter("Microsoft.AspNetCore.*", "Npgsql", "System.Runtime", "System.Net.*", Backlog.MeterName).AddOtlpExporter());
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        sdk?.Dispose();
        sdk = null;
    }
}

internal static class TelemetrySetup
{
    public static void AddCrmTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        // Before the first request: without it the spans of requests carry no tags.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddHostedService<Telemetry>();
    }
}
