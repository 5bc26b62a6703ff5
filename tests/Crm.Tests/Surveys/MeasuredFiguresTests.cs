using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Surveys.Domain;
using Crm.Tests.Platform;
using Crm.Tests.Support;

namespace Crm.Tests.Surveys;

/// <summary>Questions for numbers and dates: their figures, and that they are not left out of anything.</summary>
public sealed class MeasuredFiguresTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public void Numbers_have_mean_interval_and_quantiles()
    {
        // 1 to 9 and 9 again, by hand: sum 54, squares 366 - 291.6 = 74.4; t(9; 0.975) = 2.262157; quartiles at places 2.25, 4.5 and 6.75 from the first.
        var figures = NumberFigures.Of([.. Enumerable.Range(1, 8).Select(i => ((double)i, 1L)), (9, 2)])!;
        Assert.Equal((10, 5.4, 5.5, 9), (figures.N, Math.Round(figures.Mean, 9), figures.Median, figures.Mode));
        Assert.Equal((2.875181, 3.25, 7.75), (Math.Round(figures.StandardDeviation!.Value, 6), figures.LowerQuartile, figures.UpperQuartile));
        Assert.Equal((3.343219, 7.456781), (Math.Round(figures.Interval!.Low, 6), Math.Round(figures.Interval.High, 6)));
        Assert.Null(NumberFigures.Of([]));
        Assert.Equal((null, null, new Band(7, 8, 1)), (NumberFigures.Of([(7, 1)])!.Interval, NumberFigures.Of([(7, 1)])!.StandardDeviation, NumberFigures.Of([(7, 1)])!.Bands.Single()));
    }

    [Fact]
    public void Bands_hold_every_number_and_one_slip_does_not_squeeze_the_others()
    {
        var figures = NumberFigures.Of([.. Enumerable.Range(0, 100).Select(i => ((double)(i * 10), 1L)), (99_999_999, 1)])!;
        Assert.Equal(101, figures.Bands.Sum(b => b.N));
        Assert.Equal(new Band(0, 200, 20), figures.Bands[0]);
        Assert.Equal(new Band(200, 400, 20), figures.Bands[1]);
        Assert.Equal(new Band(800, null, 21), figures.Bands[^1]);
        var fine = NumberFigures.Of([(0.25, 1), (0.41, 1), (0.95, 1)])!.Bands; // a width of 0.1
        Assert.Equal((new Band(0.2, 0.3, 1), new Band(0.9, 1, 1)), (fine[0], fine[^1]));
    }

    [Fact]
    public void Dates_are_counted_by_month_or_by_year_where_months_are_too_many()
    {
        var figures = DateFigures.Of([(new(2026, 3, 31), 2), (new(2026, 3, 1), 1), (new(2025, 12, 24), 4)])!;
        Assert.Equal((7, new DateOnly(2025, 12, 24), new DateOnly(2026, 3, 31)), (figures.N, figures.First, figures.Last));
        Assert.Equal([new("2025-12", 4), new("2026-03", 3)], figures.Periods);
        Assert.Equal(new("1990", 12), DateFigures.Of([.. Enumerable.Range(0, 480).Select(m => (new DateOnly(1990, 1, 1).AddMonths(m), 1L))])!.Periods[0]);
        Assert.Null(DateFigures.Of([]));
    }

    static SurveyDefinition Priced() => new()
    {
        Dimensions = [new() { Key = "p", Title = LocalText.Of("Price", "价格"), InIndex = false, Items =
        [
            new() { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("All in all", "总体") },
            new() { Key = "most", Kind = ItemKind.Number, Text = LocalText.Of("What is the most you would pay?", "您最多愿意支付多少？") },
            new() { Key = "since", Kind = ItemKind.Date, Text = LocalText.Of("Since when?", "从何时起？") },
        ] }],
    };

    static Said Answer(int i, int numbers = int.MaxValue, int seconds = 200)
    {
        var sheet = FiguresData.Sheet(("overall", 1 + (i % 5)));
        if (i < numbers)
        {
            sheet["most"] = [(100 + (i * 10)).ToString(System.Globalization.CultureInfo.InvariantCulture)];
            sheet["since"] = [$"2026-0{1 + (i % 2)}-15"];
        }
        return new(sheet, Seconds: seconds, Industry: i < 8 ? "Retail" : "Finance");
    }

    [Fact]
    public async Task They_stand_on_the_page_in_files_and_for_programs_within_the_filter()
    {
        // Twenty from 100 to 290, ten of each month; one more clicked through.
        var (survey, wave) = await app.Answered("Priced", Priced(), [.. Enumerable.Range(0, 20).Select(i => Answer(i)), Answer(99, seconds: 1)]);
        var analyst = await app.As("analyst");
        foreach (var url in new[] { $"/surveys/{survey}/results", $"/waves/{wave}/results" })
        {
            var card = (await analyst.Get(url)).Document.QuerySelectorAll("main .card").Single(c => c.QuerySelector("h2")?.TextContent.StartsWith("What is the most", StringComparison.Ordinal) == true);
            Assert.Equal(["195.00", "195.00", "147.50 · 242.50", "100.00", "59.16"], card.QuerySelectorAll("dd").Select(d => d.FirstChild!.TextContent.Trim()));
            Assert.Equal(20, card.QuerySelectorAll("tbody td").Sum(c => int.Parse(c.TextContent, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Contains("100 to below 150", card.TextContent);
        }
        var chinese = (await (await app.As("analyst", "zh-CN")).Get($"/surveys/{survey}/results")).Document.QuerySelectorAll("main .card").Single(c => c.QuerySelector("h2")?.TextContent == "从何时起？");
        Assert.Equal(["2026-01-15", "2026-02-15"], chinese.QuerySelectorAll("dd").Select(d => d.TextContent));
        var items = (await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results?industry=Retail")).GetProperty("dimensions")[0].GetProperty("items");
        Assert.Equal((8, 135), (items[1].GetProperty("numbers").GetProperty("n").GetInt32(), items[1].GetProperty("numbers").GetProperty("mean").GetDouble()));
        Assert.Equal(4, items[2].GetProperty("dates").GetProperty("periods")[0].GetProperty("n").GetInt32());
        Assert.Equal(JsonValueKind.Null, items[0].GetProperty("numbers").ValueKind);
        async Task<byte[]> File(string format) => await (await analyst.Post($"/surveys/{survey}/results/export", ("Form.Format", format))).Response.Content.ReadAsByteArrayAsync();
        var sheet = Customers.ReadTable.Of(new MemoryStream(await File("Csv")), "x.csv").Rows.Where(r => r[1].StartsWith("What is the most", StringComparison.Ordinal)).ToList();
        Assert.Equal(["195", "147.5", "242.5"], new[] { "Mean", "Lower quartile", "Upper quartile" }.Select(m => sheet.Single(r => r[2] == m)[4]));
        Assert.NotEqual("", sheet.Single(r => r[2] == "Mean")[5]);
        var pdf = PdfTests.Pdf.Read(await File("Pdf"));
        Assert.Contains("147.50", string.Concat(Enumerable.Range(0, pdf.Pages.Count).Select(pdf.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, false), InlineData(5, true)]
    public async Task Of_anonymous_answers_they_are_shown_from_five_that_have_one(int numbers, bool shown)
    {
        var (survey, wave) = await app.Answered("Priced in secret " + numbers, Priced(), [.. Enumerable.Range(0, 20).Select(i => Answer(i, numbers))]);
        await app.Anonymise(wave);
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("All in all", page.Text("main"));
        Assert.Equal(shown, page.Text("main").Contains("What is the most you would pay?", StringComparison.Ordinal));
    }
}
