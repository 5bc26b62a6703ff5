using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Host;
using Crm.Platform.Facts;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Journeys;

/// <summary>
/// Two hosts on one database while tickets are opened, answered and taken. A host is killed, then the database, both as a
/// power cut would. Senders do what well-behaved ones do: without an answer they send the same again, to the other host.
/// It takes minutes and is asked for by name: scripts/test --filter Category=Storm.
/// </summary>
[Trait("Category", "Storm")]
public sealed class StormTests : IAsyncLifetime
{
    const int Senders = 3;

    /// <summary>What a retry is told when the host died between doing and answering.</summary>
    const string Lost = "its answer was lost";

    static readonly string[] Takers = ["agent", "supervisor"];

    readonly string data = Directory.CreateTempSubdirectory("crm-storm-").FullName;
    volatile bool over;
    readonly ConcurrentDictionary<string, long?> opened = new(), answered = new();
    readonly ConcurrentBag<(string By, long Ticket)> taken = [];
    HostProcess[] hosts = [];

    public async Task InitializeAsync()
    {
        await using (var server = await EmbeddedPostgres.StartAsync(data)) await TestPostgres.Migrated(server.ConnectionString, TimeProvider.System, TestStaff.Load);
        hosts = [new(data), new(data)];
        await Task.WhenAll(hosts.Select(h => h.Start()));
    }

    public async Task DisposeAsync()
    {
        over = true;
        // The last one to leave stops the database; killed hosts do not leave.
        foreach (var host in hosts) host.Dispose();
        await (await EmbeddedPostgres.StartAsync(data)).DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Of_what_was_acknowledged_nothing_is_lost_and_nothing_is_there_twice_when_a_host_and_the_database_are_killed()
    {
        var customer = await NewCustomer();
        var takers = await Task.WhenAll(Takers.Select(SignIn));
        var storm = Enumerable.Range(0, Senders).Select(n => Send(n, customer)).Concat(Takers.Zip(takers, Take)).ToList();

        await Further(10);
        hosts[0].Kill();
        await Further(20);
        await hosts[0].Start();
        await Further(20);
        using (var server = System.Diagnostics.Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(Path.Combine(data, "postgres", "postmaster.pid")))[0]))) server.Kill();
        await Further(30);
        over = true;
        await Task.WhenAll(storm).WaitAsync(TimeSpan.FromMinutes(4));

        await using var database = await EmbeddedPostgres.StartAsync(data);
        await TestPostgres.Migrated(database.ConnectionString, TimeProvider.System, async services =>
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TicketsDb>();
            await Delivered(db);
            var tickets = await db.Tickets.AsNoTracking().Include(t => t.Messages).Include(t => t.Clocks).Include(t => t.History).AsSplitQuery().ToListAsync();

            Assert.Equal(opened.Keys.Order(StringComparer.Ordinal), tickets.Select(t => t.Subject).Order(StringComparer.Ordinal));
            Assert.All(tickets, t => Assert.Equal(opened[t.Subject] ?? t.Id, t.Id));
            Assert.Equal(tickets.Count, tickets.Select(t => t.Number).Distinct().Count());
            Assert.Equal(answered.Keys.Order(StringComparer.Ordinal), tickets.SelectMany(t => t.Messages).Where(m => m.Kind == MessageKind.Reply).Select(m => m.Body).Order(StringComparer.Ordinal));

            Assert.NotEmpty(taken);
            Assert.Equal(taken.Count, taken.Select(t => t.Ticket).Distinct().Count());
            // By hand each ticket changes hands once: the one that a taker was told of is theirs.
            var ids = await Ids(database.ConnectionString);
            Assert.All(taken, t => Assert.Equal(ids[t.By], tickets.Single(x => x.Id == t.Ticket).OwnerId));
            Assert.All(tickets, t => Assert.InRange(t.History.Count(h => h.Kind == HistoryKind.Assignee), 0, 1));

            Assert.All(tickets, t => Assert.Equal([ClockKind.FirstResponse, ClockKind.Resolution], t.Clocks.Select(c => c.Kind).Order()));
            Assert.All(tickets.SelectMany(t => t.Clocks.Select(c => (t.CreatedAt, Clock: c))), c => Assert.Equal(c.CreatedAt + (c.Clock.Kind == ClockKind.Resolution ? TimeSpan.FromHours(48) : TimeSpan.FromHours(24)), c.Clock.DueAt));
            Assert.All(tickets, t => Assert.Equal(t.Messages.Any(m => m.Kind == MessageKind.Reply), t.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State == ClockState.Met));
            Assert.All(await services.GetRequiredService<RollUpKeeper>().Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));
        });
    }

    /// <summary>Opens tickets and answers each, until the storm is over; what is begun is brought to its end.</summary>
    async Task Send(int sender, long customer)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.Token) } };
        for (var n = 0; !over; n++)
        {
            var key = $"storm {sender}-{n}";
            var ticket = await Until(client, "/api/v1/tickets?allowDuplicate=true", key, new { customerId = customer, type = "inquiry", channel = "web", subject = key, description = "Where is it?" });
            Assert.True(opened.TryAdd(key, ticket));
            // Every other one is left for those who take.
            if (n % 2 == 0 || ticket is null) continue;
            Assert.True(answered.TryAdd($"answer to {key}", await Until(client, $"/api/v1/tickets/{ticket}/messages", $"answer to {key}", new { visibility = "public", body = $"answer to {key}" })));
        }
    }

    /// <summary>Sends until it is answered. Null: it was done, but the host died before it could say as what; then it must be there, once.</summary>
    async Task<long?> Until(HttpClient client, string path, string key, object body)
    {
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hosts[tries % 2].Address, path)) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
            try
            {
                using var answer = await client.SendAsync(request);
                if (answer.IsSuccessStatusCode) return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
                if (answer.StatusCode == HttpStatusCode.Conflict && (await answer.Content.ReadAsStringAsync()).Contains(Lost, StringComparison.Ordinal)) return null;
                if (answer.StatusCode < HttpStatusCode.InternalServerError && answer.StatusCode != HttpStatusCode.Conflict) throw new Xunit.Sdk.XunitException($"{key}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { /* no answer: the same again */ }
            await Task.Delay(50);
        }
    }

    /// <summary>Presses "take next", now at the one host and now at the other.</summary>
    async Task Take(string person, Browser[] browsers)
    {
        for (var tries = 0; !over; tries++)
        {
            var browser = browsers[tries % 2];
            try
            {
                var page = await browser.Get("/tickets?view=Unassigned");
                if (page.Status == HttpStatusCode.OK && (await browser.Submit(page, "/tickets/take-next")).Location?.ToString() is { } to && long.TryParse(to.Split('/')[^1].Split('?')[0], out var id)) taken.Add((person, id));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { /* a host that is down takes nothing */ }
            await Task.Delay(50);
        }
    }

    async Task<long> NewCustomer()
    {
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.Token) } };
        return (await Until(client, "/api/v1/customers", "customer", new { kind = "individual", name = "风暴中的客户", emails = new[] { new { value = "storm@customer.test" } } }))!.Value;
    }

    /// <summary>Signed in at one host, known to both.</summary>
    async Task<Browser[]> SignIn(string person)
    {
        var cookies = new CookieContainer();
        var browsers = hosts.Select(h => new Browser(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = h.Address, Timeout = TimeSpan.FromSeconds(20) }, "en")).ToArray();
        await TestStaff.SignIn(browsers[0], person);
        return browsers;
    }

    /// <summary>Waits until so many more tickets are acknowledged.</summary>
    async Task Further(int tickets)
    {
        var enough = opened.Count + tickets;
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); opened.Count < enough; await Task.Delay(50))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"For two minutes only {opened.Count} of {enough} tickets are acknowledged.");
    }

    static async Task Delivered(TicketsDb db)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); await db.Outbox.AnyAsync(r => r.DoneAt == null); await Task.Delay(200))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "Events are left undelivered.");
    }

    static async Task<Dictionary<string, long>> Ids(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("select split_part(email, '@', 1), id from staff.members");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new Dictionary<string, long>();
        while (await reader.ReadAsync()) ids[reader.GetString(0)] = reader.GetInt64(1);
        return ids;
    }
}
