using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Crm.Tests.Api;

/// <summary>While the database restarts, programs are told to come again, and are served when it is back.</summary>
public sealed class DatabaseAwayTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task It_is_said_to_be_away_and_not_our_fault()
    {
        await using var line = new Line(new NpgsqlConnectionStringBuilder(app.ConnectionString));
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b => CrmApp.Configure(b, line.ConnectionString, app.Clock, app.DataDir));
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = (await app.Api("manager")).DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/customers")).StatusCode);

        var browser = new Browser(factory.CreateClient(new() { AllowAutoRedirect = false }), "en");
        await TestStaff.SignIn(browser, "manager");
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/customers")).Status);

        line.Cut();
        var away = await client.GetAsync("/api/v1/customers");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Equal("5", away.Headers.RetryAfter!.ToString());
        Assert.Equal("application/problem+json", away.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Not available just now", (await away.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());

        var page = await browser.Get("/customers");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Contains("The database does not answer", page.Html, StringComparison.Ordinal);

        line.Mend();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/customers")).StatusCode);
    }

    /// <summary>A line to the database that can be cut.</summary>
    sealed class Line : IAsyncDisposable
    {
        readonly (string Host, int Port) server;
        readonly List<TcpClient> open = [];
        TcpListener listener;

        public Line(NpgsqlConnectionStringBuilder to)
        {
            server = (to.Host!, to.Port);
            listener = Listen(0);
            ConnectionString = new NpgsqlConnectionStringBuilder(to.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Timeout = 5 }.ConnectionString;
        }

        public string ConnectionString { get; }

        public void Cut()
        {
            listener.Stop();
            lock (open) foreach (var client in open) client.Dispose();
        }

        public void Mend() => listener = Listen(new NpgsqlConnectionStringBuilder(ConnectionString).Port);

        public ValueTask DisposeAsync()
        {
            Cut();
            return ValueTask.CompletedTask;
        }

        TcpListener Listen(int port)
        {
            var started = new TcpListener(IPAddress.Loopback, port);
            started.Start();
            _ = Accept(started);
            return started;
        }

        async Task Accept(TcpListener from)
        {
            try
            {
                while (true) _ = Carry(await from.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // cut
            }
        }

        async Task Carry(TcpClient near)
        {
            var far = new TcpClient();
            lock (open) open.AddRange([near, far]);
            try
            {
                await far.ConnectAsync(server.Host, server.Port);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // cut
            }
            finally
            {
                near.Dispose();
                far.Dispose();
            }
        }
    }
}
