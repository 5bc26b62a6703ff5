using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Host;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features;
using Crm.Platform.Facts;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Crm.Tests.Loyalty.Features;

/// <summary>
/// 64 clients earn, spend, refund and adjust, one member and ten thousand, while lots expire under them, every event is
/// delivered again and again, and the host is killed in the middle as a power cut would. Clients do what well-behaved ones
/// do: without an answer they send the same again. Afterwards every figure has to follow from the entries. It takes minutes
/// and is asked for by name: scripts/test --filter Category=Storm.
/// </summary>
[Trait("Category", "Storm")]
public sealed class LedgerStormTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    const int Clients = 64, Members = 10_000, Rewards = 4;

    /// <summary>What a retry is told when the host died between doing and answering.</summary>
    const string Lost = "its answer was lost";

    static readonly TimeSpan Phase = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("CRM_STORM_SECONDS"), out var s) ? s : 25);

    readonly string data = Directory.CreateTempSubdirectory("crm-storm-").FullName;
    readonly ConcurrentDictionary<string, int> done = new();
    readonly ConcurrentDictionary<string, byte> redeemed = new(), bought = new();
    HostProcess? host;
    EmbeddedPostgres? server;
    long firstCustomer;
    long[] members = [];
    volatile bool over;

    public async Task InitializeAsync()
    {
        server = await EmbeddedPostgres.StartAsync(data);
        await TestPostgres.Migrated(server.ConnectionString, TimeProvider.System, TestStaff.Load);
        host = new(data);
        await host.Start();
    }

    public async Task DisposeAsync()
    {
        over = true;
        Dispose();
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    public void Dispose()
    {
        host?.Dispose();
        host = null;
    }

    [Fact]
    public async Task After_the_storm_every_balance_follows_from_its_entries() =>
        await TestPostgres.Migrated(server!.ConnectionString, TimeProvider.System, async services =>
        {
            await Fill(services);
            var watch = Stopwatch.StartNew();
            var storm = Enumerable.Range(0, Clients).Select(n => Task.Run(() => Client(n))).Append(Task.Run(() => Expire(services))).Append(Task.Run(() => Replay(services))).ToList();
            await Task.Delay(Phase);
            host!.Kill();
            var down = Stopwatch.StartNew();
            await Task.Delay(500);
            await host.Start();
            Say($"killed after {Phase.TotalSeconds:F0} s, serving again after {down.Elapsed.TotalSeconds:F1} s");
            await Task.Delay(Phase);
            over = true;
            await Task.WhenAll(storm).WaitAsync(TimeSpan.FromMinutes(5));
            Say($"storm of {watch.Elapsed.TotalSeconds:F0} s: {string.Join(", ", done.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Value}"))}");

            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            var customers = scope.ServiceProvider.GetRequiredService<CustomersDb>();
            for (var waited = Stopwatch.StartNew(); await customers.Outbox.AnyAsync(r => r.DoneAt == null) || await db.Outbox.AnyAsync(r => r.DoneAt == null); await Task.Delay(500))
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), $"Events are left undelivered: {await customers.Outbox.Where(r => r.DoneAt == null && r.Error != null).Select(r => r.Error).FirstOrDefaultAsync()}");

            var proof = await services.GetRequiredService<SelfChecks>().Run(default);
            foreach (var line in proof.SelectMany(p => p.Result.Lines)) Say(line);
            Assert.All(proof, p => Assert.Equal((p.Name, 0), (p.Name, p.Result.Differences)));
            Assert.All(await services.GetRequiredService<RollUpKeeper>().Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));

            // Of what was acknowledged nothing is lost, and nothing is there twice.
            var keys = await db.Redemptions.Select(r => r.Key).ToListAsync();
            Assert.Equal(keys.Count, keys.Distinct().Count());
            Assert.Empty(redeemed.Keys.Except(keys));
            var purchases = await customers.Purchases.AsNoTracking().Where(p => p.Source == "storm").Select(p => new { p.Id, p.ExternalId, p.GoodsAmount, p.Refunded }).ToListAsync();
            Assert.Empty(bought.Keys.Except(purchases.Select(p => p.ExternalId!)));
            var earned = await db.Entries.Where(e => e.Source == "purchase" && e.From == Account.Issued).Select(e => new { e.Key, e.Points }).ToDictionaryAsync(e => e.Key, e => e.Points);
            Assert.All(purchases, p => Assert.Equal((p.Id, (long)Math.Floor(p.GoodsAmount)), (p.Id, earned[$"{p.Id}"])));
            var taken = await db.Lots.Where(l => l.TakenBack > 0).Select(l => new { l.Entry.Key, l.TakenBack }).ToDictionaryAsync(l => l.Key, l => l.TakenBack);
            Assert.All(purchases, p => Assert.Equal((p.Id, LoyaltyTerms.TakenBack((long)Math.Floor(p.GoodsAmount), p.GoodsAmount, p.Refunded)), (p.Id, taken.GetValueOrDefault($"{p.Id}"))));
            Assert.NotEmpty(redeemed);
            Assert.NotEmpty(taken);
            Assert.True(await db.Entries.AnyAsync(e => e.Source == "expiry"));
            Say($"{purchases.Count} purchases, {purchases.Count(p => p.Refunded > 0)} with refunds, {keys.Count} redemptions, {await db.Entries.CountAsync(e => e.Source == "expiry")} lots expired, {await db.Members.SumAsync(m => m.Shortfall)} points short");
        });

    /// <summary>Ten thousand members with a hundred points each, half of which expire during the storm; the first is the one everybody wants.</summary>
    async Task Fill(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("storm");
        var (customers, db) = (scope.ServiceProvider.GetRequiredService<CustomersDb>(), scope.ServiceProvider.GetRequiredService<LoyaltyDb>());
        await customers.Database.ExecuteSqlRawAsync($"""
            insert into customers.customers (kind, name, folded_name, level, source, admission, language, zone, tags, created_at, changed_at, last_reviewed_at, words)
            select 'individual', 'Storm ' || n, 'storm' || n, 'normal', 'online', 'admitted', 'en', 'Asia/Shanghai', array[]::text[], now(), now(), now(), '' from generate_series(1, {Members}) n order by n
            """);
        firstCustomer = await customers.Customers.Where(c => c.Name == "Storm 1").Select(c => c.Id).SingleAsync();
        var random = new Random(7);
        for (var from = 0; from < Members; from += 1000)
        {
            var at = DateTimeOffset.UtcNow.AddDays(-1);
            for (var i = from; i < from + 1000; i++)
            {
                var member = new Member(firstCustomer + i, $"Storm {i + 1}", null, null, at);
                member.Earn(100, "survey", $"storm:{i}", i % 2 == 0 ? DateTimeOffset.UtcNow.AddSeconds(10 + (random.NextDouble() * Phase.TotalSeconds * 2)) : at.AddYears(1), at);
                db.Members.Add(member);
            }
            await db.SaveQuietly(default);
        }
        db.Rewards.AddRange(Enumerable.Range(1, Rewards).Select(n => new Reward(new($"Reward {n}", $"奖品 {n}", RewardKind.Service, 10 * n, n == 1 ? 500 : null, null, true))));
        await db.SaveChangesAsync();
        members = await db.Members.OrderBy(m => m.CustomerId).Select(m => m.Id).ToArrayAsync();
        await db.Database.ExecuteSqlRawAsync("analyze loyalty.members, loyalty.lots, loyalty.entries, customers.customers");
    }

    async Task Client(int n)
    {
        var random = new Random(1000 + n);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30), BaseAddress = host!.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.Token) } };
        var mine = new List<(long Id, decimal Left)>();
        for (var step = 0; !over; step++)
        {
            // Every third act is about the one member everybody wants.
            var i = random.Next(3) == 0 ? 0 : random.Next(Members);
            var (key, customer, member) = ($"{n}-{step}", firstCustomer + i, members[i]);
            switch (random.Next(10))
            {
                case < 4:
                    var amount = random.Next(100, 30000) / 100m;
                    var purchase = await Until(client, "/api/v1/purchases", "earn", key, new { customerId = customer, source = "storm", externalId = key, goodsAmount = amount, currency = "CNY" }, random.Next(4) == 0);
                    bought.TryAdd(key, 0);
                    if (purchase is { } id) mine.Add((id, amount));
                    break;
                case < 8:
                    if (await Until(client, "/api/v1/redemptions", "spend", key, new { memberId = member, rewardId = 1 + random.Next(Rewards) }, random.Next(4) == 0) is not null) redeemed.TryAdd($"{member}:spend-{key}", 0);
                    break;
                case 8 when mine.Count > 0:
                    var (order, left) = mine[^1];
                    mine.RemoveAt(mine.Count - 1);
                    var part = random.Next(2) == 0 ? left : decimal.Round(left / 2, 2);
                    if (part > 0) await Refund(client, order, part);
                    if (left > part) mine.Insert(0, (order, left - part));
                    break;
                default:
                    await Until(client, $"/api/v1/members/{member}/adjustments", "adjust", key, new { points = random.Next(-20, 30) is var p and not 0 ? p : 5, reason = "correction", text = "Storm" }, random.Next(4) == 0);
                    break;
            }
        }
    }

    /// <summary>Sends until it is answered, and once more where it is to be replayed. Null: refused by a rule, or done without an answer.</summary>
    async Task<long?> Until(HttpClient client, string path, string what, string key, object body, bool again)
    {
        long? first = null;
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", $"{what}-{key}" } } };
            try
            {
                using var answer = await client.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                {
                    var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
                    if (first is not null) { Assert.Equal(first, id); Count(what + " replayed"); return id; }
                    Count(what);
                    if (!again) return id;
                    first = id;
                    continue;
                }
                if (answer.StatusCode == HttpStatusCode.UnprocessableEntity) { Count(what + " refused"); return null; }
                if (answer.StatusCode == HttpStatusCode.Conflict && await answer.Content.ReadAsStringAsync() is var text && (text.Contains(Lost, StringComparison.Ordinal) || text.Contains("exists", StringComparison.Ordinal))) { Count(what + " without answer"); return null; }
                if (answer.StatusCode < HttpStatusCode.InternalServerError && answer.StatusCode != HttpStatusCode.Conflict) throw new Xunit.Sdk.XunitException($"{what} {key}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                Count($"{what} {(int)answer.StatusCode}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { Count("no answer"); }
            await Task.Delay(300);
        }
    }

    /// <summary>Gives money back, once: without an answer one looks first whether it was done.</summary>
    async Task Refund(HttpClient client, long purchase, decimal amount)
    {
        decimal? before = null;
        while (true)
        {
            try
            {
                using var seen = await client.GetAsync($"/api/v1/purchases/{purchase}");
                var refunded = (await seen.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refunded").GetDecimal();
                before ??= refunded;
                if (refunded > before) { Count("refund without answer"); return; }
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/purchases/{purchase}/refunds") { Content = JsonContent.Create(new { amount, reason = "Storm" }) };
                request.Headers.TryAddWithoutValidation("If-Match", seen.Headers.ETag!.ToString());
                using var answer = await client.SendAsync(request);
                if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.UnprocessableEntity) { Count(answer.IsSuccessStatusCode ? "refund" : "refund refused"); return; }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { Count("no answer"); }
            await Task.Delay(300);
        }
    }

    /// <summary>The sweep of another host, again and again.</summary>
    async Task Expire(IServiceProvider services)
    {
        while (!over)
        {
            await using (var scope = services.CreateAsyncScope())
            {
                scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
                await scope.ServiceProvider.GetRequiredService<ExpirePoints>().Run(default);
            }
            Count("sweep");
            await Task.Delay(1000);
        }
    }

    /// <summary>Puts events that were delivered into the outbox once more, under new names: the inbox does not know them.</summary>
    async Task Replay(IServiceProvider services)
    {
        while (!over)
        {
            await Task.Delay(1500);
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CustomersDb>();
            var again = await db.Database.ExecuteSqlRawAsync("""
                insert into customers.outbox (id, type, payload, occurred_at, due_at, attempts)
                select gen_random_uuid(), type, payload, now(), now(), 0 from customers.outbox where type in ('Customers.PurchaseRecorded', 'Customers.PurchaseRefunded') and done_at is not null order by random() limit 40
                """);
            done.AddOrUpdate("events replayed", again, (_, n) => n + again);
        }
    }

    void Count(string what) => done.AddOrUpdate(what, 1, (_, n) => n + 1);

    void Say(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("CRM_STORM_LOG") is { Length: > 0 } file) File.AppendAllText(file, line + "\n");
    }
}
