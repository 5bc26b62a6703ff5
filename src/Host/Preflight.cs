using System.Net;
using System.Net.Sockets;
using Crm.Platform.Mail;
using Crm.Platform.Web;
using NodaTime;
using Npgsql;

namespace Crm.Host;

/// <summary>Why the program cannot go on, in one sentence for whoever started it.</summary>
public sealed class Refusal(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What the host stands on is looked at before anything is done: data folder, port, database.</summary>
internal static class Preflight
{
    const int OldestPostgres = 15;

    /// <summary>
    /// Sets Crm:DataDir to a full path and, when no database is configured, ConnectionStrings:Crm to the embedded one, which the caller
    /// disposes at the end. Tests set ConnectionStrings:Crm with UseSetting, so that it is known here already.
    /// </summary>
    public static async Task<EmbeddedPostgres?> PassAsync(IConfiguration configuration, bool serving, bool demo, CancellationToken cancellationToken)
    {
        var dataDir = Path.GetFullPath(configuration["Crm:DataDir"] is { Length: > 0 } dir ? dir : Path.Combine(Root(), ".data"));
        CheckDataDir(dataDir);
        CheckSettings(configuration, demo);
        configuration["Crm:DataDir"] = dataDir;
        if (serving) foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) CheckPort(url);

        EmbeddedPostgres? postgres = null;
        if (string.IsNullOrWhiteSpace(configuration.GetConnectionString("Crm")))
        {
            postgres = await EmbeddedPostgres.StartAsync(dataDir, cancellationToken: cancellationToken);
            configuration["ConnectionStrings:Crm"] = postgres.ConnectionString;
        }
        else await CheckDatabaseAsync(configuration.GetConnectionString("Crm")!, cancellationToken);
        return postgres;
    }

    /// <summary>The checkout this program was built in, or the folder it was started in.</summary>
    static string Root()
    {
        for (var dir = AppContext.BaseDirectory; dir is not null; dir = Path.GetDirectoryName(dir))
            if (File.Exists(Path.Combine(dir, "Crm.sln"))) return dir;
        return Directory.GetCurrentDirectory();
    }

    internal static void CheckDataDir(string dir)
    {
        try
        {
            if (!Directory.Exists(dir))
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(dir);
                else Directory.CreateDirectory(dir, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            var probe = Path.Combine(dir, $".probe-{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal($"The data folder {dir} cannot be written to ({e.Message.TrimEnd('.')}): name another one in Crm__DataDir, or with scripts/run --data DIR.", e);
        }
    }

    internal static void CheckSettings(IConfiguration configuration, bool demo = false)
    {
        try
        {
            Proxies.Of(configuration);
        }
        catch (FormatException e)
        {
            throw new Refusal($"Crm__Proxies cannot be read: {e.Message}.", e);
        }
        if (configuration["Crm:Smtp:Tls"] is { Length: > 0 } tls && !Enum.GetNames<SmtpTls>().Contains(tls, StringComparer.OrdinalIgnoreCase))
            throw new Refusal($"Crm__Smtp__Tls is \"{tls}\", but can only be {string.Join(", ", Enum.GetNames<SmtpTls>())}.");
        if (configuration["Crm:Files:Store"] is { Length: > 0 } store && store is not ("disk" or "database"))
            throw new Refusal($"Crm__Files__Store is \"{store}\", but can only be disk or database.");
        if (configuration["Crm:Bootstrap:AdminEmail"] is { Length: > 0 } && string.IsNullOrEmpty(configuration["Crm:Bootstrap:AdminPassword"]))
            throw new Refusal("Crm__Bootstrap__AdminEmail needs Crm__Bootstrap__AdminPassword beside it.");
        if (demo && configuration["Crm:Bootstrap:AdminEmail"] is { } admin && admin.Trim().EndsWith("@demo.test", StringComparison.OrdinalIgnoreCase))
            throw new Refusal($"Crm__Bootstrap__AdminEmail is {admin.Trim()}, but addresses at demo.test belong to the people of the demo data: choose another one.");
        if (configuration["Crm:Bootstrap:ApiToken"] is { Length: > 0 and < 20 })
            throw new Refusal("Crm__Bootstrap__ApiToken needs at least 20 characters.");
        if (configuration["Crm:Zone"] is { Length: > 0 } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            throw new Refusal($"Crm__Zone names no time zone: \"{zone}\" is not one, Asia/Shanghai is.");
    }

    internal static void CheckPort(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new Refusal($"\"{url}\" is no address to serve at: say something like http://127.0.0.1:5080.", e);
        }
        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) return;
        var ip = address.Host.Trim('[', ']') is var host && IPAddress.TryParse(host, out var given) ? given : host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(ip, address.Port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new Refusal(e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Port {address.Port} is in use: end the program that holds it, or choose another port in ASPNETCORE_URLS, or with scripts/run --port N.",
                SocketError.AccessDenied => $"Port {address.Port} is not for ordinary users: choose one above 1023.",
                _ => $"Nothing can be served at {url}: {e.Message}.",
            }, e);
        }
    }

    internal static async Task CheckDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        }
        catch (ArgumentException e)
        {
            throw new Refusal($"ConnectionStrings__Crm cannot be read: {e.Message.Split(" (Parameter")[0].TrimEnd('.')}.", e);
        }
        var where = $"{builder.Host}:{builder.Port}";
        for (var patience = 30; ; patience--)
        {
            try
            {
                await using var connection = new NpgsqlConnection(builder.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                CheckVersion(connection.PostgreSqlVersion, where);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow && patience > 0)
            {
                await Task.Delay(1000, cancellationToken); // it is starting
            }
            catch (PostgresException e)
            {
                throw new Refusal($"The PostgreSQL at {where} refuses: {e.MessageText}.", e);
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or ArgumentException)
            {
                throw new Refusal($"The database at {where} cannot be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}): check ConnectionStrings__Crm and that PostgreSQL runs there.", e);
            }
        }
    }

    internal static void CheckVersion(Version version, string where)
    {
        if (version.Major < OldestPostgres) throw new Refusal($"The PostgreSQL at {where} is version {version}, but {OldestPostgres} or newer is needed.");
    }
}
