using System.Diagnostics;
using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Merging;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Bench;

/// <summary>
/// The scan for duplicates among many made-up customers, Chinese and Latin, of whom every twentieth is a damaged copy of
/// another: how long it takes, what it holds in memory, how many of the copies it finds, and whether the database answers
/// from indexes. Names are as common as they are (the most common surname: one in fourteen).
/// </summary>
internal static class DuplicateScale
{
    const int EveryNthIsACopy = 20;

    static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹"];
    static readonly string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文林海峰波鹏飞宇轩浩然子涵梓欣怡诗雨晨阳佳琪思远";
    static readonly string[] Firsts = ["James", "Mary", "John", "Linda", "Robert", "Susan", "Michael", "Karen", "David", "Nancy", "Thomas", "Lisa", "Daniel", "Betty", "Mark", "Sandra", "Paul", "Ashley", "Steven", "Emily"];
    static readonly string[] Lasts = ["Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Wilson", "Anderson", "Taylor", "Thomas", "Moore", "Martin", "Thompson", "Harris", "Clark", "Lewis", "Walker", "Young"];
    static readonly string[] Streets = ["世纪大道", "人民路", "中山北路", "建设街", "解放大道", "南京西路", "长江路", "和平街", "友谊大街", "科技园路"];

    public static async Task<int> Run(string connection, int rows)
    {
        await using var db = new CustomersDb(new DbContextOptionsBuilder<CustomersDb>().UseNpgsql(connection).Options);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10)); // "vacuum" of ten million keys
        var scanner = new DuplicateScanner(db, TimeProvider.System);
        var copies = new Dictionary<long, long>();
        var watch = Stopwatch.StartNew();
        await Fill(db, rows, copies);
        Say("made-up customers", watch, rows);

        var all = await db.Customers.Select(c => c.Id).OrderBy(id => id).ToListAsync();
        watch.Restart();
        foreach (var batch in all.Chunk(DuplicateScanner.Batch)) await InTransaction(db, scanner, () => scanner.Index(batch, default));
        await db.Database.ExecuteSqlRawAsync("vacuum analyze customers.duplicate_keys, customers.duplicate_scans, customers.customers, customers.customer_points");
        Say("scan: keys", watch, all.Count);
        watch.Restart();
        var peak = 0.0;
        foreach (var batch in all.Chunk(DuplicateScanner.Batch))
        {
            await InTransaction(db, scanner, () => scanner.Match(batch, olderOnly: true, default));
            peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64 / 1048576.0);
        }
        Say("scan: pairs", watch, all.Count);

        var found = (await db.DuplicateCandidates.AsNoTracking().Select(d => new { d.LowId, d.HighId }).ToListAsync()).Select(d => (d.LowId, d.HighId)).ToHashSet();
        var hit = copies.Count(c => found.Contains((Math.Min(c.Key, c.Value), Math.Max(c.Key, c.Value))));
        var most = found.SelectMany(f => new[] { f.LowId, f.HighId }).GroupBy(id => id).Select(g => g.Count()).DefaultIfEmpty().Max();
        Console.WriteLine(FormattableString.Invariant($"    {found.Count} pairs; of {copies.Count} planted copies {hit} found ({100.0 * hit / Math.Max(1, copies.Count):F1} %); at most {most} candidates a record; {peak:F0} MB"));

        watch.Restart();
        await InTransaction(db, scanner, async () => { await scanner.Index(all[^1..], default); await scanner.Match(all[^1..], olderOnly: false, default); });
        Console.WriteLine(FormattableString.Invariant($"    one changed customer: {watch.Elapsed.TotalMilliseconds:F0} ms"));
        return await Plans(db) && most <= DuplicateScanner.MostPerRecord ? 0 : 1;
    }

    static async Task InTransaction(CustomersDb db, DuplicateScanner scanner, Func<Task> work)
    {
        await using var transaction = await db.Begin(default);
        await scanner.Lock(default);
        await work();
        await transaction.CommitAsync();
    }

    /// <summary>What is asked for every batch has to come from indexes, however many customers there are.</summary>
    static async Task<bool> Plans(CustomersDb db)
    {
        var good = true;
        foreach (var (name, sql, table) in new[]
        {
            ("blocks", "select m.key, b.ids from (select unnest(keys) as key from customers.duplicate_scans order by customer_id limit 1000) m cross join lateral (select array_agg(x.customer_id) as ids from (select k.customer_id from customers.duplicate_keys k where k.key = m.key limit 65) x) b", "duplicate_keys"),
            ("review page", "select * from customers.duplicate_candidates d where dismissed_at is null order by bits desc, id desc limit 21", "duplicate_candidates"),
            ("changed since", "select c.id from customers.customers c left join customers.duplicate_scans s on s.customer_id = c.id where c.changed_at >= now() - interval '15 minutes' and s.changed_at is distinct from c.changed_at order by c.changed_at, c.id limit 1000", "customers"),
        })
        {
#pragma warning disable EF1003 // the statements stand above
            var plan = string.Join('\n', await db.Database.SqlQueryRaw<string>("explain (costs off) " + sql).ToListAsync());
#pragma warning restore EF1003
            if (!plan.Contains($"Seq Scan on {table} ", StringComparison.Ordinal) && !plan.EndsWith($"Seq Scan on {table}", StringComparison.Ordinal)) continue;
            good = false;
            Console.WriteLine($"    {name} reads the whole table:\n{plan}");
        }
        if (good) Console.WriteLine("    plans: every lookup from an index");
        return good;
    }

    static async Task Fill(CustomersDb db, int rows, Dictionary<long, long> copies)
    {
        var random = new Random(42);
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var done = 0; done < rows; done += 10_000)
        {
            var size = Math.Min(10_000, rows - done);
            var numbers = await db.TakeNumbers(size, default);
            var (batch, originals) = (new List<Customer>(size), new List<int>(size));
            var profiles = new List<Profile>(size);
            for (var i = 0; i < size; i++)
            {
                var original = i > 0 && i % EveryNthIsACopy == 0 ? random.Next(i) : -1;
                profiles.Add(original >= 0 ? Damage(profiles[original], random) : Make(random, done + i));
                originals.Add(original);
                batch.Add(Customer.Register(numbers[i], profiles[i], Admission.Admitted, null, null, start.AddSeconds(done + i)));
            }
            await db.GiveIds(batch, default);
            db.Customers.AddRange(batch);
            await db.SaveQuietly(default);
            for (var i = 0; i < size; i++) if (originals[i] >= 0) copies[batch[i].Id] = batch[originals[i]].Id;
        }
    }

    static Profile Make(Random random, int n)
    {
        var chinese = random.Next(4) > 0;
        var name = chinese
            ? Surnames[(int)(Surnames.Length * Math.Pow(random.NextDouble(), 2))] + Given[random.Next(Given.Length)] + (random.Next(5) > 0 ? Given[random.Next(Given.Length)] : "")
            : $"{Firsts[random.Next(Firsts.Length)]} {Lasts[random.Next(Lasts.Length)]}{(random.Next(2) == 0 ? "" : "-" + Lasts[random.Next(Lasts.Length)])}";
        var points = new List<PointValue>();
        if (random.Next(10) > 0) points.Add(new(PointKind.Phone, string.Create(CultureInfo.InvariantCulture, $"1{3 + n % 7}{random.Next(10)}{n % 100_000_000:D8}")));
        if (random.Next(3) > 0) points.Add(new(PointKind.Email, $"u{n}@example{random.Next(50)}.com"));
        if (random.Next(2) > 0) points.Add(new(PointKind.Address, $"上海市浦东新区{Streets[random.Next(Streets.Length)]}{random.Next(1, 2000)}号{random.Next(1, 40)}栋{random.Next(1, 30)}0{random.Next(1, 9)}室"));
        return new Profile(CustomerKind.Individual, name, null, null, null, CustomerLevel.Normal, null, null, null, chinese ? "zh-CN" : "en", "Asia/Shanghai", null,
            random.Next(3) > 0 ? new DateOnly(1940, 1, 1).AddDays(random.Next(25_000)) : null, [], points);
    }

    /// <summary>One or two of: no phone, another phone, a letter mistyped, no birthday, a digit of it wrong, no e-mail.</summary>
    static Profile Damage(Profile profile, Random random)
    {
        for (var times = random.Next(1, 3); times > 0; times--)
            profile = random.Next(5) switch
            {
                0 => profile with { Points = [.. profile.Points.Where(p => p.Kind != PointKind.Phone)] },
                1 => profile with { Points = [.. profile.Points.Where(p => p.Kind != PointKind.Phone), new(PointKind.Phone, string.Create(CultureInfo.InvariantCulture, $"199{random.Next(100_000_000):D8}"))] },
                2 when profile.Name.Length > 4 => profile with { Name = profile.Name.Remove(random.Next(1, profile.Name.Length - 1), 1) },
                3 => profile with { Birthday = null },
                4 when profile.Birthday is { Day: < 20 } day => profile with { Birthday = day.AddDays(10) },
                _ => profile with { Points = [.. profile.Points.Where(p => p.Kind != PointKind.Email)] },
            };
        return profile;
    }

    static void Say(string what, Stopwatch watch, int rows) =>
        Console.WriteLine(FormattableString.Invariant($"{what,-28} {rows,10} rows {watch.Elapsed.TotalSeconds,8:F1} s {rows / watch.Elapsed.TotalSeconds,10:F0} rows/s"));
}
