using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Serilog;

namespace Crm.Host;

internal static class Logging
{
    /// <summary>
    /// Structured logs by the settings under "Serilog". The logger is an instance of this host, not the static one:
    /// several hosts share a test process.
    /// </summary>
    public static void AddCrmLogging(this WebApplicationBuilder builder)
    {
        // The settings shipped beside the program count wherever it is started from; everything else goes before them.
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource { FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory), Path = "appsettings.json", Optional = true });
        var logger = new LoggerConfiguration().ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext().CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
