using System.Diagnostics;
using System.Security.Cryptography;
using Crm.Customers.Data;
using Crm.Customers.Features.Privacy;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Privacy;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Bench;

/// <summary>
/// The night's scoring of many made-up customers who buy, complain and fall silent over three years: how long fitting, learning and
/// writing take, and what this process holds at most. The bound is five minutes and one gigabyte for 200,000.
/// </summary>
internal static class LifecycleScale
{
    const long First = 50_000_000;

    public static async Task<bool> Run(string connection, int customers)
    {
        var watch = Stopwatch.StartNew();
        await using var source = NpgsqlDataSource.Create(connection);
        var (orders, touches) = await Load(source, customers);
        Console.WriteLine(FormattableString.Invariant($"{customers:N0} customers, {orders:N0} orders, {touches:N0} contacts copied in {watch.Elapsed.TotalSeconds:F0} s"));

        await using var db = new LifecycleDb(new DbContextOptionsBuilder<LifecycleDb>().UseNpgsql(connection).Options);
        db.LendTo(Saves());
        await using var people = new CustomersDb(new DbContextOptionsBuilder<CustomersDb>().UseNpgsql(connection).Options);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlRawAsync("vacuum analyze lifecycle.customers, lifecycle.orders, lifecycle.touches, lifecycle.deals");
        var (settings, zone) = (new Shipped(), new InstallationZone(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]));
        var reader = new SignalReader(db, zone);
        var scoring = new Scoring(db, reader, new Trainer(reader, zone), new ScoreWriter(db, zone), new Consents(people, settings), settings, zone);
        var fine = true;
        foreach (var night in new[] { "first night", "second night" })
        {
            GC.Collect();
            var (before, peak) = (Process.GetCurrentProcess().WorkingSet64 / 1048576.0, 0.0);
            using var stop = new CancellationTokenSource();
            var sampling = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64 / 1048576.0);
                    await Task.Delay(100, CancellationToken.None);
                }
            });
            var result = await scoring.Run(null, default);
            await stop.CancelAsync();
            await sampling;
            db.ChangeTracker.Clear();
            var fits = await db.ModelFits.AsNoTracking().OrderByDescending(f => f.Id).Take(5).ToListAsync();
            Console.WriteLine(FormattableString.Invariant($"{night}: {result.Scored:N0} scored, {result.Listed:N0} on the list, in {result.Seconds:F1} s ({result.Scored / result.Seconds:F0}/s); {peak:F0} MB at most, {before:F0} before; fits: {string.Join(", ", fits.OrderBy(f => f.Id).Select(f => FormattableString.Invariant($"{f.Kind} {f.Seconds:F1} s")))}"));
            fine &= result.Seconds < 300.0 * Math.Max(1, customers / 200_000.0) && peak < 1024 && result.Scored >= customers * 0.9;
        }
        var latest = (await scoring.Latest(default)).Churn!;
        Console.WriteLine(FormattableString.Invariant($"the warning: {latest.Method}, {latest.Lost:N0} lost in {latest.Snapshots.Count} months; {string.Join("; ", latest.Qualities.Select(q => FormattableString.Invariant($"{q.Name} AUC {q.Auc?.Auc:F3} [{q.Auc?.Low:F3}, {q.Auc?.High:F3}] lift {q.Lift:F2}")))}; Brier {latest.Brier:F4} against {latest.BrierOfShare:F4}"));
        return fine && latest.Method == RiskMethod.Regression;
    }

    /// <summary>Owners are told of what is new on their lists, which is written with a key of this run.</summary>
    static SaveServices Saves() => new(TimeProvider.System, new CurrentUser(), new OutboxSignal(), new MasterKey(new ConfigurationBuilder().AddInMemoryCollection([new("Crm:MasterKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))]).Build(), null));

    static async Task<(long Orders, long Touches)> Load(NpgsqlDataSource source, int customers)
    {
        var (random, now) = (new Random(9), DateTime.UtcNow);
        await using var connection = await source.OpenConnectionAsync();
        foreach (var table in new[] { "scores", "losses", "orders", "touches", "customers" })
            await using (var clear = new NpgsqlCommand($"delete from lifecycle.{table} where customer_id >= {First}", connection) { CommandTimeout = 600 }) await clear.ExecuteNonQueryAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("copy lifecycle.customers (customer_id, number, name, kind, level, admission, source, value_class, owner_id, team_id, created_at, orders, open_deals) from stdin (format binary)"))
        {
            for (var i = 0; i < customers; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(First + i);
                foreach (var text in new[] { $"C{First + i}", $"客户 {i}", "individual", "normal", "admitted", i % 3 == 0 ? "exhibition" : "online", i % 5 == 0 ? "high" : "low" }) await copy.WriteAsync(text);
                await copy.WriteAsync(1L + (i % 100));
                await copy.WriteAsync(1L + (i % 20));
                await copy.WriteAsync(now.AddDays(-1095), NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(0);
                await copy.WriteAsync(0);
            }
            await copy.CompleteAsync();
        }
        // Two passes over the same random lives, since COPY fills one table at a time.
        long orders = 0, touches = 0;
        await using (var copy = await connection.BeginBinaryImportAsync("copy lifecycle.orders (purchase_id, customer_id, at, net, currency, void, goods) from stdin (format binary)"))
        {
            foreach (var (customer, day, amount, _) in Lives(customers)) await copy.WriteRowAsync(default, First + orders++, customer, now.AddDays(-day), amount, "CNY", false, amount);
            await copy.CompleteAsync();
        }
        await using (var copy = await connection.BeginBinaryImportAsync("copy lifecycle.touches (kind, source_id, customer_id, at, value) from stdin (format binary)"))
        {
            foreach (var (customer, day, _, angry) in Lives(customers))
                if (angry || random.Next(2) == 0) await copy.WriteRowAsync(default, angry ? "complaint" : random.Next(3) == 0 ? "answer" : "interaction", First + touches++, customer, now.AddDays(-day + 0.5), 3.0);
            await copy.CompleteAsync();
        }
        return (orders, touches);
    }

    /// <summary>Each buys at a pace of their own for up to three years; who complained goes away more often.</summary>
    static IEnumerable<(long Customer, double DaysAgo, decimal Amount, bool Angry)> Lives(int customers)
    {
        var random = new Random(3);
        for (var i = 0; i < customers; i++)
        {
            var (pace, usual) = (15 + (random.NextDouble() * random.NextDouble() * 250), 30 + (random.NextDouble() * 500));
            for (var day = random.NextDouble() * 1095; day > 1; day -= -Math.Log(1 - random.NextDouble()) * pace)
            {
                var angry = random.Next(8) == 0;
                yield return (First + i, day, Math.Round((decimal)(usual * (0.5 + random.NextDouble())), 2), angry);
                if (random.NextDouble() < (angry ? 0.3 : 0.08)) break;
            }
        }
    }

    /// <summary>Everything as it ships.</summary>
    sealed class Shipped : ISettings
    {
        public ValueTask<T> Get<T>(string name, T @default, CancellationToken ct = default) => ValueTask.FromResult(@default);

        public Task Set<T>(string name, T value, CancellationToken ct = default) => throw new NotSupportedException("Nothing is set while it is measured.");
    }
}
