using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>Results as pages and for programs: filters, trend, comparison, drivers, reliability, marks.</summary>
public sealed class FiguresTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly SemaphoreSlim Once = new(1);
    static (long Survey, long First, long Second)? seeded;
    static CrmApp? seededFor;

    async Task<(long Survey, long First, long Second)> Seeded()
    {
        await Once.WaitAsync();
        try
        {
            if (seededFor != app) (seeded, seededFor) = (await app.TwoWaves("Satisfaction"), app);
            return seeded!.Value;
        }
        finally { Once.Release(); }
    }

    /// <summary>Answers that count, computed beside the product.</summary>
    static List<Said> Counted(int step) => [.. FiguresData.Sheets(step).Where(s => s.Seconds > 60)];

    static double Nps(IEnumerable<Said> answers) => answers.Select(a => a.Sheet.Number("nps")!.Value).Average(s => s >= 9 ? 100.0 : s >= 7 ? 0 : -100);

    [Fact]
    public async Task A_ranking_says_how_many_placed_an_option_who_put_it_first_and_its_mean_place()
    {
        var definition = new SurveyDefinition
        {
            Dimensions = [new() { Key = "p", Title = LocalText.Of("P", "P"), Items = [new() { Key = "rank", Kind = ItemKind.Ranking, Text = LocalText.Of("What first?", "先做什么？"), Limits = new() { Most = 2 },
            Options = [.. new[] { "price", "speed", "service" }.Select(k => new Option(k, LocalText.Of(k, k)))] }] }]
        };
        AnswerSheet Ranked(params string[] places) => new() { ["rank"] = places };
        var (survey, _) = await app.Answered("Ranked", definition, [new(Ranked("speed", "price")), new(Ranked("speed", "service")), new(Ranked("price", "speed")), new(Ranked("service", "speed"))]);
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results");
        var rows = page.Document.QuerySelectorAll("table").Single(t => t.TextContent.Contains("Mean place")).QuerySelectorAll("tbody tr").Select(r => string.Join(' ', r.QuerySelectorAll("td").Where((_, i) => i != 1).Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))));
        Assert.Equal(["speed 4 100.0 % 2 1.50", "price 2 50.0 % 1 1.50", "service 2 50.0 % 1 1.50"], rows);
    }

    [Fact]
    public async Task The_filter_of_the_address_narrows_every_figure_and_the_answers_behind_it()
    {
        var (survey, _, second) = await Seeded();
        var vips = Counted(1).Where(s => s.Level == CustomerLevel.Vip).ToList();
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/{survey}/results?wave={second}&level=Vip");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Vip", page.ValueOf("level"));
        var answers = page.Document.QuerySelectorAll("main a[href^='/responses']").Select(a => a.GetAttribute("href")!).First(h => h.EndsWith("counted=true", StringComparison.Ordinal));
        Assert.Equal($"/responses?wave={second}&level=Vip&counted=true", answers);
        Assert.Equal(vips.Count, (await analyst.Get(answers)).Document.QuerySelectorAll("#rows tbody tr").Length);
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results?wave={second}&level=vip");
        Assert.Equal(vips.Count, json.GetProperty("n").GetInt32());
        Assert.Equal(Nps(vips), json.GetProperty("nps").GetProperty("score").GetDouble(), 9);
        Assert.Equal($"/surveys/{survey}/results/drivers?wave={second}&level=Vip", page.Document.QuerySelectorAll(".nav-tabs a")[3].GetAttribute("href"));
    }

    [Fact]
    public async Task The_trend_compares_people_of_both_waves_with_themselves()
    {
        var (survey, first, second) = await Seeded();
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results/trend");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var behind = page.Document.QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("Response speed", StringComparison.Ordinal)).QuerySelectorAll("a").Select(a => a.GetAttribute("href"));
        Assert.Equal([$"/responses?survey={survey}&counted=true&wave={first}&item=response_speed", $"/responses?survey={survey}&counted=true&wave={second}&item=response_speed"], behind);
        Assert.Contains("compare 125 people who answered both times", page.Html);
        Assert.Contains("better", page.Document.QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("Response speed", StringComparison.Ordinal)).TextContent);
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/trend");
        Assert.Equal((125, true, 2), (json.GetProperty("pairs").GetInt32(), json.GetProperty("paired").GetBoolean(), json.GetProperty("points").GetArrayLength()));
        var speed = Change(json, "item", "response_speed");
        // By hand: the mean of each person's difference, on the scale of the index.
        var differences = Counted(0).Zip(Counted(1), (a, b) => 25.0 * (b.Sheet.Number("response_speed")!.Value - a.Sheet.Number("response_speed")!.Value)).ToList();
        Assert.Equal(differences.Average(), speed.GetProperty("difference").GetDouble(), 9);
        Assert.Equal("paired_t", speed.GetProperty("test").GetProperty("method").GetString());
        Assert.True(speed.GetProperty("test").GetProperty("significant").GetBoolean());
        Assert.StartsWith("mc_nemar", Change(json, "csat", "overall").GetProperty("test").GetProperty("method").GetString());
        // Of twelve items the smallest p is multiplied by twelve.
        var items = json.GetProperty("changes").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "item").Select(c => c.GetProperty("test")).ToList();
        var smallest = items.MinBy(t => t.GetProperty("p").GetDouble());
        Assert.Equal(12, smallest.GetProperty("adjustedP").GetDouble() / smallest.GetProperty("p").GetDouble(), 6);
    }

    [Fact]
    public async Task Without_people_in_both_the_trend_says_independent_and_goes_by_month()
    {
        var month = app.Clock.Now.AddMonths(-2);
        var (survey, _) = await app.Answered("Months", Pulse(), [.. Enumerable.Range(0, 40).Select(i => new Said(FiguresData.Sheet(("nps", i % 11), ("overall", 1 + (i % 5))), At: month.AddMonths(i < 20 ? 0 : 1)))]);
        var page = await (await app.As("analyst", "zh-CN")).Get($"/surveys/{survey}/results/trend");
        Assert.Contains("按独立样本处理", page.Html);
        string[] months = [month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), month.AddMonths(1).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)];
        Assert.Equal(months, page.Document.QuerySelectorAll("main .table-responsive > .card-table > tbody > tr > th").Select(t => t.TextContent));
    }

    [Fact]
    public async Task Groups_are_compared_with_the_rest()
    {
        var (survey, first, _) = await Seeded();
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?by=level&wave={first}");
        var vip = json.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("value").GetString() == "Vip");
        var (inside, rest) = (Counted(0).Where(s => s.Level == CustomerLevel.Vip).ToList(), Counted(0).Where(s => s.Level != CustomerLevel.Vip).ToList());
        Assert.Equal(inside.Count, vip.GetProperty("n").GetInt32());
        var nps = vip.GetProperty("againstRest").EnumerateArray().Single(c => c.GetProperty("kind").GetString() == "nps");
        Assert.Equal(Nps(inside) - Nps(rest), nps.GetProperty("difference").GetDouble(), 9);
        Assert.Equal("welch", nps.GetProperty("test").GetProperty("method").GetString());
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results/compare?by=Level&wave={first}");
        Assert.Contains($"/responses?wave={first}&counted=true&level=Vip", page.Document.QuerySelectorAll("tbody a").Select(a => a.GetAttribute("href")));
        foreach (var facet in Enum.GetNames<Facet>()) Assert.Equal(HttpStatusCode.OK, (await (await app.As("analyst")).Get($"/surveys/{survey}/results/compare?by={facet}")).Status);
    }

    [Fact]
    public async Task Two_questions_are_crossed_with_shares_and_a_test()
    {
        var (survey, first, _) = await Seeded();
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results/cross?wave={first}&rows=facet:Level&columns=item:stay");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var vipCertain = Counted(0).Count(s => s.Level == CustomerLevel.Vip && s.Sheet.One("stay") == "yes");
        var vip = page.Document.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("th")!.TextContent == "VIP");
        Assert.StartsWith(vipCertain.ToString(System.Globalization.CultureInfo.InvariantCulture), vip.QuerySelectorAll("td")[0].TextContent.Trim());
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/cross?wave={first}&rows=item:resolution&columns=item:stay");
        Assert.True(json.GetProperty("test").GetProperty("p").GetDouble() < 0.001); // staying follows resolution
        // Two items crossed open the answers to both.
        var both = await (await app.As("analyst")).Get($"/surveys/{survey}/results/cross?wave={first}&rows=item:resolution&columns=item:stay");
        var cells = both.Document.QuerySelectorAll("tbody td a").Select(a => (Url: a.GetAttribute("href")!, N: int.Parse(a.TextContent, System.Globalization.CultureInfo.InvariantCulture))).Where(c => c.N <= 50).ToList();
        Assert.True(cells.Count > 1);
        foreach (var cell in cells.Take(3))
        {
            Assert.Contains("item2=stay&value2=", cell.Url);
            Assert.Equal(cell.N, (await (await app.As("analyst")).Get(cell.Url)).Document.QuerySelectorAll("#rows tbody tr").Length);
        }
        var several = await (await app.As("analyst")).Get($"/surveys/{survey}/results/cross?rows=facet:Level&columns=item:channels");
        Assert.Contains("counts overlap", several.Html);
        Assert.Contains("Choose two sides", (await (await app.As("analyst")).Get($"/surveys/{survey}/results/cross?rows=facet:Level&columns=facet:Level")).Html);
    }

    [Theory]
    [InlineData("cross?rows=facet:Month&columns=item:overall", 1), InlineData("cross?rows=facet:Level&columns=facet:Month", 1), InlineData("compare?by=Month", 1), InlineData("trend?by=month", 3)]
    public async Task A_month_opens_its_own_answers_within_the_period_looked_at(string tab, int figures)
    {
        var month = new DateOnly(2025, 2, 1);
        DateTimeOffset Noon(DateOnly day) => new(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
        Said Of(int i, DateOnly day) => new(FiguresData.Sheet(("nps", 9), ("overall", 3 + (i % 2)), ("effort", 4)), Level: i == 0 ? CustomerLevel.Vip : CustomerLevel.Normal, At: Noon(day));
        var (survey, _) = await app.Answered(tab, Pulse(), [.. Enumerable.Range(0, 4).Select(i => Of(i, month.AddDays(4))), .. Enumerable.Range(0, 6).Select(i => Of(i, month.AddDays(27))), .. Enumerable.Range(0, 8).Select(i => Of(i, month.AddDays(28)))]);
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/{survey}/results/{tab}&from=2025-02-10&level=Normal");
        var cells = page.Document.QuerySelectorAll("main td a[href^='/responses?']").Select(a => (Url: a.GetAttribute("href")!, N: int.Parse(a.TextContent, System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(figures * (5 + 7), cells.Sum(c => c.N));
        Assert.All(cells, c => Assert.True(c.Url.Contains("from=2025-02-10&to=2025-02-28", StringComparison.Ordinal) || c.Url.Contains("from=2025-03-01&to=2025-03-31", StringComparison.Ordinal), c.Url));
        foreach (var cell in cells) Assert.Equal(cell.N, (await analyst.Get(cell.Url)).Document.QuerySelectorAll("#rows tbody tr").Length);
    }

    [Fact]
    public async Task Drivers_find_what_the_outcome_was_made_of()
    {
        var (survey, _, _) = await Seeded();
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/drivers");
        Assert.Equal((250, JsonValueKind.Null), (json.GetProperty("completeN").GetInt32(), json.GetProperty("refused").ValueKind));
        var drivers = json.GetProperty("drivers").EnumerateArray().ToList();
        Assert.Equal("resolution", drivers[0].GetProperty("key").GetString());
        Assert.Equal("response_speed", drivers[1].GetProperty("key").GetString());
        Assert.Equal(1, drivers.Sum(d => d.GetProperty("importance").GetDouble()), 9);
        Assert.Equal(json.GetProperty("rSquared").GetDouble(), drivers.Sum(d => d.GetProperty("relativeWeight").GetDouble()), 9);
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results/drivers");
        Assert.Contains("\"across\"", page.Document.QuerySelector("[data-chart]")!.GetAttribute("data-chart"));
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("analyst", "zh-CN")).Get($"/surveys/{survey}/results/drivers?predictors=dimensions")).Status);
    }

    [Fact]
    public async Task Too_few_answers_are_refused_and_say_how_many_are_needed()
    {
        var (survey, first, _) = await Seeded();
        var analyst = await app.As("analyst");
        var few = await analyst.Get($"/surveys/{survey}/results/drivers?wave={first}&industry=Retail&predictors=items");
        Assert.Contains($"Complete answers: {Counted(0).Count(s => s.Industry == "Retail")}; needed are 120", few.Html);
        Assert.Empty(few.Document.QuerySelectorAll("[data-chart]"));
        var afterTicket = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        Assert.Contains("fewer than two rated questions", (await analyst.Get($"/surveys/{afterTicket}/results/drivers")).Html);
        Assert.Contains("factors need 100", (await analyst.Get($"/surveys/{survey}/results/reliability?wave={first}&industry=Retail")).Html);
    }

    [Fact]
    public async Task Reliability_shows_alpha_and_factors()
    {
        var (survey, _, _) = await Seeded();
        var json = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/reliability?extraction=principal_components");
        var scores = Counted(0).Concat(Counted(1)).ToList();
        double[] Column(string key) => [.. scores.Select(s => (double)s.Sheet.Number(key)!.Value)];
        var expected = Reliability.Alpha(Covariances.Of([Column("feature_fit"), Column("stability"), Column("ease"), Column("value")]))!.Alpha;
        Assert.Equal(expected, json.GetProperty("dimensions").EnumerateArray().Single(d => d.GetProperty("key").GetString() == "product").GetProperty("alpha").GetDouble(), 9);
        Assert.Equal(12, json.GetProperty("factors").GetProperty("eigenvalues").EnumerateArray().Sum(e => e.GetDouble()), 6); // of correlations: one a column
        foreach (var extraction in Enum.GetNames<Extraction>()) Assert.Equal(HttpStatusCode.OK, (await (await app.As("analyst")).Get($"/surveys/{survey}/results/reliability?extraction={extraction}")).Status);
    }

    [Fact]
    public async Task Expectation_and_perception_and_effort_stand_on_the_overview()
    {
        var (survey, _) = await app.Answered("Gaps", Pulse(), [.. Enumerable.Range(0, 20).Select(i => new Said(With(FiguresData.Sheet(("nps", 9), ("overall", 4), ("effort", 5 + (i % 3))), "promise", 5, 3 + (i % 2))))]);
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results");
        var row = page.Document.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Promises kept", StringComparison.Ordinal));
        Assert.Equal(["20", "5.00", "3.50", "-1.50"], row.QuerySelectorAll("td").Skip(1).Take(4).Select(t => t.TextContent.Trim()));
        Assert.Contains("Effort (CES)", page.Html);
    }

    [Fact]
    public async Task The_known_figures_of_1000_real_answers_stand_on_the_page()
    {
        if (RealFiles.Find("nps-1000-answers.csv") is not { } file) return;
        var scores = System.IO.File.ReadLines(file).Skip(1).Select(l => int.Parse(l.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
        var (survey, _) = await app.Answered("Thousand", Pulse(), [.. scores.Select(s => new Said(FiguresData.Sheet(("nps", s), ("overall", 4), ("effort", 4))))]);
        var text = (await (await app.As("analyst")).Get($"/surveys/{survey}/results")).Text("main");
        Assert.Contains("10.0", text);
        Assert.Contains("4.39 … 15.55", text);
        Assert.Contains("4.41 … 15.59", text);
    }

    [Fact]
    public async Task Marks_are_set_by_the_analyst_and_shown_beside_the_figures()
    {
        var (survey, _) = await app.Answered("Marks", Pulse(), [.. Enumerable.Range(0, 10).Select(_ => new Said(FiguresData.Sheet(("nps", 10), ("overall", 4))))]);
        var analyst = await app.As("analyst");
        var url = $"/surveys/{survey}/benchmarks";
        var bad = await analyst.Post(url, ("Form.Lines[0].Target", "175"), ("Form.Lines[1].Target", "40"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("Between 0 and 100.", bad.ErrorOf("Form.Lines[0].Target"));
        Assert.Equal(("175", "40"), (bad.ValueOf("Form.Lines[0].Target"), bad.ValueOf("Form.Lines[1].Target")));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post(url, ("Form.Lines[0].Target", "75"), ("Form.Lines[1].Target", "40"))).Status);
        Assert.Contains("benchmark 40.0: +60.0", (await analyst.Get($"/surveys/{survey}/results")).Text("main"));
        await analyst.Post(url, ("Form.Lines[1].Target", ""));
        Assert.Equal([".csat"], await app.Db<SurveysDb, List<string>>(db => db.Benchmarks.Where(b => b.SurveyId == survey).Select(b => b.Figure).ToListAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(url)).Status);
    }

    [Fact]
    public async Task Programs_read_and_set_marks_of_figures_the_survey_has()
    {
        var (survey, _) = await app.Answered("Marks by program", Pulse(), [new Said(FiguresData.Sheet(("nps", 10), ("overall", 4)))]);
        var (url, api) = ($"/api/v1/surveys/{survey}/benchmarks", await app.Api("analyst"));
        async Task<string> Marks(HttpContent content) => string.Join(' ', (await content.ReadFromJsonAsync<JsonElement>()).GetProperty("lines").EnumerateArray().Select(l => $"{l.GetProperty("figure").GetString()}={l.GetProperty("target")}"));
        async Task<HttpResponseMessage> Put(params object[] lines) => await api.PutAsJsonAsync(url, new { lines });
        async Task<string> Refusal(object line)
        {
            var refused = await Put(new { figure = ".csat", target = 60 }, line);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            return (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("lines[1].target")[0].GetString()!;
        }
        Assert.Equal(".csat= .nps=", await Marks((await api.GetAsync(url)).Content));
        Assert.Equal(".csat=75 .nps=-5.5", await Marks((await Put(new { figure = ".csat", target = 75 }, new { figure = ".nps", target = -5.5 })).Content));
        Assert.Equal("Between -100 and 100.", await Refusal(new { figure = ".nps", target = 101 }));
        Assert.Contains("“overall”", await Refusal(new { figure = "overall", target = 50 }));
        Assert.Equal(".csat=75 .nps=", await Marks((await Put(new { figure = ".nps", target = (double?)null })).Content)); // the one left out stays
        Assert.Contains("benchmark 75.0", (await (await app.As("analyst")).Get($"/surveys/{survey}/results")).Text("main"));
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/v1/surveys/99999999/benchmarks")).StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), ((await (await app.Api("supervisor")).GetAsync(url)).StatusCode, (await (await app.Api("supervisor")).PutAsJsonAsync(url, new { lines = Array.Empty<object>() })).StatusCode));
    }

    [Fact]
    public async Task Dimensions_and_items_of_a_step_are_each_corrected_among_themselves()
    {
        var (survey, _, _) = await Seeded();
        var changes = (await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/trend?by=wave")).GetProperty("changes").EnumerateArray().ToList();
        foreach (var (kind, n) in new[] { ("dimension", 3), ("item", 12), ("index", 1), ("csat", 1), ("nps", 1) })
        {
            var tests = changes.Where(c => c.GetProperty("kind").GetString() == kind).Select(c => c.GetProperty("test")).OrderBy(t => t.GetProperty("p").GetDouble()).ToList();
            Assert.Equal(n, tests.Count);
            // The smallest of n is multiplied by n.
            Assert.Equal(Math.Min(1, n * tests[0].GetProperty("p").GetDouble()), tests[0].GetProperty("adjustedP").GetDouble(), 12);
        }
    }

    [Fact]
    public async Task Anonymous_answers_are_not_shown_when_one_could_be_singled_out()
    {
        // Forty anonymous answers: four from the north, three of them VIPs' in the south.
        var (survey, wave) = await app.Answered("Quiet", Pulse(), [.. Enumerable.Range(0, 40).Select(i => new Said(FiguresData.Sheet(("nps", i % 11), ("overall", 1 + (i % 5))), Level: i is >= 10 and < 13 ? CustomerLevel.Vip : CustomerLevel.Normal, Region: i < 4 ? "North" : "South"))]);
        await app.Anonymise(wave);
        var analyst = await app.As("analyst");
        Assert.DoesNotContain("Not shown, to protect", (await analyst.Get($"/surveys/{survey}/results")).Html);
        foreach (var filter in new[] { "region=North", "region=South", "level=Vip", "level=Normal", "region=South&level=Normal", "from=2020-01-01" })
        {
            foreach (var tab in new[] { "", "/trend", "/compare", "/cross", "/drivers", "/reliability" })
            {
                var page = await analyst.Get($"/surveys/{survey}/results{tab}?{filter}");
                Assert.Contains("Not shown, to protect", page.Html);
                Assert.Empty(page.Document.QuerySelectorAll("main table"));
            }
        }
        // What only the list of answers knows does not get around it.
        Assert.Contains("n = 40", (await analyst.Get($"/surveys/{survey}/results?item=nps&min=0&max=0")).Text("main"));
        var api = await app.Api("analyst");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync($"/api/v1/surveys/{survey}/results?region=North")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync($"/api/v1/waves/{wave}/results?region=North")).StatusCode);
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?region=North")).GetProperty("answers").GetProperty("n").GetInt32());
        // Groups: the north is too small, and the south would follow from the sum.
        var compared = await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?by=region");
        Assert.Equal((0, 2), (compared.GetProperty("groups").GetArrayLength(), compared.GetProperty("hiddenGroups").GetInt32()));
        Assert.Contains("could tell who gave them", (await analyst.Get($"/surveys/{survey}/results/cross?rows=facet:Region&columns=item:overall")).Html);
        var months = await analyst.Get($"/surveys/{survey}/results/cross?rows=facet:Month&columns=facet:Region");
        Assert.Contains("could tell who gave them", months.Html);
        Assert.Empty(months.Document.QuerySelectorAll("main td a"));
    }

    [Fact]
    public async Task A_decision_shows_at_once_and_others_see_their_own_answers_alone()
    {
        var (mine, theirs) = await app.Scope(async s =>
        {
            var teams = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Crm.Contracts.Staff.IStaffDirectory>(s).Teams(default);
            return (teams.Values.First(t => t.Code == "complaints").Id, teams.Values.First(t => t.Code == "accounts").Id);
        });
        var (survey, wave) = await app.Answered("Teams", Pulse(), [.. Enumerable.Range(0, 30).Select(i => new Said(FiguresData.Sheet(("nps", 9), ("overall", 4), ("effort", 4)), Customer: 1000 + i, Team: i < 10 ? mine : theirs, Seconds: i == 0 ? 1 : 200))]);
        async Task<int> N(string person) => (await (await app.Api(person)).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?by=team")).GetProperty("answers").GetProperty("n").GetInt32();
        Assert.Equal((29, 9), (await N("analyst"), await N("supervisor")));
        var flagged = await app.Db<SurveysDb, long>(db => db.Responses.Where(r => r.WaveId == wave && !r.Counted).Select(r => r.Id).SingleAsync());
        await (await app.As("analyst")).Post($"/responses/{flagged}/decide", ("Form.Reason", "Known to be quick"));
        Assert.Equal((30, 10), (await N("analyst"), await N("supervisor")));
    }

    [Theory]
    [InlineData(""), InlineData("/trend"), InlineData("/compare"), InlineData("/cross"), InlineData("/drivers"), InlineData("/reliability")]
    public async Task Nonsense_in_the_address_breaks_nothing_and_agents_may_not_look(string tab)
    {
        var (survey, _, _) = await Seeded();
        var analyst = await app.As("analyst");
        // Tag helpers are rendered, not printed.
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var plain = await (await app.As("analyst", language)).Get($"/surveys/{survey}/results{tab}");
            Assert.Equal(HttpStatusCode.OK, plain.Status);
            foreach (var raw in new[] { "<badge", "<chart", "<stat ", "<field", "<partial", "<icon", "<empty" }) Assert.DoesNotContain(raw, plain.Html);
        }
        foreach (var nonsense in new[] { "from=soon&to=9999-12-31", "from=0001-01-01", "level=Emperor&by=nonsense&extraction=x&predictors=y", "industry=%27%3B--%00&region=" + new string('x', 3000), "rows=facet:Nope&columns=item:%00", "team=-1&owner=99999999999999999999", "size=99&valueClass=7&channel=&source=%20" })
            Assert.Contains((await analyst.Get($"/surveys/{survey}/results{tab}?{nonsense}")).Status, new[] { HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity });
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/surveys/99999999/results{tab}")).Status);
        if (tab != "/trend") Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/surveys/{survey}/results{tab}?wave=99999999")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/surveys/{survey}/results{tab}")).Status);
    }

    static JsonElement Change(JsonElement trend, string kind, string key) => trend.GetProperty("changes").EnumerateArray().Single(c => c.GetProperty("kind").GetString() == kind && c.GetProperty("key").GetString() == key);

    static AnswerSheet With(AnswerSheet sheet, string key, int expected, int perceived)
    {
        sheet[key] = [$"{expected}", $"{perceived}"];
        return sheet;
    }

    /// <summary>Recommendation, headline, effort, and a promise expected and kept.</summary>
    static SurveyDefinition Pulse() => new()
    {
        Dimensions =
        [
            new Dimension
            {
                Key = "pulse", Title = LocalText.Of("Pulse", "脉搏"), InIndex = false,
                Items =
                [
                    new Item { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("All in all", "总体") },
                    new Item { Key = "nps", Kind = ItemKind.Nps, Text = LocalText.Of("Recommend", "推荐") },
                    new Item { Key = "effort", Kind = ItemKind.Ces, Text = LocalText.Of("Easy", "容易") },
                    new Item { Key = "promise", Kind = ItemKind.Gap, Text = LocalText.Of("Promises kept", "信守承诺") },
                ],
            },
        ],
    };
}
