using System.Net;
using System.Net.Sockets;
using Crm.Host;
using Crm.Tests.Support;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Crm.Tests.Host;

/// <summary>What stands in the way of a start is told in one sentence.</summary>
public class PreflightTests
{
    [Fact]
    public void A_port_in_use()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.StartsWith($"Port {port} is in use", Sentence(() => Preflight.CheckPort($"http://127.0.0.1:{port}")), StringComparison.Ordinal);
        listener.Stop();
        Preflight.CheckPort($"http://127.0.0.1:{port}");
    }

    [Fact]
    public void An_address_that_is_none() => Assert.Contains("\"127.0.0.1\" is no address", Sentence(() => Preflight.CheckPort("127.0.0.1")), StringComparison.Ordinal);

    [Fact]
    public void A_data_folder_that_cannot_be_written()
    {
        var file = Path.GetTempFileName();
        Assert.Contains("cannot be written to", Sentence(() => Preflight.CheckDataDir(Path.Combine(file, "data"))), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_database_that_does_not_answer() =>
        Assert.Contains("127.0.0.1:1 cannot be reached (Connection refused)", await Sentence(() => Preflight.CheckDatabaseAsync("Host=127.0.0.1;Port=1;Username=crm", default)), StringComparison.Ordinal);

    [Fact]
    public async Task A_connection_string_that_says_nothing() =>
        Assert.StartsWith("ConnectionStrings__Crm cannot be read", await Sentence(() => Preflight.CheckDatabaseAsync("Hst=127.0.0.1", default)), StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_is_not_there()
    {
        var connection = await TestPostgres.EmptyDatabase();
        await Preflight.CheckDatabaseAsync(connection, default);
        await TestPostgres.Drop(connection);
        Assert.Contains("does not exist", await Sentence(() => Preflight.CheckDatabaseAsync(connection, default)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PostgreSQL_too_old()
    {
        Preflight.CheckVersion(new Version(15, 0), "db:5432");
        Assert.Equal("The PostgreSQL at db:5432 is version 14.9, but 15 or newer is needed.", Sentence(() => Preflight.CheckVersion(new Version(14, 9), "db:5432")));
    }

    [Fact]
    public void An_administrator_with_an_address_of_the_demo()
    {
        var configuration = new ConfigurationManager { ["Crm:Bootstrap:AdminEmail"] = "Admin@Demo.test", ["Crm:Bootstrap:AdminPassword"] = "a long secret" };
        Preflight.CheckSettings(configuration, demo: false);
        Assert.Contains("belong to the people of the demo data", Sentence(() => Preflight.CheckSettings(configuration, demo: true)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_database_of_ones_own_none_is_started_and_the_data_folder_is_full_path()
    {
        var connection = await TestPostgres.EmptyDatabase();
        var folder = Directory.CreateTempSubdirectory("crm-preflight-").FullName;
        var configuration = new ConfigurationManager { ["ConnectionStrings:Crm"] = connection, ["Crm:DataDir"] = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder) };
        Assert.Null(await Preflight.PassAsync(configuration, serving: true, demo: false, default));
        Assert.Equal(folder, configuration["Crm:DataDir"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
        await TestPostgres.Drop(connection);
    }

    static string Sentence(Action act) => OneSentence(Assert.Throws<Refusal>(act));

    static async Task<string> Sentence(Func<Task> act) => OneSentence(await Assert.ThrowsAsync<Refusal>(act));

    static string OneSentence(Refusal refusal)
    {
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }
}
