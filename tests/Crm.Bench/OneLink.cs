using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Crm.Bench;

/// <summary>One survey link sent in ten thousand times at once, and once more opened as often: one answer is stored, and opening changes nothing.</summary>
internal static class OneLink
{
    const int Posts = 10_000;

    public static async Task<bool> Run(RunningHost host, int clients)
    {
        clients = Math.Max(clients, 64);
        Console.WriteLine($"one link: {Posts:N0} submits by {clients} clients at once");
        var api = host.Api();
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        var survey = await Number(source, "select survey_id from surveys.waves where kind = 'after_ticket'");
        using var planning = new HttpRequestMessage(HttpMethod.Post, "/api/v1/waves") { Content = JsonContent.Create(new { surveyId = survey, title = "One link", kind = "public_link", start = true }) };
        planning.Headers.Add("Idempotency-Key", $"one-link-{Guid.NewGuid():N}");
        var wave = await (await api.SendAsync(planning)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        var id = wave.GetProperty("id").GetInt64();
        var path = new Uri(wave.GetProperty("publicAddress").GetString()!).PathAndQuery;
        using var visitor = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = clients }) { BaseAddress = new Uri(host.Address) };
        var page = await visitor.GetStringAsync(path);
        string Hidden(string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;
        var (own, shown) = (Hidden("own"), Hidden("shown"));
        await Task.Delay(TimeSpan.FromSeconds(8)); // a person needs that long

        var (statuses, watch) = (new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>(), Stopwatch.StartNew());
        await Parallel.ForEachAsync(Enumerable.Range(0, Posts), new ParallelOptions { MaxDegreeOfParallelism = clients }, async (n, ct) =>
        {
            using var form = new FormUrlEncodedContent([new("own", own), new("shown", shown), new("page", "0"), new("go", "Next"), new("a.overall", $"{1 + (n % 5)}")]);
            using var sent = await visitor.PostAsync(path, form, ct);
            statuses.AddOrUpdate(sent.StatusCode, 1, (_, n) => n + 1);
        });
        var stored = await Number(source, $"select count(*) from surveys.responses where wave_id = {id}");
        var links = await Number(source, $"select count(*) from surveys.invitations where wave_id = {id}");
        var good = stored == 1 && links == 1 && statuses.Keys.All(s => s == HttpStatusCode.SeeOther);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Posts / watch.Elapsed.TotalSeconds:F0} submits/s; {string.Join(", ", statuses.Select(s => $"{(int)s.Key}: {s.Value}"))}; {stored} answer, {links} link: {(good ? "good" : "WRONG")}"));
        return good;
    }

    static async Task<long> Number(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
