using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Crm.Staff.Features.Demo;

namespace Crm.Tests.Support;

/// <summary>A host as a process of its own, which can be killed. Several may stand on one data folder.</summary>
internal sealed class HostProcess : IDisposable
{
    public const string Token = "crm_token_of_a_host_in_the_storm";
    readonly string data;
    readonly Queue<string> said = new();
    Process? process;

    public HostProcess(string data) => this.data = data;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Starts it, again after a kill; back when it answers.</summary>
    public async Task Start()
    {
        process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Crm.Tests"), Path.Combine("src", "Host"), StringComparison.Ordinal), "Crm.Host.dll"), "migrate", "serve"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_CONTENTROOT"] = Path.Combine(Repository.Root, "src", "Host"), ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ASPNETCORE_URLS"] = Address.ToString(),
                ["ConnectionStrings__Crm"] = "", ["Crm__DataDir"] = data, ["Crm__PasswordRounds"] = "1000", ["Crm__Api__PerMinute"] = "100000000", ["Serilog__MinimumLevel__Default"] = "Warning",
                ["Crm__Bootstrap__AdminEmail"] = "admin@demo.test", ["Crm__Bootstrap__AdminPassword"] = DemoStaff.Password, ["Crm__Bootstrap__ApiToken"] = Token,
            },
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (process.HasExited || waited.Elapsed > TimeSpan.FromMinutes(2)) throw new Xunit.Sdk.XunitException($"The host does not serve.\n{string.Join('\n', said)}");
            try { if ((await client.GetAsync(new Uri(Address, "/health/ready"))).IsSuccessStatusCode) return; }
            catch (HttpRequestException) { /* not listening yet */ }
        }
    }

    /// <summary>Ends it as a power cut does.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (process is { HasExited: false }) Kill();
        process?.Dispose();
    }

    void Heard(string? line)
    {
        if (line is null) return;
        lock (said)
        {
            said.Enqueue(line);
            if (said.Count > 30) said.Dequeue();
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
