using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using static Crm.Host.Commands;

namespace Crm.Host;

/// <summary>
/// The PostgreSQL that npm brings, for whoever has configured none. Its cluster lives in the data folder; every process that
/// uses it holds a shared lock, and the last one to leave stops it. After a kill the next start takes over what still runs,
/// or recovers it. docs/adr/0004-embedded-postgres.md tells why.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    const string User = "crm";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly string _dataDir, _cluster, _bin, _password;
    readonly string[] _asUser;
    readonly bool _fast;
    readonly CancellationTokenSource _stopping = new();
    FileStream? _inUse;
    Task _watch = Task.CompletedTask;
    int _port;

    EmbeddedPostgres(string dataDir, string bin, string[] asUser, string password, bool fast)
    {
        (_dataDir, _bin, _asUser, _password, _fast) = (dataDir, bin, asUser, password, fast);
        _cluster = ClusterOf(dataDir);
    }

    public string ConnectionString => ConnectionStringTo("crm");

    /// <summary>Starts the cluster of this data folder, or joins it when it runs. `fast` gives up durability: for tests only.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(string dataDir, bool fast = false, CancellationToken cancellationToken = default)
    {
        dataDir = Path.GetFullPath(dataDir);
        MakePrivate(dataDir);
        using var turn = await TakeTurnAsync(dataDir, cancellationToken);
        var asUser = await PlainUserAsync(dataDir);
        var bin = await PostgresBinaries.FindAsync(asUser);
        var password = await InitialiseAsync(dataDir, bin, asUser, fast);

        var postgres = new EmbeddedPostgres(dataDir, bin, asUser, password, fast)
        {
            _inUse = new FileStream(Path.Combine(dataDir, "postgres.users"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite),
        };
        try
        {
            if (!await postgres.JoinAsync(cancellationToken)) await postgres.StartServerAsync(null, cancellationToken);
            await postgres.EnsureDatabaseAsync(cancellationToken);
        }
        catch
        {
            await postgres.LeaveAsync();
            throw;
        }
        postgres._watch = postgres.WatchAsync();
        return postgres;
    }

    public async ValueTask DisposeAsync()
    {
        if (_inUse is null) return;
        await _stopping.CancelAsync();
        await _watch;
        using var turn = await TakeTurnAsync(_dataDir, CancellationToken.None);
        await LeaveAsync();
        _stopping.Dispose();
    }

    // ---- the data folder

    static string ClusterOf(string dataDir) => Path.Combine(dataDir, "postgres");

    static void MakePrivate(string dir)
    {
        if (Directory.Exists(dir)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(dir);
        else Directory.CreateDirectory(dir, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static void WritePrivate(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }

    /// <summary>Starting and stopping happen one process at a time.</summary>
    static async Task<FileStream> TakeTurnAsync(string dataDir, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataDir, "postgres.lock");
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            if (TryLock(path) is { } turn) return turn;
            if (waited.Elapsed > TimeSpan.FromMinutes(2))
                throw new Refusal($"Another process has been starting or stopping PostgreSQL in {dataDir} for two minutes: end it and try again.");
        }
    }

    static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new Refusal($"The data folder {Path.GetDirectoryName(path)} belongs to another user: use that user or another folder.", e);
        }
        catch (IOException)
        {
            return null; // held by another process
        }
    }

    /// <summary>The cluster is made aside and moved into place, so that a kill in the middle leaves nothing half done.</summary>
    static async Task<string> InitialiseAsync(string dataDir, string bin, string[] asUser, bool fast)
    {
        var (cluster, passwordFile) = (ClusterOf(dataDir), Path.Combine(dataDir, "postgres.password"));
        if (Directory.Exists(cluster))
        {
            if (!File.Exists(passwordFile))
                throw new Refusal($"The password of the database in {dataDir} is gone: restore {passwordFile} or start with another data folder.");
            return (await File.ReadAllTextAsync(passwordFile)).Trim();
        }

        var fresh = cluster + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        MakePrivate(fresh);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        WritePrivate(passwordFile, password);
        var handedOver = Path.Combine(Path.GetTempPath(), $"crm-{Guid.NewGuid():n}");
        WritePrivate(handedOver, password);
        try
        {
            if (asUser.Length > 0) await MustAsync("chown", [OwnerIn(asUser), fresh, handedOver], dataDir);
            await MustAsync(asUser, Path.Combine(bin, "initdb"),
                ["-D", FromInside(asUser, fresh), "-U", User, $"--pwfile={handedOver}", "--auth=scram-sha-256", "--encoding=UTF8",
                 "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions", .. fast ? ["--no-sync"] : Array.Empty<string>()], fresh);
        }
        finally
        {
            File.Delete(handedOver);
        }
        Directory.Move(fresh, cluster);
        return password;
    }

    // ---- the user it runs as

    /// <summary>PostgreSQL refuses to run as root: then an ordinary user runs it, the cluster's owner if there is one.</summary>
    static async Task<string[]> PlainUserAsync(string dataDir)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return [];
        if (!OperatingSystem.IsLinux()) throw new Refusal("PostgreSQL does not run as root: start as an ordinary user.");
        var ids = Directory.Exists(ClusterOf(dataDir)) ? (await MustAsync("stat", ["-c", "%u:%g", ClusterOf(dataDir)], dataDir)).Trim()
            : await IdsOfAsync("postgres") ?? await IdsOfAsync("nobody")
              ?? throw new Refusal("PostgreSQL does not run as root, and there is no user postgres or nobody to run it: create one or start as an ordinary user.");
        var (uid, gid) = (ids.Split(':')[0], ids.Split(':')[1]);
        if (uid == "0") throw new Refusal($"PostgreSQL does not run as root, but root owns {ClusterOf(dataDir)}: give it to the user postgres or nobody.");
        return ["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups", "--no-new-privs", "--"];
    }

    static async Task<string?> IdsOfAsync(string user)
    {
        var (code, uid) = await RunAsync("id", ["-u", user], "/");
        return code == 0 ? $"{uid.Trim()}:{(await MustAsync("id", ["-g", user], "/")).Trim()}" : null;
    }

    static string OwnerIn(string[] asUser) => $"{asUser[1].Split('=')[1]}:{asUser[2].Split('=')[1]}";

    /// <summary>
    /// The plain user may not be able to walk down to a data folder below root's home. Root starts the process inside it,
    /// and from there this path always leads back.
    /// </summary>
    static string FromInside(string[] asUser, string dir) => asUser.Length > 0 ? "/proc/self/cwd" : dir;

    // ---- the server

    async Task StartServerAsync(int? samePort, CancellationToken cancellationToken)
    {
        var log = Path.Combine(_cluster, "server.log");
        if (File.Exists(log) && new FileInfo(log).Length > 5_000_000) File.Delete(log);
        var portFile = Path.Combine(_dataDir, "postgres.port");
        _port = samePort ?? (File.Exists(portFile) && int.TryParse(await File.ReadAllTextAsync(portFile, cancellationToken), out var last) && IsFree(last) ? last : FreePort());

        // After a kill the old server's processes take up to two seconds to go away: keep trying for a while.
        for (var tried = Stopwatch.StartNew(); ; await Task.Delay(300, cancellationToken))
        {
            DropStalePidFile();
            var options = string.Join(' ', Settings().Select(s => $"-c {s}"));
            var (code, output) = await RunAsync([.. _asUser, Path.Combine(_bin, "pg_ctl"), "start", "-D", FromInside(_asUser, _cluster), "-w", "-t", "600", "-s",
                "-l", "server.log", "-o", options], _cluster);
            if (code == 0) break;
            if (tried.Elapsed > Patience)
                throw new Refusal($"PostgreSQL does not start in {_cluster}: {LastWords(log) ?? output.Trim()}");
            if (samePort is null && !IsFree(_port)) _port = FreePort();
        }
        WritePrivate(portFile, $"{_port}");
    }

    IEnumerable<string> Settings() =>
    [
        $"port={_port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "cluster_name=crm", "timezone=UTC", "log_timezone=UTC",
        $"max_connections={(_fast ? 400 : 200)}", "shared_buffers=256MB", "effective_cache_size=1GB", "work_mem=16MB", "maintenance_work_mem=128MB",
        "random_page_cost=1.1", "jit=off", "max_wal_size=2GB", "checkpoint_timeout=15min", "log_checkpoints=off", "log_min_messages=warning", "log_min_error_statement=panic", "log_error_verbosity=terse", // no personal data in the log
        .. _fast ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"] : Array.Empty<string>(),
    ];

    /// <summary>True when this cluster runs already: started by another process, or left over by a killed one.</summary>
    async Task<bool> JoinAsync(CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); RunningOnPort() is { } port; await Task.Delay(200, cancellationToken))
        {
            _port = port;
            if (port > 0 && await AnswersAsync(cancellationToken)) return true;
            if (waited.Elapsed > TimeSpan.FromMinutes(10)) throw new Refusal($"The PostgreSQL that runs in {_cluster} does not answer: end it and try again.");
        }
        return false;
    }

    async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres"));
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CannotConnectNow)
        {
            return false; // starting, recovering or stopping
        }
        catch (PostgresException e)
        {
            throw new Refusal($"The PostgreSQL that runs in {_cluster} does not let us in: {e.MessageText}.", e);
        }
        catch (NpgsqlException)
        {
            return false; // not listening yet, or no longer
        }
    }

    /// <summary>The port in postmaster.pid if its process lives (0 while it has not said), or null.</summary>
    int? RunningOnPort()
    {
        var lines = PidFile();
        if (lines is null || !int.TryParse(lines[0], out var pid) || !IsOurServer(pid)) return null;
        return lines.Length > 3 && int.TryParse(lines[3], out var port) ? port : 0;
    }

    string[]? PidFile()
    {
        try
        {
            return File.ReadAllLines(Path.Combine(_cluster, "postmaster.pid")) is { Length: > 0 } lines ? lines : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A server works inside its cluster: so it is told from another cluster's, and from one that is dead but not yet buried.</summary>
    bool IsOurServer(int pid)
    {
        if (OperatingSystem.IsLinux()) return WorksInside(pid, RealPath(_cluster));
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false; // no such process
        }
    }

    static bool WorksInside(int pid, string dir)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget == dir;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or another user's
        }
    }

    static string RealPath(string dir)
    {
        var parent = Path.GetDirectoryName(dir);
        if (parent is null) return dir;
        var real = Path.Combine(RealPath(parent), Path.GetFileName(dir));
        return Directory.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName is { } target ? RealPath(target) : real;
    }

    /// <summary>
    /// The number in postmaster.pid may be another program's after a restart of the machine, and PostgreSQL would refuse to start.
    /// The file goes only when nothing of the old server is left; if its process is just gone, PostgreSQL sees to it itself.
    /// </summary>
    void DropStalePidFile()
    {
        if (PidFile() is not { } lines || !int.TryParse(lines[0], out var pid) || IsOurServer(pid)) return;
        if (OperatingSystem.IsLinux())
        {
            var cluster = RealPath(_cluster);
            if (Directory.EnumerateDirectories("/proc").Any(d => int.TryParse(Path.GetFileName(d), out var other) && WorksInside(other, cluster))) return;
        }
        File.Delete(Path.Combine(_cluster, "postmaster.pid"));
    }

    async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = 'crm'", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null) return;
        await using var create = new NpgsqlCommand("create database crm", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A server that dies while we work is started again on its port.</summary>
    async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (RunningOnPort() is not null) continue;
                using var turn = await TakeTurnAsync(_dataDir, _stopping.Token);
                if (RunningOnPort() is not null) continue;
                await Console.Error.WriteLineAsync("PostgreSQL has ended unexpectedly: starting it again.");
                try
                {
                    await StartServerAsync(_port, _stopping.Token);
                }
                catch (Refusal e)
                {
                    await Console.Error.WriteLineAsync(e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the host stops
        }
    }

    /// <summary>The last one out stops the server.</summary>
    async Task LeaveAsync()
    {
        _inUse!.Dispose();
        _inUse = null;
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionStringTo("postgres")));
        using var alone = TryLock(Path.Combine(_dataDir, "postgres.users"));
        if (alone is null || RunningOnPort() is null) return;
        await MustAsync(_asUser, Path.Combine(_bin, "pg_ctl"), ["stop", "-D", FromInside(_asUser, _cluster), "-m", "fast", "-w", "-t", "120", "-s"], _cluster);
    }

    // ---- small things

    string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Database = database, Username = User, Password = _password }.ConnectionString;

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static string? LastWords(string log) => File.Exists(log) ? File.ReadLines(log).LastOrDefault(l => l.Contains("FATAL", StringComparison.Ordinal)) : null;
}
