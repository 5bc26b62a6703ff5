using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Platform;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>A filter that stands in the address holds for what leaves from there: files, and the same question asked by a program.</summary>
public sealed class NarrowedFiguresTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>Thirty answers, nine of them VIPs' who are all content; the others are not.</summary>
    Task<(long Survey, long Wave)> Mixed(string title) => app.Answered(title, Templates.All[Templates.AfterTicket], [.. Enumerable.Range(0, 30).Select(i =>
    {
        var sheet = FiguresData.Sheet(("overall", i < 9 ? 5 : 2));
        sheet["solved"] = [i < 4 ? "yes" : "no"];
        sheet["comment"] = [i < 9 ? "friendly engineer" : "late again"];
        return new Said(sheet, Level: i < 9 ? CustomerLevel.Vip : CustomerLevel.Normal, Region: i < 4 ? "North" : "South");
    })]);

    static async Task<Customers.ReadTable> Sheet(HttpClient api, string url) => Customers.ReadTable.Of(new MemoryStream(await api.GetByteArrayAsync("/api/v1" + url)), "x.csv");

    [Fact]
    public async Task Files_of_results_hold_what_the_page_shows_and_say_what_it_is_narrowed_to()
    {
        var (survey, wave) = await Mixed("Narrowed");
        var (analyst, api) = (await app.As("analyst"), await app.Api("analyst"));
        foreach (var (page, address) in new[] { ($"/surveys/{survey}/results?wave={wave}&level=Vip", $"/surveys/{survey}/results/export?wave={wave}&level=Vip"), ($"/waves/{wave}/results?level=Vip", $"/waves/{wave}/results/export?level=Vip") })
        {
            var link = (await analyst.Get(page)).Document.QuerySelectorAll("main .btn-list a").Select(a => a.GetAttribute("href")).Single(h => h!.Contains("/export", StringComparison.Ordinal))!;
            Assert.Equal(address, link);
            var form = await analyst.Get(link);
            Assert.Contains("Level: VIP", form.Text("main"));
            Assert.Contains(page, form.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")));
            foreach (var format in new[] { "Csv", "Xlsx", "Pdf" })
            {
                var bytes = await (await analyst.Post(link, ("Form.Format", format))).Response.Content.ReadAsByteArrayAsync();
                if (format == "Pdf")
                {
                    var pdf = PdfTests.Pdf.Read(bytes);
                    var text = string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text));
                    Assert.Contains("Level: VIP", text, StringComparison.Ordinal);
                    Assert.Contains("n = 9", text, StringComparison.Ordinal);
                    continue;
                }
                Told(Customers.ReadTable.Of(new MemoryStream(bytes), "x." + format.ToLowerInvariant()).Rows);
            }
            Told((await Sheet(api, link.Replace("Vip", "vip", StringComparison.Ordinal))).Rows);
        }

        void Told(IReadOnlyList<IReadOnlyList<string>> rows)
        {
            Assert.Equal(["Filter", "Level: VIP"], rows[0].Take(2));
            var csat = rows.First(r => r[2].Contains("CSAT", StringComparison.Ordinal));
            Assert.Equal(("9", "100"), (csat[3], csat[4]));
        }
    }

    [Fact]
    public async Task The_response_rate_is_of_the_team_and_days_asked_for_and_of_customers_facts_there_is_none()
    {
        var (survey, wave) = await Mixed("Rated by team");
        await app.Db<SurveysDb>(async db =>
        {
            await db.Database.ExecuteSqlAsync($"update surveys.responses set team_id = case when level = 'vip' then 901 else 902 end, owner_id = case when level = 'vip' then 91 else 92 end where wave_id = {wave}");
            // Ten invited a day of either team: all of the one answered, and none of the other.
            foreach (var (team, owner, returned) in new[] { (901, 91, 10), (902, 92, 0) })
                foreach (var day in new[] { new DateOnly(2020, 1, 1), new DateOnly(2020, 2, 1) })
                    await db.Database.ExecuteSqlAsync($"insert into surveys.survey_days (day, team_id, owner_id, fresh, survey_id, wave_id, again, answers, headline_n, headline_sum, satisfied, promoters, passives, detractors, invited, delivered, started, returned) values ({day}, {team}, {owner}, false, {survey}, {wave}, false, 0, 0, 0, 0, 0, 0, 0, 10, 10, {returned}, {returned})");
        });
        var (analyst, api) = (await app.As("analyst"), await app.Api("analyst"));
        foreach (var (asked, finished, delivered) in new[] { ("", 20, 40), ("?team=901", 20, 20), ("?owner=92", 0, 20), ("?from=2020-01-15", 10, 20), ("?to=2020-01-31&team=901", 10, 10), ("?region=North", 0, 0), ("?level=vip&team=901", 0, 0) })
            foreach (var of in new[] { $"/surveys/{survey}/results", $"/waves/{wave}/results" })
            {
                var told = await api.GetFromJsonAsync<JsonElement>("/api/v1" + of + asked);
                Assert.Equal((asked, finished, delivered), (asked, told.GetProperty("finished").GetInt32(), told.GetProperty("delivered").GetInt32()));
                Assert.Equal(delivered > 0, told.GetProperty("responseRate").ValueKind == JsonValueKind.Number);
                Assert.Equal(delivered > 0, (await Sheet(api, of + "/export" + asked)).Rows.Any(r => r[2].StartsWith("Response rate", StringComparison.Ordinal)));
            }
        Assert.Contains("20 of 20", (await analyst.Get($"/surveys/{survey}/results?team=901")).Text("main"));
        Assert.Contains("Not known for customers' facts", (await analyst.Get($"/surveys/{survey}/results?region=North")).Text("main"));
    }

    [Fact]
    public async Task Files_of_anonymous_answers_are_refused_where_the_page_shows_nothing()
    {
        var (survey, wave) = await Mixed("Narrowed in secret");
        await app.Anonymise(wave);
        var (analyst, api) = (await app.As("analyst"), await app.Api("analyst"));
        foreach (var url in new[] { $"/surveys/{survey}/results/export", $"/waves/{wave}/results/export" })
            foreach (var (filter, status) in new[] { ("?level=Vip", HttpStatusCode.OK), ("?region=North", HttpStatusCode.UnprocessableEntity), ("?from=2020-01-01", HttpStatusCode.UnprocessableEntity) })
            {
                Assert.Equal(status, (await analyst.Post(url + filter, ("Form.Format", "Csv"))).Status);
                Assert.Equal(status, (await api.GetAsync("/api/v1" + url + filter.Replace("Vip", "vip", StringComparison.Ordinal))).StatusCode);
            }
    }

    [Fact]
    public async Task Programs_ask_for_answers_and_words_by_all_that_their_pages_know()
    {
        var (survey, wave) = await Mixed("Asked by program");
        await app.Db<SurveysDb>(db => db.Database.ExecuteSqlAsync($"update surveys.responses set owner_id = 77, industry = 'Retail', size = 'small', value_class = 'high', ticket_channel = 'phone' where wave_id = {wave} and level = 'vip'"));
        await app.Db<SurveysDb>(db => db.Database.ExecuteSqlAsync($"insert into surveys.comment_words (response_id, item, survey_id, words) select id, 'comment', survey_id, case when level = 'vip' then array['friendly', 'engineer'] else array['late', 'again'] end from surveys.responses where wave_id = {wave}"));
        var api = await app.Api("analyst");
        foreach (var asked in new[] { "owner=77", "level=vip", "industry=Retail", "size=small", "valueClass=high", "channel=phone", "word=friendly", "words=friendly,engineer", "item=overall&min=5&max=5", "item2=overall&min2=5&max2=5" })
        {
            Assert.Equal((asked, 9), (asked, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/responses?wave={wave}&limit=100&{asked}")).GetProperty("items").GetArrayLength()));
            Assert.Equal((asked, 9), (asked, (await Sheet(api, $"/responses/export?wave={wave}&columns=id&{asked}")).Rows.Count));
        }
        Assert.Equal(4, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/responses?wave={wave}&region=North")).GetProperty("items").GetArrayLength());
        foreach (var (asked, n) in new[] { ("", 30), ("owner=77", 9), ("level=vip", 9), ("region=North", 4), ("size=small", 9), ("from=2000-01-01&to=2000-01-02", 0) })
            Assert.Equal((asked, n), (asked, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/words?{asked}")).GetProperty("answers").GetInt32()));
    }

    [Fact]
    public async Task An_export_of_answers_holds_exactly_the_answers_of_the_list()
    {
        var (_, wave) = await Mixed("Exported list");
        var list = $"?wave={wave}&item=solved&value=yes&item2=overall&min2=5&max2=5";
        var analyst = await app.As("analyst");
        Assert.Equal(4, (await analyst.Get("/responses" + list)).Document.QuerySelectorAll("#rows tbody tr").Length);
        var job = await analyst.Post("/responses/export" + list, ("Form.Format", "Csv"), ("Form.Columns", "id"));
        Assert.Equal(HttpStatusCode.Redirect, job.Status);
        var args = await app.Db<SurveysDb, string>(db => db.Database.SqlQuery<string>($"select args::text as \"Value\" from platform.jobs order by id desc limit 1").SingleAsync());
        Assert.Contains("\"overall\"", args, StringComparison.Ordinal); // what the second item asks for
    }

    [Fact]
    public async Task Shares_means_and_indexes_leave_with_interval_and_definition()
    {
        var (survey, first, _) = await app.TwoWaves("Intervals");
        var analyst = await app.As("analyst");
        var rows = Customers.ReadTable.Of(new MemoryStream(await (await analyst.Post($"/waves/{first}/results/export", ("Form.Format", "Csv"))).Response.Content.ReadAsByteArrayAsync()), "x.csv").Rows;
        double Low(IReadOnlyList<string> row) => double.Parse(row[5], CultureInfo.InvariantCulture);
        double High(IReadOnlyList<string> row) => double.Parse(row[6], CultureInfo.InvariantCulture);
        double Of(IReadOnlyList<string> row) => double.Parse(row[4], CultureInfo.InvariantCulture);
        var speed = rows.Where(r => r[1].Contains("Response speed", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var measure in new[] { "Mean", "Satisfied 4–5", "Dissatisfied 1–2", "Index", "= 3" })
        {
            var row = speed.Single(r => r[2] == measure);
            Assert.True(Low(row) < Of(row) && Of(row) < High(row), measure);
            Assert.NotEqual("", row[10]);
        }
        Assert.Contains("Student", speed.Single(r => r[2] == "Mean")[10]);
        foreach (var row in rows.Where(r => r[2] == "Index" && r[1].Length == 0).Append(rows.Single(r => r[0] == "Results" && r[2].StartsWith("Satisfaction index", StringComparison.OrdinalIgnoreCase)))) Assert.True(Low(row) < Of(row) && Of(row) < High(row));
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/waves/{first}/results");
        var item = json.GetProperty("dimensions").EnumerateArray().SelectMany(d => d.GetProperty("items").EnumerateArray()).Single(i => i.GetProperty("key").GetString() == "response_speed");
        foreach (var (value, interval, scope) in new[] { ("mean", "meanInterval", item), ("satisfied", "satisfiedInterval", item), ("dissatisfied", "dissatisfiedInterval", item), ("index", "indexInterval", item), ("index", "indexInterval", json), ("index", "interval", json.GetProperty("dimensions").EnumerateArray().First(d => d.GetProperty("index").ValueKind == JsonValueKind.Number)) })
            Assert.InRange(scope.GetProperty(value).GetDouble(), scope.GetProperty(interval).GetProperty("low").GetDouble(), scope.GetProperty(interval).GetProperty("high").GetDouble());
        // What the roll-up tells is no narrower than what each person tells, and not much wider.
        var trend = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/trend?by=wave");
        var exact = trend.GetProperty("points")[0].GetProperty("figures").EnumerateArray().First(f => f.GetProperty("kind").GetString() == "index").GetProperty("interval");
        double Width(JsonElement i) => i.GetProperty("high").GetDouble() - i.GetProperty("low").GetDouble();
        Assert.True(Width(json.GetProperty("indexInterval")) >= Width(exact));
        Assert.Contains(", 95 %: ", (await analyst.Get($"/surveys/{survey}/results")).Document.QuerySelectorAll("main .card").First(c => c.TextContent.Contains("Satisfaction index", StringComparison.OrdinalIgnoreCase)).TextContent);
    }
}
