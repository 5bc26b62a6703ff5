using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Crm.Host;
using Npgsql;

namespace Crm.Tests.Host;

/// <summary>Run as root these prove the plain user, too: a temporary folder is closed to everybody else.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    readonly string dataDir = Directory.CreateTempSubdirectory("crm-embedded-").FullName;

    public void Dispose() => Directory.Delete(dataDir, recursive: true);

    [Fact]
    public async Task Who_comes_second_joins_and_the_last_one_out_stops_it()
    {
        var first = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        var second = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
        await Remember(first, 42);
        await first.DisposeAsync();
        Assert.Equal([42], await Remembered(second));
        await second.DisposeAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Remembered(second));

        await using var again = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        Assert.Equal(first.ConnectionString, again.ConnectionString);
        Assert.Equal([42], await Remembered(again));
    }

    [Fact]
    public async Task A_killed_server_comes_back_on_its_port_with_every_committed_row()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(dataDir);
        await Remember(postgres, 7);
        KillServer();
        var waited = Stopwatch.StartNew();
        while (!await Answers(postgres)) Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "It did not come back.");
        Assert.Equal([7], await Remembered(postgres));
    }

    [Fact]
    public async Task A_server_killed_while_nobody_was_there_is_recovered_by_the_next_start()
    {
        await using (var postgres = await EmbeddedPostgres.StartAsync(dataDir))
        {
            await Remember(postgres, 1);
        }
        File.WriteAllText(PidFile, $"{Environment.ProcessId}\n{dataDir}\n0\n1\n\n127.0.0.1\n"); // as after a restart: the number is another program's
        await using var again = await EmbeddedPostgres.StartAsync(dataDir);
        Assert.Equal([1], await Remembered(again));
    }

    [Fact]
    public async Task A_start_cut_short_leaves_nothing_in_the_way()
    {
        Directory.CreateDirectory(Path.Combine(dataDir, "postgres.new", "base"));
        await using var postgres = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        Assert.True(await Answers(postgres));
    }

    [Fact]
    public async Task When_its_port_is_taken_it_takes_another()
    {
        string before;
        await using (var postgres = await EmbeddedPostgres.StartAsync(dataDir, fast: true)) before = postgres.ConnectionString;
        using var listener = new TcpListener(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(before).Port);
        listener.Start();
        await using var again = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        Assert.NotEqual(before, again.ConnectionString);
        Assert.True(await Answers(again));
    }

    [Fact]
    public async Task It_listens_to_this_machine_with_a_password_that_only_its_owner_can_read()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(dataDir, fast: true);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "wrong", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(wrong);
        await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal("127.0.0.1", (await Read<string>(postgres, "show listen_addresses")).Single());
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(dataDir, "postgres.password")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(dataDir, "postgres")));
    }

    [Fact]
    public async Task A_lost_password_is_told_in_one_sentence()
    {
        await using (await EmbeddedPostgres.StartAsync(dataDir, fast: true)) { }
        File.Delete(Path.Combine(dataDir, "postgres.password"));
        var refusal = await Assert.ThrowsAsync<Refusal>(() => EmbeddedPostgres.StartAsync(dataDir, fast: true));
        Assert.Contains("password", refusal.Message, StringComparison.Ordinal);
    }

    string PidFile => Path.Combine(dataDir, "postgres", "postmaster.pid");

    void KillServer()
    {
        using var server = Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First()));
        server.Kill();
    }

    static async Task Remember(EmbeddedPostgres postgres, int number) => await Read<int>(postgres, $"create table if not exists memory (number int); insert into memory values ({number}) returning number");

    static Task<List<int>> Remembered(EmbeddedPostgres postgres) => Read<int>(postgres, "select number from memory");

    static async Task<bool> Answers(EmbeddedPostgres postgres)
    {
        try
        {
            return (await Read<int>(postgres, "select 1")).Count == 1;
        }
        catch (NpgsqlException)
        {
            await Task.Delay(100);
            return false;
        }
    }

    static async Task<List<T>> Read<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await reader.ReadAsync()) all.Add(reader.GetFieldValue<T>(0));
        return all;
    }
}
