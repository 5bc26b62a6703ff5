using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Bench;

/// <summary>
/// Members and ledger entries by the million, whose books add up: purchases earned a second through the outbox, rewards
/// redeemed a second through the API, the page of a member, and the proof that every balance follows from its entries.
/// </summary>
internal static class LoyaltyScale
{
    const int Rewards = 20;

    public static async Task<bool> Run(RunningHost host, int members, long entries, int clients, TimeSpan duration)
    {
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await Fill(source, connection, members, entries);
        await RollUps(host.ConnectionString);
        await Quiet(connection);
        var fine = await Plans(connection);
        var ids = await Column(connection, "select id from loyalty.members where customer_name like 'Bench %' order by id");
        var customers = await Column(connection, "select customer_id from loyalty.members where customer_name like 'Bench %' order by id");
        var size = string.Create(CultureInfo.InvariantCulture, $"{members / 1000.0:0.#}k / {entries / 1000.0:0.#}k");

        var agent = await host.SignIn("supervisor");
        var admin = await host.SignIn("admin");
        foreach (var (name, url, alone) in new[] { ("member page", "/loyalty/members/{0}", false), ("member page, one person", "/loyalty/members/{0}", true), ("statement", "/loyalty/members/{0}/statement", false), ("member list", "/loyalty/members", false) })
        {
            var result = await Load.Run(host, new Scenario(name, admin, n => new HttpRequestMessage(HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, url, ids[(n * 7919L) % ids.Length])), alone), clients, duration);
            Say($"{name}, {size}", result, host);
            fine &= result.Failed == 0 && (!alone || result.At(0.95) < 30);
        }

        var rewards = await NewRewards(connection);
        var api = host.Api();
        var run = Guid.NewGuid().ToString("N");
        var redeem = await Load.Run(host, new Scenario("redeem", api, n => Redemption(ids[(n * 104_729L) % ids.Length], rewards[n % rewards.Length], $"{run}-{n}")), clients, duration);
        Say($"redeem, {size}", redeem, host);
        fine &= redeem.Failed == 0 && redeem.PerSecond >= 300;

        var earn = await Earn(connection, customers, (int)Math.Max(5000, duration.TotalSeconds * 700));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"earn, {size}",-38} {earn,10:F1} purchases a second from the outbox into the ledger; the host holds {host.ResidentMegabytes:F0} MB"));
        fine &= earn >= 500;
        return await Prove(host.ConnectionString) && fine;
    }

    static void Say(string name, Result result, RunningHost host)
    {
        Console.WriteLine($"{name,-38} {result.PerSecond,10:F1} {result.At(0.50),8:F1} {result.At(0.95),8:F1} {result.At(0.99),8:F1} {result.Failed,7} {host.ResidentMegabytes,6:F0} {result.Cpu.Host,9:F1} {result.Cpu.Database,8:F1}");
        if (result.FirstFailure is { } why) Console.WriteLine($"    {why}");
    }

    static HttpRequestMessage Redemption(long member, long reward, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/redemptions") { Content = JsonContent.Create(new { memberId = member, rewardId = reward }) };
        request.Headers.Add("Idempotency-Key", "bench-" + key);
        return request;
    }

    /// <summary>Publishes purchases as the module of customers does, and waits until the ledger has all of them.</summary>
    static async Task<double> Earn(NpgsqlConnection connection, long[] customers, int count)
    {
        // Once before, so that compiling is not what is measured.
        await Publish(500);
        var watch = Stopwatch.StartNew();
        await Publish(count);
        return count / watch.Elapsed.TotalSeconds;

        async Task Publish(int many)
        {
            var first = (long)(await Scalar(connection, "select 1000000000 + (extract(epoch from clock_timestamp()) * 1000)::bigint"))! * 1000;
            await using (var copy = await connection.BeginBinaryImportAsync("copy customers.outbox (id, type, payload, occurred_at, due_at, attempts) from stdin (format binary)"))
            {
                for (var i = 0; i < many; i++)
                {
                    var now = DateTimeOffset.UtcNow;
                    var happened = new PurchaseRecorded(first + i, customers[(i * 6151L) % customers.Length], now, 100 + (i % 900), "CNY", false);
                    await copy.StartRowAsync();
                    await copy.WriteAsync(Guid.CreateVersion7(now));
                    await copy.WriteAsync(EventTypes.NameOf(typeof(PurchaseRecorded)));
                    await copy.WriteAsync(JsonSerializer.Serialize(happened, EventTypes.Json), NpgsqlDbType.Jsonb);
                    await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
                    await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
                    await copy.WriteAsync(0);
                }
                await copy.CompleteAsync();
            }
            for (var waited = Stopwatch.StartNew(); (long)(await Scalar(connection, "select count(*) from customers.outbox where done_at is null"))! > 0; await Task.Delay(50))
                if (waited.Elapsed > TimeSpan.FromMinutes(10)) throw new InvalidOperationException($"Purchases are not earned: {await Scalar(connection, "select error from customers.outbox where error is not null limit 1")}");
            // Delivered is not yet earned: a listener may have refused.
            var earned = (long)(await Scalar(connection, $"select count(*) from loyalty.entries where source = 'purchase' and key = any(array(select ({first} + g)::text from generate_series(0, {many - 1}) g)) and \"from\" = 'issued'"))!;
            if (earned < many) throw new InvalidOperationException($"Of {many} purchases {earned} earned.");
        }
    }

    /// <summary>What so many new customers and members set going (stages, to-dos of playbooks) is done before anything is measured.</summary>
    static async Task Quiet(NpgsqlConnection connection)
    {
        var due = string.Join(" + ", (await Column<string>(connection, "select table_schema::text from information_schema.tables where table_name = 'outbox'")).Select(schema => $"(select count(*) from {schema}.outbox where done_at is null and due_at is not null)"));
        for (var (watch, calm) = (Stopwatch.StartNew(), 0); calm < 5; await Task.Delay(500))
        {
            calm = (long)(await Scalar(connection, "select " + due))! == 0 ? calm + 1 : 0;
            if (watch.Elapsed > TimeSpan.FromMinutes(20)) throw new InvalidOperationException("The outboxes do not come to rest.");
        }
    }

    /// <summary>Members with entries whose books add up: two earnings, then a spend from the lots that expire first, and so on.</summary>
    static async Task Fill(NpgsqlDataSource source, NpgsqlConnection connection, int members, long entries)
    {
        var there = (long)(await Scalar(connection, "select count(*) from loyalty.members where customer_name like 'Bench %'"))!;
        if (there >= members) return;
        var watch = Stopwatch.StartNew();
        await Execute(connection, "set synchronous_commit = off; set session_replication_role = replica"); // triggers and foreign keys: what is copied in is whole by itself
        var known = (long)(await Scalar(connection, "select count(*) from customers.customers where name like 'Bench %'"))!;
        await Execute(connection, $"""
            insert into customers.customers (kind, name, folded_name, level, source, admission, language, zone, tags, created_at, changed_at, last_reviewed_at, words)
            select 'individual', 'Bench ' || n, 'bench' || n, 'normal', 'online', 'admitted', 'zh-CN', 'Asia/Shanghai', array[]::text[], now() - interval '800 days', now() - interval '800 days', now() - interval '800 days', 'bench' || n from generate_series({known + 1}, {members}) n
            """);
        var ids = await Column(connection, "select id from customers.customers where name like 'Bench %' order by id");
        var per = (int)Math.Max(1, entries / members);
        var (nextMember, nextEntry, nextLot) = (await Next(connection, "members"), await Next(connection, "entries"), await Next(connection, "lots"));
        // A copy of rows that are there, so that whatever they learn to know has a value.
        var (memberRest, entryRest, lotRest) = (await Rest(connection, "members", ["id", "customer_id", "customer_name", "owner_id", "team_id", "joined_at", "balance", "shortfall"]), await Rest(connection, "entries", ["id", "member_id", "from", "to", "points", "source", "key", "at", "reverses_id"]), await Rest(connection, "lots", ["id", "member_id", "entry_id", "points", "remainder", "expires_at", "available_at", "expired", "taken_back"]));
        await using var c1 = await source.OpenConnectionAsync();
        await using var c2 = await source.OpenConnectionAsync();
        await using var c3 = await source.OpenConnectionAsync();
        foreach (var other in new[] { c1, c2, c3 }) await Execute(other, "set synchronous_commit = off; set session_replication_role = replica");
        var now = DateTime.UtcNow;
        for (var from = (int)there; from < members; from += 50_000)
        {
            await using var memberCopy = await connection.BeginBinaryImportAsync($"copy loyalty.members (id, customer_id, customer_name, joined_at, balance, shortfall{memberRest.Names}) from stdin (format binary)");
            await using var entryCopy = await c1.BeginBinaryImportAsync($"copy loyalty.entries (id, member_id, \"from\", \"to\", points, source, key, at{entryRest.Names}) from stdin (format binary)");
            await using var lotCopy = await c2.BeginBinaryImportAsync($"copy loyalty.lots (id, member_id, entry_id, points, remainder, expires_at, expired, taken_back{lotRest.Names}) from stdin (format binary)");
            await using var useCopy = await c3.BeginBinaryImportAsync("copy loyalty.lot_uses (lot_id, entry_id, points) from stdin (format binary)");
            for (var i = from; i < Math.Min(members, from + 50_000); i++)
            {
                var (member, open, balance) = (nextMember++, new Queue<(long Id, long Entry, long Points, long Left, DateTime Expires)>(), 0L);
                var closed = new List<(long Id, long Entry, long Points, long Left, DateTime Expires)>();
                for (var k = 0; k < per; k++)
                {
                    var (entry, at) = (nextEntry++, now.AddMinutes(-1_000_000.0 * (per - k) / per).AddSeconds(i % 3600));
                    var spend = k % 3 == 2;
                    var points = spend ? Math.Max(1, balance / 3) : 300 + ((i + (k * 37)) % 400);
                    await entryCopy.StartRowAsync();
                    await entryCopy.WriteAsync(entry);
                    await entryCopy.WriteAsync(member);
                    await entryCopy.WriteAsync(spend ? "member" : "issued");
                    await entryCopy.WriteAsync(spend ? "redeemed" : "member");
                    await entryCopy.WriteAsync(points);
                    await entryCopy.WriteAsync(spend ? "redemption" : "purchase");
                    await entryCopy.WriteAsync("bench:" + entry.ToString(CultureInfo.InvariantCulture));
                    await entryCopy.WriteAsync(at, NpgsqlDbType.TimestampTz);
                    await entryRest.Write(entryCopy);
                    if (!spend)
                    {
                        open.Enqueue((nextLot++, entry, points, points, at.AddDays(1000)));
                        balance += points;
                        continue;
                    }
                    balance -= points;
                    for (var owed = points; owed > 0;)
                    {
                        var lot = open.Dequeue();
                        var part = Math.Min(owed, lot.Left);
                        await useCopy.WriteRowAsync(default, lot.Id, entry, part);
                        (lot.Left, owed) = (lot.Left - part, owed - part);
                        if (lot.Left == 0) closed.Add(lot);
                        else open = new([lot, .. open]);
                    }
                }
                await memberCopy.StartRowAsync();
                await memberCopy.WriteAsync(member);
                await memberCopy.WriteAsync(ids[i]);
                await memberCopy.WriteAsync("Bench " + (i + 1).ToString(CultureInfo.InvariantCulture));
                await memberCopy.WriteAsync(now.AddDays(-800), NpgsqlDbType.TimestampTz);
                await memberCopy.WriteAsync(balance);
                await memberCopy.WriteAsync(0L);
                await memberRest.Write(memberCopy);
                foreach (var lot in closed.Concat(open))
                {
                    await lotCopy.StartRowAsync();
                    foreach (var value in new[] { lot.Id, member, lot.Entry, lot.Points, lot.Left }) await lotCopy.WriteAsync(value);
                    await lotCopy.WriteAsync(lot.Expires, NpgsqlDbType.TimestampTz);
                    await lotCopy.WriteAsync(0L);
                    await lotCopy.WriteAsync(0L);
                    await lotRest.Write(lotCopy);
                }
            }
            await memberCopy.CompleteAsync();
            await entryCopy.CompleteAsync();
            await lotCopy.CompleteAsync();
            await useCopy.CompleteAsync();
        }
        foreach (var (table, next) in new[] { ("members", nextMember), ("entries", nextEntry), ("lots", nextLot) }) await Execute(connection, $"select setval(pg_get_serial_sequence('loyalty.{table}', 'id'), {next})");
        await Execute(connection, "set synchronous_commit = on; set session_replication_role = origin");
        foreach (var table in new[] { "loyalty.members", "loyalty.entries", "loyalty.lots", "loyalty.lot_uses", "customers.customers" }) await Execute(connection, "vacuum analyze " + table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{members - there:N0} members with {(members - there) * per:N0} entries copied in {watch.Elapsed.TotalSeconds:F0} s"));
    }

    /// <summary>Columns of a table that this does not know, with the values of a row that is there.</summary>
    sealed record Others(string Names, IReadOnlyList<(string Type, object? Value)> Values)
    {
        public async Task Write(NpgsqlBinaryImporter copy)
        {
            foreach (var (type, value) in Values)
                if (value is null) await copy.WriteNullAsync();
                else await copy.WriteAsync(value, type);
        }
    }

    static async Task<Others> Rest(NpgsqlConnection connection, string table, string[] known)
    {
        await using var command = new NpgsqlCommand($"select * from loyalty.{table} order by id limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) throw new InvalidOperationException($"There is no row in {table} to take as a model.");
        var rest = Enumerable.Range(0, reader.FieldCount).Where(i => !known.Contains(reader.GetName(i))).ToList();
        return new(string.Concat(rest.Select(i => $", \"{reader.GetName(i)}\"")), [.. rest.Select(i => (reader.GetDataTypeName(i), reader.IsDBNull(i) ? null : reader.GetValue(i)))]);
    }

    static async Task<long[]> NewRewards(NpgsqlConnection connection)
    {
        var columns = new List<string>();
        await using (var command = new NpgsqlCommand("select column_name from information_schema.columns where table_schema = 'loyalty' and table_name = 'rewards' and column_name <> 'id'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) columns.Add(reader.GetString(0));
        var own = new Dictionary<string, string> { ["name_en"] = "'Bench ' || n", ["name_zh"] = "'压测 ' || n", ["kind"] = "'service'", ["points"] = "1", ["stock"] = "null", ["per_member"] = "null", ["offered"] = "true" };
        return await Column(connection, $"insert into loyalty.rewards ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) select {string.Join(", ", columns.Select(c => own.GetValueOrDefault(c, $"r.\"{c}\"")))} from (select * from loyalty.rewards where kind = 'service' order by id limit 1) r, generate_series(1, {Rewards}) n returning id");
    }

    /// <summary>What the ledger asks on every earn, spend and page has to come from an index.</summary>
    static async Task<bool> Plans(NpgsqlConnection connection)
    {
        var fine = true;
        foreach (var (name, sql) in new[]
        {
            ("member locked", "select * from loyalty.members where id = 4711 for update"),
            ("members of customers locked", "select * from loyalty.members where customer_id = any(array[1, 2, 3, 4]::bigint[]) order by customer_id for update"),
            ("booked already", "select key from loyalty.entries where source = 'purchase' and key = any(array['1', '2', '3'])"),
            ("lots to spend", "select * from loyalty.lots where member_id = 4711 and remainder > 0 and expires_at > now() and (available_at is null or available_at <= now()) order by expires_at, id limit 50"),
            ("lot of an entry", "select * from loyalty.lots where entry_id = 4711"),
            ("latest entries", "select * from loyalty.entries where member_id = 4711 order by at desc, id desc limit 50"),
            ("entries of a month", "select * from loyalty.entries where member_id = 4711 and at >= now() - interval '40 days' and at < now() order by at limit 200"),
            ("expiring lots", "select member_id from loyalty.lots where remainder > 0 and expires_at <= now() order by expires_at, id limit 200"),
            ("uses of an entry", "select * from loyalty.lot_uses where entry_id = 4711"),
            ("adjustments that wait", "select * from loyalty.adjustments where state = 'waiting' order by id limit 51"),
        })
        {
            var plan = new List<string>();
            await using (var command = new NpgsqlCommand("explain (costs off) " + sql, connection))
            await using (var reader = await command.ExecuteReaderAsync())
                while (await reader.ReadAsync()) plan.Add(reader.GetString(0));
            if (!plan.Exists(l => l.Contains("Seq Scan on members", StringComparison.Ordinal) || l.Contains("Seq Scan on entries", StringComparison.Ordinal) || l.Contains("Seq Scan on lot", StringComparison.Ordinal))) continue;
            fine = false;
            Console.WriteLine($"    {name}:\n      {string.Join("\n      ", plan)}");
        }
        Console.WriteLine(fine ? "    plans: every question of the ledger comes from an index" : "    plans: see above");
        return fine;
    }

    static async Task RollUps(string database)
    {
        await using var db = new LoyaltyDb(new DbContextOptionsBuilder<LoyaltyDb>().UseNpgsql(database).Options);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("set work_mem = '128MB'");
        foreach (var sql in db.RollUps.Select(f => f.In(db.Model)))
        {
            var watch = Stopwatch.StartNew();
            await db.Database.ExecuteSqlRawAsync(sql.Repair);
            await db.Database.ExecuteSqlRawAsync(sql.Settle);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sql.Table}: built in {watch.Elapsed.TotalSeconds:F1} s"));
        }
    }

    static async Task<bool> Prove(string database)
    {
        await using var db = new LoyaltyDb(new DbContextOptionsBuilder<LoyaltyDb>().UseNpgsql(database).Options);
        var watch = Stopwatch.StartNew();
        var result = await new LedgerProof(db).Run(default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verify: {result.Members:N0} members, {result.Entries:N0} entries, {result.Lots:N0} lots in {watch.Elapsed.TotalSeconds:F1} s: {result.DifferingMembers} members differ"));
        foreach (var d in result.Differences.Take(10)) Console.WriteLine($"    member {d.MemberId}: {d.What} {d.Expected} {d.Found}");
        return result.DifferingMembers == 0;
    }

    static async Task<long> Next(NpgsqlConnection connection, string table) => (long)(await Scalar(connection, $"select nextval(pg_get_serial_sequence('loyalty.{table}', 'id'))"))!;

    static Task<long[]> Column(NpgsqlConnection connection, string sql) => Column<long>(connection, sql);

    static async Task<T[]> Column<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return [.. values];
    }

    static async Task<object?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        return await command.ExecuteScalarAsync() is var value and not DBNull ? value : null;
    }

    static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        await command.ExecuteNonQueryAsync();
    }
}
