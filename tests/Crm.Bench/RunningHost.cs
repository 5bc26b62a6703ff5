using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace Crm.Bench;

/// <summary>
/// The Release host as a process of its own, on a database of its own with the demo data: the embedded PostgreSQL in a
/// temporary folder, or a new database on the server that CRM_BENCH_POSTGRES names. Both are gone afterwards; a data folder
/// that is named stays, and the next run finds what this one has made.
/// </summary>
internal sealed partial class RunningHost : IAsyncDisposable
{
    const string Token = "crm_bench_token_for_this_run_only";
    readonly string dataDir;
    readonly bool kept;
    readonly int port = FreePort();
    readonly Queue<string> said = new();
    string? database;
    Process? process;

    RunningHost(string? data) => (dataDir, kept) = (data is null ? Directory.CreateTempSubdirectory("crm-bench-").FullName : Directory.CreateDirectory(data).FullName, data is not null);

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>The database behind the host.</summary>
    public string ConnectionString => database ?? new NpgsqlConnectionStringBuilder
    {
        // As PostgreSQL writes them down: the port is the fourth line of its own file.
        Host = "127.0.0.1", Port = int.Parse(File.ReadAllLines(Path.Combine(dataDir, "postgres", "postmaster.pid"))[3], CultureInfo.InvariantCulture), Database = "crm", Username = "crm",
        Password = File.ReadAllText(Path.Combine(dataDir, "postgres.password")).Trim(),
    }.ConnectionString;

    public TimeSpan DemoTook { get; private set; }

    public TimeSpan StartTook { get; private set; }

    /// <summary>What the host's process holds in memory now.</summary>
    public double ResidentMegabytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>CPU time spent so far by the host, and by whatever PostgreSQL runs on this machine; zero where the host's runs elsewhere, or the system has no /proc.</summary>
    public (TimeSpan Host, TimeSpan Database) CpuSpent
    {
        get
        {
            process!.Refresh();
            return (process.TotalProcessorTime, database is null && Directory.Exists("/proc") ? Process.GetProcesses().Aggregate(TimeSpan.Zero, (sum, p) => sum + Spent(p)) : TimeSpan.Zero);

            static TimeSpan Spent(Process one)
            {
                // Its processes call themselves by what they do.
                using (one) try { return one.ProcessName.StartsWith("postgres", StringComparison.Ordinal) ? one.TotalProcessorTime : TimeSpan.Zero; } catch (InvalidOperationException) { return TimeSpan.Zero; } // it has ended meanwhile
            }
        }
    }

    public static async Task<RunningHost> Start(string? data)
    {
        var host = new RunningHost(data);
        try
        {
            if (Environment.GetEnvironmentVariable("CRM_BENCH_POSTGRES") is { Length: > 0 } server) host.database = await NewDatabase(server);
            var watch = Stopwatch.StartNew();
            using (var demo = host.Launch("migrate", "demo"))
            {
                await demo.WaitForExitAsync();
                if (demo.ExitCode != 0) throw new InvalidOperationException($"The demo data did not load: exit code {demo.ExitCode}.\n{host.LastWords()}");
            }
            host.DemoTook = watch.Elapsed;
            watch.Restart();
            host.process = host.Launch("migrate", "serve");
            using var client = new HttpClient();
            while (true)
            {
                if (host.process.HasExited) throw new InvalidOperationException($"The host ended with exit code {host.process.ExitCode}.\n{host.LastWords()}");
                try { if ((await client.GetAsync(host.Address + "/health/ready")).IsSuccessStatusCode) break; }
                catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromMinutes(1)) { /* not listening yet */ }
                await Task.Delay(50);
            }
            host.StartTook = watch.Elapsed;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A browser signed in as one of the demo people.</summary>
    public async Task<HttpClient> SignIn(string person, string language = "zh-CN")
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var page = await client.GetStringAsync("/sign-in");
        var token = AntiforgeryToken().Match(page).Groups[1].Value;
        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Form.Email"] = person + "@demo.test",
            ["Form.Password"] = Crm.Staff.Features.Demo.DemoStaff.Password,
            ["__RequestVerificationToken"] = token,
        }));
        return answer.StatusCode == HttpStatusCode.Redirect ? client : throw new InvalidOperationException($"{person} could not sign in: {answer.StatusCode}.");
    }

    /// <summary>A program with an administrator's token.</summary>
    public HttpClient Api()
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try { await process.WaitForExitAsync(patience.Token); }
            catch (OperationCanceledException) { process.Kill(entireProcessTree: true); }
        }
        process?.Dispose();
        if (database is not null)
        {
            var name = new NpgsqlConnectionStringBuilder(database).Database;
            await Execute(new NpgsqlConnectionStringBuilder(database) { Database = "postgres" }.ConnectionString, $"drop database if exists {name} with (force)");
        }
        if (kept) return;
        try { Directory.Delete(dataDir, recursive: true); }
        catch (IOException e) { await Console.Error.WriteLineAsync($"{dataDir} could not be removed: {e.Message}"); }
    }

    Process Launch(params string[] verbs)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Crm.sln"))) root = Path.GetDirectoryName(root.TrimEnd('/')) ?? throw new InvalidOperationException("Crm.sln is in no folder above.");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(root, "src/Host/bin/Release/net10.0/Crm.Host.dll"), .. verbs]);
        start.Environment["ASPNETCORE_CONTENTROOT"] = Path.Combine(root, "src/Host");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = Address;
        start.Environment["Crm__DataDir"] = dataDir;
        start.Environment["Crm__Api__PerMinute"] = "100000000";
        start.Environment["Serilog__MinimumLevel__Default"] = "Warning";
        start.Environment["ConnectionStrings__Crm"] = database ?? "";
        if (verbs.Contains("serve"))
        {
            start.Environment["Crm__Bootstrap__AdminEmail"] = "admin@demo.test";
            start.Environment["Crm__Bootstrap__AdminPassword"] = Crm.Staff.Features.Demo.DemoStaff.Password;
            start.Environment["Crm__Bootstrap__ApiToken"] = Token;
        }
        // What the host says stands between nobody's rows; it is shown when the host fails.
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, line) => Heard(line.Data);
        started.ErrorDataReceived += (_, line) => Heard(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    void Heard(string? line)
    {
        if (line is null) return;
        lock (said)
        {
            said.Enqueue(line);
            if (said.Count > 40) said.Dequeue();
        }
    }

    string LastWords()
    {
        lock (said) return string.Join('\n', said);
    }

    static async Task<string> NewDatabase(string server)
    {
        var name = $"crm_bench_{Guid.NewGuid():N}";
        await Execute(new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ConnectionString, $"create database {name} template template0");
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
