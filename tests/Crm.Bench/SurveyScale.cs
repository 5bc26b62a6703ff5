using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Bench;

/// <summary>
/// Answers of 30 items by the million, of a hundred agents in twenty teams over a year: the results page and the dashboard
/// from roll-ups that agree with the answers; then finished surveys a second through the form a customer sends, beside the
/// same inserts by a loop that does nothing else.
/// </summary>
internal static class SurveyScale
{
    const int Items = 30, Agents = 100, Teams = 20;
    const string Title = "Bench 30";

    static readonly string[] Industries = ["制造业", "信息技术", "零售", "教育", "医疗健康", "物流", "金融", "餐饮", "建筑", "能源"], Regions = ["北京", "上海", "广东", "浙江", "江苏", "四川", "湖北", "山东"],
        Bands = ["under3_months", "from3_to6_months", "from6_to12_months", "over1_year"], Channels = ["phone", "email", "web", "portal", "chat"], Levels = ["normal", "normal", "normal", "key", "vip"];

    public static async Task<bool> Run(RunningHost host, int count, int clients, TimeSpan duration)
    {
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        var (survey, version, wave) = await Questionnaire(connection, "pages", [.. Enumerable.Range(0, 5).Select(d => Enumerable.Range(d * 6, 6))]);
        await Load(connection, survey, version, wave, count);
        var fine = await RollUps(host.ConnectionString);

        var analyst = await host.SignIn("analyst");
        var size = count.ToString("N0", CultureInfo.InvariantCulture);
        foreach (var (name, url) in new[]
        {
            ("results of a survey", $"/surveys/{survey}/results"), ("results of a wave", $"/waves/{wave}/results"), ("dashboard", "/surveys/dashboard"), ("dashboard, a year", $"/surveys/dashboard?period=Year&survey={survey}&compare=true"),
            ("dashboard, a team", "/surveys/dashboard?period=Year&team=1"), ("answers behind a figure", $"/responses?survey={survey}&counted=true&item=q1&min=1&max=2"),
        })
        {
            var result = await Bench.Load.Run(host, new Scenario(name, analyst, _ => new HttpRequestMessage(HttpMethod.Get, url)), clients, duration);
            Console.WriteLine($"{name + ", " + size,-38} {result.PerSecond,10:F1} {result.At(0.50),8:F1} {result.At(0.95),8:F1} {result.At(0.99),8:F1} {result.Failed,7} {host.ResidentMegabytes,6:F0} {result.Cpu.Host,9:F1} {result.Cpu.Database,8:F1}");
            if (result.FirstFailure is { } why) Console.WriteLine($"    {why}");
            fine &= result.Failed == 0 && result.At(0.95) < 200;
        }

        // One page, as a short link in a mail leads to; what is measured is the post that finishes.
        var (form, formVersion, formWave) = await Questionnaire(connection, "one page", [Enumerable.Range(0, Items)]);
        var signer = new LinkSigner((byte[])(await Scalar(connection, "select key from surveys.link_keys order by id limit 1"))!);
        var tokens = await Invite(connection, signer, form, formVersion, formWave, (int)(duration.TotalSeconds + 26) * 2000);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address) };
        var next = -1;
        async Task Submit()
        {
            var token = tokens[Interlocked.Increment(ref next) % tokens.Count].Token;
            var fields = Enumerable.Range(0, Items).Select(i => KeyValuePair.Create($"a.q{i}", i == 29 ? "9" : $"{1 + ((i + next) % 5)}")).Append(new("page", "0")).Append(new("go", "Next")).Append(new("shown", signer.Seal(token, DateTimeOffset.UtcNow.AddMinutes(-2))));
            using var answer = await client.PostAsync("/s/" + token, new FormUrlEncodedContent(fields));
            if (answer.StatusCode != HttpStatusCode.SeeOther || answer.Headers.Location?.ToString().Contains("done", StringComparison.Ordinal) != true) throw new InvalidOperationException($"A submission was answered {(int)answer.StatusCode} {answer.Headers.Location}.");
        }
        await Rate(clients, TimeSpan.FromSeconds(20), Submit);
        var stored = (long)(await Scalar(connection, $"select count(*) from surveys.responses where survey_id = {form}"))!;
        var (submissions, sent) = await Rate(clients, duration, Submit);
        var kept = (long)(await Scalar(connection, $"select count(*) from surveys.responses where survey_id = {form}"))! - stored;
        var raw = await Inserts(source, connection, form, clients, duration, tokens, next + 1);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"finished surveys of {Items} items through the form: {submissions:F0}/s ({kept} of {sent} stored); the same inserts alone: {raw:F0}/s; that is {submissions / raw:P0}; the host holds {host.ResidentMegabytes:F0} MB"));
        await Settle(host.ConnectionString);
        return fine && kept == sent && submissions >= 500 && submissions / raw >= 0.4 && host.ResidentMegabytes < 400;
    }

    /// <summary>A questionnaire of rated items with a headline and a recommendation, and an open wave of it.</summary>
    static async Task<(long Survey, long Version, long Wave)> Questionnaire(NpgsqlConnection connection, string name, IEnumerable<int>[] pages)
    {
        var title = $"{Title}, {name}";
        if (await Scalar(connection, $"select s.id from surveys.surveys s where s.draft -> 'title' ->> 'en' = '{title}'") is long there)
            return (there, (long)(await Scalar(connection, $"select id from surveys.survey_versions where survey_id = {there}"))!, (long)(await Scalar(connection, $"select id from surveys.waves where survey_id = {there}"))!);
        var definition = new SurveyDefinition
        {
            Title = LocalText.Of(title, title),
            Dimensions = [.. pages.Select((items, d) => new Dimension
            {
                Key = $"d{d}", Title = LocalText.Of($"Dimension {d + 1}", $"维度 {d + 1}"),
                Items = [.. items.Select(i => new Item { Key = $"q{i}", Kind = i == 29 ? ItemKind.Nps : ItemKind.Rating, Headline = i == 28, Text = LocalText.Of($"How good is item {i}?", $"您对第 {i} 项是否满意？") })],
            })],
        };
        var json = JsonSerializer.Serialize(definition, SurveysDb.Json);
        async Task<long> Insert(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            return (long)(await command.ExecuteScalarAsync())!;
        }
        var survey = await Insert("insert into surveys.surveys (draft, published, changed, low_mark, created_at, changed_at) values ($1::jsonb, 1, false, 3, now(), now()) returning id", json);
        var version = await Insert("insert into surveys.survey_versions (survey_id, number, definition, published_at) values ($1, 1, $2::jsonb, now()) returning id", survey, json);
        await using var wave = new NpgsqlCommand("select column_name from information_schema.columns where table_schema = 'surveys' and table_name = 'waves'", connection);
        // A copy of a wave that is there, so that whatever a wave learns to know has a value.
        var columns = new List<string>();
        await using (var reader = await wave.ExecuteReaderAsync()) while (await reader.ReadAsync()) columns.Add(reader.GetString(0));
        var own = new Dictionary<string, string> { ["survey_id"] = "$1", ["version_id"] = "$2", ["title"] = "'Bench'", ["kind"] = "'public_link'", ["state"] = "'open'", ["public_code"] = "null", ["opens_at"] = "now() - interval '400 days'", ["closes_at"] = "null" };
        columns.Remove("id");
        return (survey, version, await Insert($"insert into surveys.waves ({string.Join(", ", columns)}) select {string.Join(", ", columns.Select(c => own.GetValueOrDefault(c, c)))} from surveys.waves order by id limit 1 returning id", survey, version));
    }

    /// <summary>Copies so many answers in, and an invitation for each. What the roll-ups make of them is built afterwards, at once.</summary>
    static async Task Load(NpgsqlConnection connection, long survey, long version, long wave, int count)
    {
        var there = (long)(await Scalar(connection, $"select count(*) from surveys.responses where survey_id = {survey}"))!;
        if (there >= count) return;
        var watch = Stopwatch.StartNew();
        await Execute(connection, "set synchronous_commit = off; alter table surveys.responses disable trigger user; alter table surveys.invitations disable trigger user");
        var random = new Random(5);
        var first = (long)(await Scalar(connection, "select coalesce(max(id), 0) + 1 from surveys.invitations"))!;
        var now = DateTime.UtcNow;
        var teams = Enumerable.Range(1, Teams).ToArray();
        await using (var copy = await connection.BeginBinaryImportAsync("copy surveys.invitations (wave_id, survey_id, version_id, language, token_hash, delivery, created_at, started_at, finished_at, owner_id, team_id) from stdin (format binary)"))
        {
            for (var i = there; i < count; i++)
            {
                var at = now.AddMinutes(-525_600.0 * (count - i) / count);
                await copy.WriteRowAsync(default, wave, survey, version, "zh-CN", RandomBytes(random), "mail", at.AddHours(-5), at.AddMinutes(-3), at, 1001L + (i % Agents), (long)teams[i % Agents % Teams]);
            }
            await copy.CompleteAsync();
        }
        await using (var copy = await connection.BeginBinaryImportAsync("copy surveys.responses (survey_id, version_id, wave_id, owner_id, team_id, source, language, started_at, finished_at, active_seconds, answers, texts, headline, nps, low, has_comment, industry, level, region, band, ticket_channel, flags, counted) from stdin (format binary)"))
        {
            for (var i = there; i < count; i++)
            {
                var at = now.AddMinutes(-525_600.0 * (count - i) / count);
                var mood = 3.4 + (random.NextDouble() * 1.2);
                var scores = Enumerable.Range(0, Items).Select(q => q == 29 ? Math.Clamp((int)(mood * 2 + random.Next(-2, 3)), 0, 10) : Math.Clamp((int)Math.Round(mood + (random.NextDouble() * 2.4) - 1.2), 1, 5)).ToArray();
                var fast = random.Next(50) == 0;
                await copy.StartRowAsync();
                foreach (var key in new[] { survey, version, wave, 1001L + (i % Agents), teams[i % Agents % Teams] }) await copy.WriteAsync(key);
                await copy.WriteAsync("link");
                await copy.WriteAsync("zh-CN");
                await copy.WriteAsync(at.AddMinutes(-3), NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(at, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(fast ? 20 : 180);
                await copy.WriteAsync("{" + string.Join(',', scores.Select((s, q) => $"\"q{q}\":[\"{s}\"]")) + "}", NpgsqlDbType.Jsonb);
                await copy.WriteAsync("{}", NpgsqlDbType.Jsonb);
                await copy.WriteAsync(scores[28]);
                await copy.WriteAsync(scores[29]);
                await copy.WriteAsync(scores[28] <= 3);
                await copy.WriteAsync(false);
                await copy.WriteAsync(Industries[random.Next(Industries.Length)]);
                await copy.WriteAsync(Levels[random.Next(Levels.Length)]);
                await copy.WriteAsync(Regions[random.Next(Regions.Length)]);
                await copy.WriteAsync(Bands[random.Next(Bands.Length)]);
                await copy.WriteAsync(Channels[random.Next(Channels.Length)]);
                await copy.WriteAsync(fast ? new[] { "too_fast" } : [], NpgsqlDbType.Array | NpgsqlDbType.Text);
                await copy.WriteAsync(!fast);
            }
            await copy.CompleteAsync();
        }
        await Execute(connection, "alter table surveys.responses enable trigger user; alter table surveys.invitations enable trigger user; set synchronous_commit = on");
        await Execute(connection, "vacuum analyze surveys.responses");
        await Execute(connection, "vacuum analyze surveys.invitations");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count - there:N0} answers of {Items} items and their invitations copied in {watch.Elapsed.TotalSeconds:F0} s (from invitation {first})"));
    }

    static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Builds the roll-ups, and compares them with the answers as "verify" does.</summary>
    static async Task<bool> RollUps(string database)
    {
        var fine = true;
        await Each(database, async (db, sql) =>
        {
            var watch = Stopwatch.StartNew();
            var corrected = await db.Database.ExecuteSqlRawAsync(sql.Build);
            var built = watch.Elapsed;
            watch.Restart();
            var different = await db.Database.SqlQueryRaw<int>(sql.Compare).SingleAsync();
            var compared = watch.Elapsed;
            await db.Database.ExecuteSqlRawAsync($"vacuum analyze {sql.Table}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sql.Table}: {corrected:N0} cells written in {built.TotalSeconds:F1} s, {different} differ from the raw rows ({compared.TotalSeconds:F1} s)"));
            fine &= different == 0;
        });
        return fine;
    }

    static Task Settle(string database) => Each(database, async (db, sql) =>
    {
        var watch = Stopwatch.StartNew();
        await db.Database.ExecuteSqlRawAsync(sql.Settle);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sql.Table}: settled in {watch.Elapsed.TotalSeconds:F1} s"));
    });

    static async Task Each(string database, Func<SurveysDb, DailyFacts.Sql, Task> work)
    {
        await using var db = new SurveysDb(new DbContextOptionsBuilder<SurveysDb>().UseNpgsql(database).Options);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("set work_mem = '128MB'");
        foreach (var facts in db.RollUps) await work(db, facts.In(db.Model));
    }

    /// <summary>Invitations as they go out by mail.</summary>
    static async Task<List<(string Token, long Id)>> Invite(NpgsqlConnection connection, LinkSigner signer, long survey, long version, long wave, int count)
    {
        var tokens = Enumerable.Range(0, count).Select(_ => signer.NewToken()).ToList();
        var first = (long)(await Scalar(connection, "select nextval(pg_get_serial_sequence('surveys.invitations', 'id'))"))! + 1;
        await Execute(connection, $"select setval(pg_get_serial_sequence('surveys.invitations', 'id'), {first + count})");
        await using var copy = await connection.BeginBinaryImportAsync("copy surveys.invitations (id, wave_id, survey_id, version_id, language, token_hash, delivery, created_at, owner_id, team_id) from stdin (format binary)");
        foreach (var (i, token) in tokens.Index()) await copy.WriteRowAsync(default, first + i, wave, survey, version, "zh-CN", LinkSigner.HashOf(token), "mail", DateTime.UtcNow.AddHours(-1), 1001L + (i % Agents), 1L + (i % Teams));
        await copy.CompleteAsync();
        await copy.CloseAsync();
        return [.. tokens.Select((t, i) => (t, first + i))];
    }

    /// <summary>The rows of one finished survey (the mark on the invitation, the answer, the event), committed together, by prepared statements on connections of their own: what the database can do at most.</summary>
    static async Task<double> Inserts(NpgsqlDataSource source, NpgsqlConnection connection, long survey, int clients, TimeSpan duration, List<(string Token, long Id)> tokens, int from)
    {
        var answer = await Template(connection, $"select * from surveys.responses where survey_id = {survey} order by id desc limit 1");
        var happened = await Template(connection, "select * from surveys.outbox where type like '%ResponseFinished%' order by occurred_at desc limit 1");
        var next = from - 1;
        var workers = new List<(NpgsqlConnection, NpgsqlCommand, NpgsqlCommand, NpgsqlCommand)>();
        for (var i = 0; i < clients; i++)
        {
            var own = await source.OpenConnectionAsync();
            var mark = new NpgsqlCommand("update surveys.invitations set finished_at = now(), started_at = now() where id = $1 and finished_at is null", own) { Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Bigint } } };
            var (insert, raise) = (Insert(own, "surveys.responses", answer), Insert(own, "surveys.outbox", happened));
            foreach (var command in new[] { mark, insert, raise }) await command.PrepareAsync();
            workers.Add((own, mark, insert, raise));
        }
        var free = new System.Collections.Concurrent.ConcurrentBag<(NpgsqlConnection, NpgsqlCommand, NpgsqlCommand, NpgsqlCommand)>(workers);
        async Task One()
        {
            free.TryTake(out var worker);
            var (own, mark, insert, raise) = worker;
            var invitation = tokens[Interlocked.Increment(ref next) % tokens.Count].Id;
            await using (var transaction = await own.BeginTransactionAsync())
            {
                mark.Parameters[0].Value = invitation;
                insert.Parameters[answer.FindIndex(c => c.Name == "invitation_id")].Value = invitation;
                raise.Parameters[happened.FindIndex(c => c.Name == "id")].Value = Guid.CreateVersion7();
                foreach (var command in new[] { mark, insert, raise }) await command.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
            }
            free.Add(worker);
        }
        await Rate(clients, TimeSpan.FromSeconds(2), One);
        var (rate, _) = await Rate(clients, duration, One);
        foreach (var (own, _, _, _) in workers) await own.DisposeAsync();
        return rate;

        static NpgsqlCommand Insert(NpgsqlConnection own, string table, List<(string Name, string Type, object Value)> columns)
        {
            var command = new NpgsqlCommand($"insert into {table} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) values ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})", own);
            foreach (var (_, type, value) in columns) command.Parameters.Add(new() { DataTypeName = type, Value = value });
            return command;
        }
    }

    static async Task<List<(string Name, string Type, object Value)>> Template(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) throw new InvalidOperationException($"There is no row to take as a model: {sql}");
        return [.. Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) != "id" || reader.GetDataTypeName(i) == "uuid").Select(i => (reader.GetName(i), reader.GetDataTypeName(i), reader.GetValue(i)))];
    }

    /// <summary>How often a second so many clients do something, each beginning again as soon as it is done.</summary>
    static async Task<(double PerSecond, long Done)> Rate(int clients, TimeSpan duration, Func<Task> work)
    {
        var (done, watch) = (0L, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < duration)
            {
                await work();
                Interlocked.Increment(ref done);
            }
        })));
        return (done / watch.Elapsed.TotalSeconds, done);
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
