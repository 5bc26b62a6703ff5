using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Exports;
using Crm.Tests.Platform;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using static Crm.Tests.Surveys.Reports.ReportsWorld;

namespace Crm.Tests.Surveys.Reports;

/// <summary>The satisfaction dashboard: its figures, its filters, what may be seen, and its files.</summary>
public sealed class DashboardTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly DateTimeOffset June = new(2026, 6, 20, 3, 0, 0, TimeSpan.Zero);

    async Task<(long Survey, long Wave)> World()
    {
        app.Clock.Now = new(2026, 7, 15, 4, 0, 0, TimeSpan.Zero);
        if (await app.Db<SurveysDb, long?>(db => db.Waves.Where(w => w.Title == "Reported").Select(w => (long?)w.Id).SingleOrDefaultAsync()) is { } there)
            return (await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.CustomerSatisfaction).Select(s => s.Id).SingleAsync()), there);
        var (mine, theirs, agent) = (await app.Team("complaints"), await app.Team("accounts"), await app.Person("agent"));
        return await app.Answered(
        [
            // Ten now: six satisfied; four promoters, three detractors. Seven of one team, three of another.
            .. Enumerable.Range(0, 4).Select(i => new Scored(June.AddHours(i)) { Answers = Sheet(5, 10, 5), Team = mine, Owner = agent, Level = CustomerLevel.Vip, Region = "上海", Industry = "零售", Channel = TicketChannel.Phone }),
            .. Enumerable.Range(0, 2).Select(i => new Scored(June.AddHours(i)) { Answers = Sheet(4, 8, 4), Team = mine, Level = CustomerLevel.Normal, Region = "上海" }),
            new Scored(June) { Answers = Sheet(3, 7, 3), Team = mine, Level = CustomerLevel.Normal },
            .. Enumerable.Range(0, 3).Select(i => new Scored(June.AddHours(i)) { Answers = Sheet(1, 2, 1), Team = theirs, Level = CustomerLevel.Normal, Region = "Beijing" }),
            // Five in the three months before: all content.
            .. Enumerable.Range(0, 5).Select(i => new Scored(June.AddMonths(-4).AddHours(i)) { Answers = Sheet(5, 9, 5), Team = mine }),
            // Left out: clicked through, and asked again.
            new Scored(June) { Answers = Sheet(1, 0, 1), Seconds = 3, Team = mine },
            new Scored(June) { Answers = Sheet(1, 0, 1), FollowUp = 7, Team = mine },
        ]);
    }

    [Fact]
    public async Task Figures_come_with_n_interval_change_and_open_exactly_their_answers()
    {
        var (survey, _) = await World();
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/dashboard?survey={survey}&compare=true");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var main = page.Text("main");
        Assert.Contains("60.0 %", main); // 6 of 10
        Assert.Contains("10.0", main); // 4 promoters, 3 detractors of 10
        Assert.Contains("▼ before: 100.0 % (n = 5)", main);
        // Agresti and Coull for 6 of 10: 0.3116 to 0.8329.
        Assert.Contains("31.2 % … 83.3 %", main);
        var csat = page.Document.QuerySelectorAll("a.stretched-link").Single(a => a.GetAttribute("aria-label")!.StartsWith("Satisfied (CSAT)", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.Equal(10, (await analyst.Get(csat)).Document.QuerySelectorAll("#rows tbody tr").Length);
        var vip = page.Document.QuerySelectorAll("section.card").Single(c => c.QuerySelector("h2")!.TextContent.Contains("By customer level", StringComparison.Ordinal)).QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("VIP", StringComparison.Ordinal));
        Assert.Contains("–", vip.TextContent); // four are too few to tell
        Assert.Equal(4, (await analyst.Get(vip.QuerySelector("a")!.GetAttribute("href")!)).Document.QuerySelectorAll("#rows tbody tr").Length);
        Assert.Contains($"/surveys/{survey}/results?from=2026-05-01&amp;to=2026-07-15", page.Html);
        Assert.DoesNotContain("<partial", page.Html);
        var chinese = await (await app.As("analyst", "zh-CN")).Get("/surveys/dashboard?period=Year&level=Vip");
        Assert.Contains("满意度看板", chinese.Text("h1"));
        // On paper there is no form to see what it is about.
        var narrowed = await analyst.Get("/surveys/dashboard?period=Year&level=Vip&channel=Phone&region=North");
        Assert.Equal("Channel: Phone · Customer level: VIP · Region: North", narrowed.Text("main .d-print-block"));
        Assert.All(narrowed.Document.QuerySelectorAll("main .page-title, main .page-pretitle"), e => Assert.Null(e.Closest(".d-print-none")));
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main .btn-list .btn"), e => e.Closest(".d-print-none") is null);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get("/surveys/dashboard?period=nonsense&team=x&level=9")).Status);
        Assert.Contains("No answer of the last months", (await analyst.Get("/surveys/dashboard?region=Nowhere&industry=None")).Html);
        Assert.StartsWith("<div class=\"row row-cards", (await analyst.Get("/surveys/dashboard", htmx: true)).Html.TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_shows_each_figure_from_five_answers_to_it_and_beside_it_how_many_there_are()
    {
        var (survey, _) = await World();
        var team = await app.Team("complaints");
        await app.Answered(
        [
            new(June) { Answers = new() { ["overall"] = ["1"] }, Team = team, Region = "Measured" },
            .. Enumerable.Range(0, 6).Select(i => new Scored(June.AddMinutes(i)) { Answers = new() { ["nps"] = ["10"] }, Team = team, Region = "Measured" }),
        ], title: "Measured");
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Region == "Measured").ExecuteUpdateAsync(s => s.SetProperty(r => r.Counted, true)));
        try
        {
            var view = await app.Send(new ReadSatisfaction.Query(new() { Survey = survey, Region = "Measured" }), "analyst");
            var group = Assert.Single(view.Breakdowns.Single(b => b.Facet == "team").Groups);
            Assert.Equal((1, null, null, 6, 100.0), (group.CsatN, group.Csat, group.CsatInterval, group.NpsN, group.Nps!.Score!.Value));
            var analyst = await app.As("analyst");
            var page = await analyst.Get($"/surveys/dashboard?survey={survey}&region=Measured");
            var row = page.Document.QuerySelectorAll("section.card").Single(c => c.QuerySelector("h2")!.TextContent.Trim() == "By team").QuerySelector("tbody tr")!;
            Assert.Equal(["1", "–", "6"], row.QuerySelectorAll("td").Skip(1).Take(3).Select(c => c.TextContent.Trim()));
            Assert.StartsWith("100.0", row.QuerySelectorAll("td")[4].TextContent.Trim(), StringComparison.Ordinal);
            // Each number opens as many answers.
            foreach (var number in row.QuerySelectorAll("a")) Assert.Equal(number.TextContent, (await analyst.Get(number.GetAttribute("href")!)).Document.QuerySelectorAll("#rows tbody tr").Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var lines = Customers.ReadTable.Of(new MemoryStream(await (await analyst.Post($"/surveys/dashboard/export?survey={survey}&region=Measured", ("Form.Format", "Csv"))).Response.Content.ReadAsByteArrayAsync()), "x.csv").Rows.Where(r => r[0] == "By team").ToList();
            Assert.Equal([("1", ""), ("6", "100")], lines.Select(r => (r[3], r[4])));
        }
        finally { await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Region == "Measured").ExecuteDeleteAsync()); }
    }

    [Fact]
    public async Task The_index_is_of_the_survey_with_most_answers_of_the_period()
    {
        await World();
        await app.Answered(Enumerable.Range(0, 50).Select(i => new Scored(June.AddMonths(-6).AddMinutes(i)) { Answers = Sheet(4), Region = "Fresh" }), title: "Once");
        var (fresh, _) = await app.Answered("Now asked", Templates.All[Templates.CustomerSatisfaction], [.. Enumerable.Range(0, 10).Select(i => new Said(Sheet(4), Region: "Fresh", At: June.AddMinutes(i)))]);
        try
        {
            var view = await app.Send(new ReadSatisfaction.Query(new() { Region = "Fresh" }), "analyst");
            Assert.Equal((fresh, 10L), (view.IndexOf!.Id, view.Now.Index!.Responses));
            Assert.NotNull(view.Now.Index.Index);
        }
        finally { await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Region == "Fresh").ExecuteDeleteAsync()); }
    }

    [Fact]
    public async Task Counts_of_call_backs_open_those_of_the_team_and_the_period()
    {
        await World();
        var customer = await app.SomeCustomer("Called back");
        var (mine, theirs) = (await app.Team("complaints"), await app.Team("accounts"));
        await app.Db<TicketsDb>(async db =>
        {
            // Of either team one that was closed, one that is due soon and one that is overdue, and one closed long ago.
            foreach (var (team, i) in new[] { (mine, 0), (theirs, 10) })
            {
                FollowUp[] rows = [.. new[] { 48.0, 1, 480, 9000 }.Select((hours, j) => FollowUp.Open(990_001 + i + j, customer, null, 2, null, team, new("tickets.followup.reason.default"), app.Clock.Now.AddHours(-hours)))];
                db.FollowUps.AddRange(rows);
                await db.SaveChangesAsync();
                foreach (var closed in new[] { rows[0], rows[3] })
                    await db.FollowUps.Where(f => f.Id == closed.Id).ExecuteUpdateAsync(s => s.SetProperty(f => f.Status, FollowUpStatus.Closed).SetProperty(f => f.ClosedAt, closed.OpenedAt.AddHours(1)).SetProperty(f => f.FirstClosedAt, closed.OpenedAt.AddHours(1)));
            }
        });
        try
        {
            var admin = await app.As("admin");
            var card = (await admin.Get($"/surveys/dashboard?team={mine}")).Document.QuerySelectorAll("main .card").Single(c => c.QuerySelector(".list-group a[href^='/follow-ups']") is not null);
            var counts = card.QuerySelectorAll("a").Select(a => (Count: a.QuerySelector("strong")!.TextContent, Url: a.GetAttribute("href")!)).ToList();
            Assert.Equal(["2", "1", "3", "1"], counts.Take(4).Select(c => c.Count)); // open, overdue, opened, closed
            foreach (var (count, url) in counts.Take(4).Append(("1", counts[4].Url))) Assert.Equal((url, count), (url, (await admin.Get(url)).Document.QuerySelectorAll("main tbody tr").Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        finally { await app.Db<TicketsDb>(db => db.FollowUps.Where(f => f.CustomerId == customer).ExecuteDeleteAsync()); }
    }

    [Fact]
    public async Task Two_facts_at_once_and_a_week_are_counted_from_the_answers_and_say_the_same()
    {
        var (survey, _) = await World();
        var both = await app.Send(new ReadSatisfaction.Query(new() { Survey = survey, Level = CustomerLevel.Vip, Region = "上海", Channel = TicketChannel.Phone }), "analyst");
        Assert.Equal((4, 4, 1.0, 100.0), (both.Now.Answers, both.Now.CsatN, both.Now.Csat!.Value, both.Now.Nps!.Score!.Value));
        Assert.Equal(4, both.Breakdowns.Single(b => b.Facet == "industry").Groups.Single(g => g.Name == "零售").CsatN);
        Assert.Null(both.Now.ResponseRate);
        app.Clock.Now = June.AddDays(4); // the week before ended on the 21st
        var week = await app.Send(new ReadSatisfaction.Query(new() { Survey = survey, Period = DashboardPeriod.LastWeek }), "analyst");
        Assert.Equal((new DateOnly(2026, 6, 15), new DateOnly(2026, 6, 21), 10L), (week.From, week.To, week.Now.Answers));
        Assert.Equal(100 * ((20 + 8 + 3 + 3) / 10.0 - 1) / 4, week.Weakest[0].Index, 6);
        app.Clock.Now = new(2026, 7, 15, 4, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task Supervisors_see_their_department_alone_and_agents_nothing()
    {
        var (survey, _) = await World();
        var view = await app.Send(new ReadSatisfaction.Query(new() { Survey = survey }), "supervisor");
        Assert.Equal((7L, 6 / 7.0), (view.Now.Answers, view.Now.Csat!.Value));
        Assert.Single(view.Breakdowns.Single(b => b.Facet == "team").Groups);
        var agent = await app.As("agent");
        foreach (var url in new[] { "/surveys/dashboard", "/surveys/dashboard/export", "/surveys/dashboard/mails", "/responses/export" }) Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get(url)).Status);
        Assert.Contains("/surveys/dashboard\"", (await (await app.As("supervisor")).Get("/")).Html);
    }

    [Theory]
    [InlineData("Pdf")]
    [InlineData("Xlsx")]
    [InlineData("Csv")]
    public async Task It_leaves_as_a_file_that_says_the_same_and_is_in_the_audit_trail(string format)
    {
        var (survey, wave) = await World();
        var analyst = await app.As("analyst", "zh-CN");
        // Of the quarter; of all times; of the wave, which holds the one that was asked again too.
        foreach (var (url, title, n, csat) in new[] { ($"/surveys/dashboard/export?survey={survey}&compare=true", "满意度看板", "10", 60.0), ($"/surveys/{survey}/results/export", "满意度", "15", 1100 / 15.0), ($"/waves/{wave}/results/export", "Reported", "16", 1100 / 16.0) })
        {
            var file = await analyst.Post(url, ("Form.Format", format));
            Assert.Equal(HttpStatusCode.OK, file.Status);
            Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
            var bytes = await file.Response.Content.ReadAsByteArrayAsync();
            if (format == "Pdf")
            {
                var pdf = PdfTests.Pdf.Read(bytes);
                var text = string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text));
                Assert.Contains(title, text, StringComparison.Ordinal);
                Assert.Contains(csat.ToString("N1", System.Globalization.CultureInfo.InvariantCulture) + " %", text, StringComparison.Ordinal);
                Assert.Contains($"n = {n}", text, StringComparison.Ordinal);
                continue;
            }
            var table = Customers.ReadTable.Of(new MemoryStream(bytes), "x." + format.ToLowerInvariant());
            Assert.Equal(11, table.Headers.Count);
            var line = table.Rows.First(r => r[2].Contains("CSAT", StringComparison.Ordinal));
            Assert.Equal((n, csat), (line[3], double.Parse(line[4], System.Globalization.CultureInfo.InvariantCulture)), new Near());
        }
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportSatisfaction")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post("/surveys/dashboard/export", ("Form.Format", "Word"))).Status);
    }

    [Fact]
    public async Task Results_call_figures_with_flagged_answers_by_their_name_and_explain_only_what_they_show()
    {
        var (survey, wave) = await World();
        var analyst = await app.As("analyst");
        async Task<byte[]> File(string url, string format) => await (await analyst.Post(url, ("Form.Format", format))).Response.Content.ReadAsByteArrayAsync();
        Assert.Equal("before", Customers.ReadTable.Of(new MemoryStream(await File($"/surveys/dashboard/export?survey={survey}", "Csv")), "x.csv").Headers[7]);
        var results = Customers.ReadTable.Of(new MemoryStream(await File($"/waves/{wave}/results/export", "Csv")), "x.csv");
        Assert.Equal("with flagged ones", results.Headers[7]);
        Assert.Equal(results.Rows[0][3], results.Rows[0][4]); // how many answers there are is a figure, too
        var (_, ticket) = await app.Answered([new(app.Clock.Now) { Answers = new() { ["overall"] = ["4"] } }], Templates.AfterTicket, "After a ticket");
        var pdf = PdfTests.Pdf.Read(await File($"/waves/{ticket}/results/export", "Pdf"));
        Assert.DoesNotContain("Bonett", string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drivers_and_words_load_after_the_page_within_its_filter_and_stand_in_the_report()
    {
        var (survey, _) = await World();
        var random = new Random(7);
        var at = app.Clock.Now.AddDays(-3);
        await app.Answered([.. Enumerable.Range(0, 140).Select(i =>
        {
            var sheet = Sheet(3, 7);
            foreach (var (item, j) in new[] { "response_speed", "resolution", "professionalism", "attitude", "first_time", "feature_fit", "stability", "ease", "value", "convenience", "accuracy", "proactive" }.Select((x, j) => (x, j))) sheet[item] = [$"{1 + random.Next(5)}"];
            sheet["overall"] = sheet["resolution"];
            sheet["advice"] = ["invoice wrong"];
            return new Scored(at) { Answers = sheet, Region = "Drivers", Level = CustomerLevel.Normal };
        })], title: "Driven");
        var words = await app.Db<SurveysDb, int>(db => db.Database.ExecuteSqlAsync($"insert into surveys.comment_words (response_id, item, survey_id, words) select id, 'advice', survey_id, array['invoice', 'wrong'] from surveys.responses where region = 'Drivers' and survey_id = {survey} and has_comment"));
        Assert.Equal(140, words);
        var analyst = await app.As("analyst");
        var page = await analyst.Get("/surveys/dashboard?region=Drivers&period=Month&compare=true");
        var panels = page.Document.QuerySelectorAll("main [data-panel]").Select(p => p.GetAttribute("hx-get")!).ToList();
        Assert.Equal(["/surveys/dashboard/drivers?region=Drivers&period=Month&compare=true", "/surveys/dashboard/words?region=Drivers&period=Month&compare=true"], panels);
        var drivers = await analyst.Get(panels[0], htmx: true);
        Assert.Contains("Customer satisfaction", drivers.Html);
        Assert.Contains("the one with most answers in the period", drivers.Html);
        Assert.Contains("n = 140 complete answers", drivers.Html);
        Assert.Equal(5, drivers.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Resolution", drivers.Document.QuerySelector("tbody tr")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"/surveys/{survey}/results/drivers?region=Drivers&from=2026-07-01&to=2026-07-15", drivers.Document.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        var told = await analyst.Get(panels[1], htmx: true);
        var word = told.Document.QuerySelectorAll("li a").Single(a => a.TextContent == "invoice");
        Assert.Contains("140", word.ParentElement!.TextContent);
        Assert.Contains("region=Drivers", word.GetAttribute("href"));
        // One chosen is spoken of, and opened by its own address it is a page.
        var chosen = await (await app.As("analyst", "zh-CN")).Get($"/surveys/dashboard/drivers?survey={survey}&region=Nowhere");
        Assert.Equal((HttpStatusCode.OK, true), (chosen.Status, chosen.Document.QuerySelector("h1") is not null));
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get("/surveys/dashboard/words?region=Nowhere")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/surveys/dashboard/words")).Status);
        var pdf = PdfTests.Pdf.Read(await (await analyst.Post("/surveys/dashboard/export?region=Drivers&period=Month", ("Form.Format", "Pdf"))).Response.Content.ReadAsByteArrayAsync());
        var text = string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text));
        Assert.Contains("What satisfaction depends on", text, StringComparison.Ordinal);
        Assert.Contains("invoice (140)", text, StringComparison.Ordinal);
        await app.Db<SurveysDb>(db => db.Database.ExecuteSqlAsync($"delete from surveys.comment_words where response_id in (select id from surveys.responses where region = 'Drivers')"));
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Region == "Drivers").ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Programs_read_figures_and_files()
    {
        var (survey, wave) = await World();
        var client = await app.Api("analyst");
        var json = await client.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/dashboard?survey={survey}&compare=true&period=quarter");
        Assert.Equal((10, 0.6), (json.GetProperty("now").GetProperty("n").GetInt64(), json.GetProperty("now").GetProperty("csat").GetDouble()));
        Assert.Equal(5, json.GetProperty("before").GetProperty("n").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("by").GetProperty("level").EnumerateArray().Single(g => g.GetProperty("value").GetString() == "Vip").GetProperty("csat").ValueKind);
        foreach (var url in new[] { "surveys/dashboard/export?format=pdf", $"surveys/{survey}/results/export?format=xlsx", $"waves/{wave}/results/export", $"responses/export?wave={wave}&codes=true" })
        {
            var answer = await client.GetAsync("/api/v1/" + url);
            Assert.True(answer.IsSuccessStatusCode, url + await answer.Content.ReadAsStringAsync());
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/surveys/dashboard")).StatusCode);
    }

    sealed class Near : IEqualityComparer<(string, double)>
    {
        public bool Equals((string, double) a, (string, double) b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-3;

        public int GetHashCode((string, double) of) => 0;
    }
}
