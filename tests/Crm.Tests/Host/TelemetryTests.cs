using System.Collections.Concurrent;
using System.Text;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Host;

/// <summary>With a collector configured, it gets traces and metrics, and no personal data with them.</summary>
public sealed class TelemetryTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_collector_receives_requests_statements_and_measurements()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        await using (var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            CrmApp.Configure(b, app.ConnectionString, app.Clock, app.DataDir);
            b.UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single());
            b.UseSetting("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
            b.UseSetting("OTEL_BSP_SCHEDULE_DELAY", "100");
            b.UseSetting("OTEL_METRIC_EXPORT_INTERVAL", "500");
        }))
        {
            var browser = new Browser(factory.CreateClient(new() { AllowAutoRedirect = false }), "en");
            await browser.Post("/sign-in", ("Form.Email", "somebody-private@demo.test"), ("Form.Password", "a-wrong-secret"));
            await browser.Get("/sign-in?returnUrl=/customers?q=private-query");
            await browser.Get("/private-path");

            // Not left to the host's end: that gives the exporters five seconds and no more, too few on a busy machine.
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!(Holds("traces", "SignIn") && Holds("metrics", "http.server.request.duration")))
            {
                await Task.Delay(100, patience.Token);
            }
        } // what is still held back leaves with it

        bool Holds(string signal, string text) => received.TryGetValue(signal, out var body) && body.Contains(text, StringComparison.Ordinal);

        Assert.Contains("Microsoft.AspNetCore", received["traces"], StringComparison.Ordinal);
        Assert.Contains("Npgsql", received["traces"], StringComparison.Ordinal);
        Assert.Contains("SignIn", received["traces"], StringComparison.Ordinal); // the use case
        Assert.Contains("http.server.request.duration", received["metrics"], StringComparison.Ordinal);
        Assert.DoesNotContain("somebody-private", received["traces"] + received["metrics"], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("private-query", received["traces"], StringComparison.Ordinal);
        Assert.DoesNotContain("private-path", received["traces"], StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-secret", received["traces"] + received["metrics"], StringComparison.Ordinal);
    }
}
