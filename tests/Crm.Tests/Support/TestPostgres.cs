using Crm.Host;
using Crm.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Support;

/// <summary>
/// One server for the test run (CRM_TEST_POSTGRES, else the embedded one), one migrated template on it, and a copy of
/// the template for every test class.
/// </summary>
public static class TestPostgres
{
    static readonly Lazy<Task<string>> Server = new(StartServer);
    static readonly Lazy<Task<string>> Template = new(MakeTemplate);
    static readonly string Run = $"crm_{Environment.ProcessId}_{Guid.NewGuid():N}"[..24];
    static int databases;

    /// <summary>A new database with everything migrated and the demo staff in it.</summary>
    public static async Task<string> NewDatabase()
    {
        var template = await Template.Value;
        var name = $"{Run}_{Interlocked.Increment(ref databases)}";
        // Files are copied: to log them row by row is for servers that must not lose them.
        await Execute($"create database {name} template {template} strategy file_copy");
        return await ConnectionTo(name);
    }

    /// <summary>A new database with nothing in it.</summary>
    public static async Task<string> EmptyDatabase()
    {
        var name = $"{Run}_empty_{Interlocked.Increment(ref databases)}";
        await Execute($"create database {name} template template0");
        return await ConnectionTo(name);
    }

    /// <summary>Drops a database made here.</summary>
    public static Task Drop(string connectionString) =>
        Execute($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    /// <summary>Brings a database up to date, as the migrate verb does: before any host stands on it.</summary>
    public static async Task Migrated(string connection, TimeProvider clock, Func<IServiceProvider, Task>? then = null)
    {
        var configuration = new ConfigurationManager { ["ConnectionStrings:Crm"] = connection, ["Crm:PasswordRounds"] = "1000", ["Crm:Files:Store"] = "database" };
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(clock);
        await using var provider = services.AddCrm(configuration, Modules.All).BuildServiceProvider();
        await provider.MigrateCrm();
        if (then is not null) await then(provider);
    }

    static async Task<string> StartServer()
    {
        if (Environment.GetEnvironmentVariable("CRM_TEST_POSTGRES") is { Length: > 0 } given) return given;
        var data = Directory.CreateTempSubdirectory("crm-test-postgres-").FullName;
        var server = await EmbeddedPostgres.StartAsync(data, fast: true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Directory.Delete(data, recursive: true);
        };
        return server.ConnectionString;
    }

    static async Task<string> MakeTemplate()
    {
        var connection = await EmptyDatabase();
        await Migrated(connection, new FakeClock(), TestStaff.Load);
        if (Environment.GetEnvironmentVariable("CRM_TEST_POSTGRES") is { Length: > 0 })
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAll().GetAwaiter().GetResult();
        return new NpgsqlConnectionStringBuilder(connection).Database!;
    }

    static async Task DropAll()
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(await ConnectionTo("postgres"));
        await connection.OpenAsync();
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("select datname from pg_database where starts_with(datname, $1)", connection) { Parameters = { new() { Value = Run } } })
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        foreach (var name in names) await Execute($"drop database if exists {name} with (force)");
    }

    static async Task<string> ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(await Server.Value) { Database = database, MaxPoolSize = 20, IncludeErrorDetail = true, ConnectionIdleLifetime = 10 }.ConnectionString;

    static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await Server.Value) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
