using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Crm.Bench;

/// <summary>
/// New customers from a CSV file, as a person brings them in: upload, dry run, import, until the other modules know them
/// too. Beside it a bare COPY of the very rows that came out, into tables with the same columns and indexes.
/// </summary>
internal static partial class ImportBench
{
    public static async Task<bool> Run(RunningHost host, int rows)
    {
        Console.WriteLine($"import of {rows:N0} customers (name, phone, e-mail, region, industry, level, tags) beside a bare COPY of the same rows");
        var browser = await host.SignIn("supervisor", "en");
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        await Settle(source);
        var memory = host.ResidentMegabytes;
        var (peak, watching) = (memory, new CancellationTokenSource());
        var watcher = Task.Run(async () =>
        {
            while (!watching.IsCancellationRequested)
            {
                peak = Math.Max(peak, host.ResidentMegabytes);
                await Task.Delay(100);
            }
        });

        var first = await Number(source, "select coalesce(max(id), 0) from customers.customers");
        var file = Csv(rows);
        var watch = Stopwatch.StartNew();
        var id = await Upload(browser, file);
        var read = Lap("read and staged", watch);
        double check, write;
        await using (new Busy(source))
        {
            await Post(browser, $"/imports/{id}/map");
            await Until(source, $"select state = 'checked' from customers.imports where id = {id}");
            check = Lap("dry run", watch);
        }
        await using (new Busy(source))
        {
            await Post(browser, $"/imports/{id}", $"/imports/{id}/run");
            await Until(source, $"select state = 'done' from customers.imports where id = {id}");
            write = Lap("written", watch);
        }
        await Until(source, "select not exists (select from customers.outbox where done_at is null)");
        var told = Lap("told to the other modules", watch);
        await watching.CancelAsync();
        await watcher;

        var created = await Number(source, $"select count(*) from customers.customers where id > {first}");
        var told2 = await Number(source, $"select count(*) from tickets.customers where id > {first}");
        var bare = await Bare(source, first);
        var total = read + check + write;
        Console.WriteLine($"  {"bare COPY of the same rows",-28} {bare,8:F1} s");
        Console.WriteLine($"  {"whole import",-28} {total,8:F1} s   {total / bare:F1} x the bare COPY; writing alone {write / bare:F1} x; with delivery {total + told:F1} s");
        Console.WriteLine($"  {"memory of the host",-28} {memory,8:F0} MB before, {peak:F0} MB at most; the file has {file.Length / 1048576.0:F0} MB");
        if (created == rows && told2 == rows) return true;
        Console.WriteLine($"  FAILED: {created:N0} customers were created, {told2:N0} are known to the tickets");
        return false;
    }

    static double Lap(string what, Stopwatch watch)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"  {what,-28} {seconds,8:F1} s");
        watch.Restart();
        return seconds;
    }

    static byte[] Csv(int rows)
    {
        string[] names = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"], given = ["伟", "芳", "娜", "敏", "静", "秀英", "丽", "强", "磊", "洋"], regions = ["北京", "上海", "广东", "浙江", "江苏"], industries = ["零售", "制造", "软件", "物流"];
        var csv = new StringBuilder("姓名,手机,邮箱,地区,行业,级别,标签\n");
        for (var i = 0; i < rows; i++)
            csv.Append(CultureInfo.InvariantCulture, $"{names[i % 10]}{given[i / 10 % 10]}{given[i / 100 % 10]}{i},+447{i:D9},bench{i}@example.com,{regions[i % 5]},{industries[i % 4]},{(i % 20 == 0 ? "重点" : "普通")},压测;第{i % 7}组\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    static async Task<long> Upload(HttpClient browser, byte[] file)
    {
        var page = await browser.GetStringAsync("/customers/import");
        using var form = new MultipartFormDataContent { { new StringContent(TokenOf(page)), "__RequestVerificationToken" }, { new StringContent("Customers"), "Form.Kind" } };
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "Form.File", "bench.csv");
        var answer = await browser.PostAsync("/customers/import", form);
        if (answer.StatusCode != HttpStatusCode.Redirect) throw new InvalidOperationException($"The upload was refused: {answer.StatusCode}.");
        return long.Parse(answer.Headers.Location!.OriginalString.Split('/')[2], CultureInfo.InvariantCulture);
    }

    /// <summary>Opens a page and sends its form as it stands.</summary>
    static async Task Post(HttpClient browser, string url, string? action = null)
    {
        var page = await browser.GetStringAsync(url);
        var fields = new List<KeyValuePair<string, string>> { new("__RequestVerificationToken", TokenOf(page)) };
        if (action is null)
        {
            foreach (Match select in Selects().Matches(page))
                if (Chosen().Match(select.Groups[2].Value) is { Success: true } chosen) fields.Add(new(select.Groups[1].Value, WebUtility.HtmlDecode(chosen.Groups[1].Value)));
            foreach (Match box in Boxes().Matches(page)) fields.Add(new(box.Groups[1].Value, box.Groups[2].Value));
        }
        var answer = await browser.PostAsync(action ?? url, new FormUrlEncodedContent(fields));
        if (answer.StatusCode != HttpStatusCode.Redirect) throw new InvalidOperationException($"{action ?? url} answered {answer.StatusCode}.");
    }

    static string TokenOf(string page) => Token().Match(page).Groups[1].Value;

    static async Task Settle(NpgsqlDataSource source) => await Until(source, "select not exists (select from customers.outbox where done_at is null)");

    static async Task Until(NpgsqlDataSource source, string sql)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(15); await Task.Delay(50))
        {
            await using var command = source.CreateCommand(sql);
            if (await command.ExecuteScalarAsync() is true) return;
        }
        throw new TimeoutException(sql);
    }

    static async Task<long> Number(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Seconds that PostgreSQL needs for the rows alone: from a file of COPY's own into twins of the tables.</summary>
    static async Task<double> Bare(NpgsqlDataSource source, long first)
    {
        await using var connection = await source.OpenConnectionAsync();
        var dumps = new List<(string Table, string Columns, byte[] Data)>();
        foreach (var (table, where) in new[] { ("customers", "id"), ("customer_points", "customer_id") })
        {
            await using var list = new NpgsqlCommand($"select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = 'customers.{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''", connection);
            var columns = (string)(await list.ExecuteScalarAsync())!;
            using var data = new MemoryStream();
            await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {columns} from customers.{table} where {where} > {first}) to stdout (format binary)")) await copy.CopyToAsync(data);
            dumps.Add((table, columns, data.ToArray()));
            await using var twin = new NpgsqlCommand($"create table public.bare_{table} (like customers.{table} including all)", connection);
            await twin.ExecuteNonQueryAsync();
        }
        var watch = Stopwatch.StartNew();
        foreach (var (table, columns, data) in dumps)
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync($"copy public.bare_{table} ({columns}) from stdin (format binary)");
            await copy.WriteAsync(data);
        }
        var seconds = watch.Elapsed.TotalSeconds;
        await using var drop = new NpgsqlCommand("drop table public.bare_customers, public.bare_customer_points", connection);
        await drop.ExecuteNonQueryAsync();
        return seconds;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<select[^>]*name=\"([^\"]+)\"[^>]*>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();

    [GeneratedRegex("<option(?=[^>]*selected)[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Chosen();

    [GeneratedRegex("<input(?=[^>]*checked)[^>]*name=\"([^\"]+)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Boxes();
}
