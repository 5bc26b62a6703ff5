using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.DataCleaning;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>Figures of anonymous answers: none of them leads to a few people, neither by itself nor beside another.</summary>
public sealed class AnonymousFiguresTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>Anonymous answers; the first <paramref name="fast"/> of them clicked through, the very first not solved.</summary>
    async Task<(long Survey, long Wave)> Quiet(string title, int n, Func<int, string?> region, int fast = 0)
    {
        var made = await app.Answered(title, Templates.All[Templates.AfterTicket], [.. Enumerable.Range(0, n).Select(i =>
        {
            var sheet = FiguresData.Sheet(("overall", 1 + (i % 5)));
            sheet["solved"] = [i == 0 ? "no" : "yes"];
            return new Said(sheet, Region: region(i), Seconds: i < fast ? 1 : 200);
        })]);
        await app.Anonymise(made.Wave);
        return made;
    }

    [Theory]
    [InlineData("item2=solved&value2=no"), InlineData("item2=overall&min2=1&max2=1"), InlineData("word=slow"), InlineData("words=slow,late"), InlineData("tone=negative"), InlineData("item=solved&value=no")]
    public async Task No_condition_that_only_the_list_of_answers_knows_narrows_their_figures(string condition)
    {
        var (survey, wave) = await Quiet("Conditions " + condition.Length, 40, _ => "North");
        var analyst = await app.As("analyst");
        foreach (var page in new[] { $"/surveys/{survey}/results?wave={wave}", $"/waves/{wave}/results?", $"/surveys/{survey}/results/cleaning?wave={wave}" })
        {
            var plain = await analyst.Get(page);
            Assert.Contains("40", plain.Text("main"));
            Assert.Equal(plain.Text("main"), (await analyst.Get($"{page}&{condition}")).Text("main"));
        }
    }

    [Fact]
    public async Task A_group_too_small_does_not_follow_from_the_whole_and_the_other_groups()
    {
        // Three of an unknown region, who would be what is left of twenty without the north and the south.
        var (survey, _) = await Quiet("Unknown region", 20, i => i < 9 ? "North" : i < 17 ? "South" : null);
        var api = await app.Api("analyst");
        var compared = await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?by=region");
        Assert.Equal(["North"], compared.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("value").GetString()));
        Assert.Equal(1, compared.GetProperty("hiddenGroups").GetInt32());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity), ((await api.GetAsync($"/api/v1/surveys/{survey}/results?region=North")).StatusCode, (await api.GetAsync($"/api/v1/surveys/{survey}/results?region=South")).StatusCode));
    }

    [Fact]
    public async Task Waves_beside_one_that_is_too_small_are_left_out_of_a_trend_until_it_does_not_follow_from_the_sum()
    {
        var (survey, first) = await Quiet("Three waves", 40, _ => null);
        await app.Db<SurveysDb>(async db =>
        {
            foreach (var (title, from, to) in new[] { ("Small", 0, 3), ("Larger", 3, 20) })
            {
                var one = await db.Waves.Include(w => w.Survey).SingleAsync(w => w.Id == first);
                var wave = Wave.Plan(one.Survey, title, WaveKind.PublicLink, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
                wave.Start(await db.Versions.SingleAsync(v => v.SurveyId == survey), null, null, app.Clock.Now);
                db.Waves.Add(wave);
                await db.SaveChangesAsync();
                var ids = await db.Responses.Where(r => r.WaveId == first).OrderBy(r => r.Id).Skip(0).Take(to - from).Select(r => r.Id).ToListAsync();
                await db.Responses.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(s => s.SetProperty(r => r.WaveId, wave.Id));
            }
        });
        // 3, 17 and 20: of the whole and the two large ones the small one would be left.
        var trend = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/trend?by=wave");
        Assert.Equal([20], trend.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task A_few_left_out_by_cleaning_keep_nobody_from_the_figures_and_are_not_told_by_the_difference()
    {
        var (survey, wave) = await Quiet("Few flagged", 23, _ => null, fast: 3);
        var api = await app.Api("analyst");
        var results = await api.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/results");
        Assert.Equal((20, 3), (results.GetProperty("n").GetInt32(), results.GetProperty("leftOut").GetInt32()));
        var analyst = await app.As("analyst");
        var cleaning = await analyst.Get($"/surveys/{survey}/results/cleaning?wave={wave}");
        Assert.Equal(HttpStatusCode.OK, cleaning.Status);
        // Satisfied: 8 of 20 without them; with them is not told.
        var csat = cleaning.Document.QuerySelectorAll("main tr").Single(r => r.QuerySelector("th")?.TextContent.StartsWith("Satisfied", StringComparison.Ordinal) == true).QuerySelectorAll("td").Select(c => c.TextContent.Trim());
        Assert.Equal(["40.0 %", "–"], csat);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/surveys/{survey}/results/trend?flagged=true")).Status);
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare?flagged=true")).GetProperty("answers").GetProperty("n").GetInt32());
        Assert.Equal(20, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/compare")).GetProperty("answers").GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData(1, false), InlineData(4, false), InlineData(5, true)]
    public async Task What_fewer_than_five_of_those_shown_were_asked_or_answered_is_not_shown(int some, bool shown)
    {
        static Item Of(string key, ItemKind kind) => new() { Key = key, Kind = kind, Text = LocalText.Of("All about " + key, key) };
        var (survey, wave) = await app.Answered("Asked of some " + some, new()
        {
            Dimensions = [new() { Key = "d", Title = LocalText.Of("All", "全部"), Items =
            [
                Of("overall", ItemKind.Rating) with { Headline = true }, Of("scored", ItemKind.Rating), Of("hoped", ItemKind.Gap), Of("nps", ItemKind.Nps),
                Of("chosen", ItemKind.Single) with { Options = [new("yes", LocalText.Of("Yes", "是")), new("no", LocalText.Of("No", "否"))] },
            ] }],
        }, [.. Enumerable.Range(0, 12).Select(i =>
        {
            var sheet = FiguresData.Sheet(("overall", 1 + (i % 5)));
            if (i >= some) return new Said(sheet);
            (sheet["scored"], sheet["hoped"], sheet["nps"], sheet["chosen"]) = (["1"], ["5", "1"], ["3"], ["no"]);
            return new Said(sheet);
        })]);
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.WaveId == wave).ExecuteUpdateAsync(s => s.SetProperty(r => r.Counted, true)));
        await app.Anonymise(wave);
        var (analyst, api) = (await app.As("analyst"), await app.Api("analyst"));
        var sheet = Customers.ReadTable.Of(new MemoryStream(await api.GetByteArrayAsync($"/api/v1/surveys/{survey}/results/export")), "x.csv").Rows;
        var page = (await analyst.Get($"/surveys/{survey}/results")).Text("main");
        var items = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/results")).GetProperty("dimensions")[0].GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("key").GetString()!, i => i.GetProperty("n").GetInt32());
        Assert.Equal((12, true), (items["overall"], page.Contains("All about overall", StringComparison.Ordinal)));
        foreach (var key in new[] { "scored", "hoped", "nps", "chosen" })
        {
            Assert.Equal((key, shown), (key, page.Contains("All about " + key, StringComparison.Ordinal)));
            Assert.Equal((key, shown), (key, sheet.Any(r => r[1] == "All about " + key)));
            Assert.Equal((key, shown ? some : 0), (key, items[key]));
        }
        var trend = await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/results/trend?by=wave");
        foreach (var figure in trend.GetProperty("points")[0].GetProperty("figures").EnumerateArray().Where(f => f.GetProperty("key").GetString() is "scored" or "nps"))
            Assert.Equal((shown, shown), (figure.GetProperty("value").ValueKind == JsonValueKind.Number, figure.GetProperty("interval").ValueKind == JsonValueKind.Object));
    }

    [Fact]
    public async Task Nobody_decides_about_an_anonymous_answer_or_reads_it_by_its_number()
    {
        var (_, wave) = await Quiet("By number", 20, _ => null);
        var id = await app.Db<SurveysDb, long>(db => db.Responses.Where(r => r.WaveId == wave).Select(r => r.Id).FirstAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("analyst")).Get($"/responses/{id}/decide")).Status);
        Assert.Equal(0, await app.Send(new DecideResponses.Command { Ids = [id], Reason = "Out" }, "analyst"));
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new Crm.Surveys.Features.Responses.DecideResponse.Command { Id = id, Reason = "Out" }, "analyst"));
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new Crm.Surveys.Features.Words.RevealComments.Command { Id = id, Reason = "Who is it" }, "admin"));
    }

    [Fact]
    public async Task Comments_without_a_name_stand_without_a_day_and_in_an_order_that_says_nothing_of_time()
    {
        string[] texts = ["Late", "Friendly", "Too dear", "Fine", "Slow", "Again", "Quick"];
        async Task<(long Survey, JsonElement[] Comments)> Comments(string title, IEnumerable<string> said)
        {
            var (survey, wave) = await app.Answered(title, Templates.All[Templates.AfterTicket], [.. said.Select(text =>
            {
                var sheet = FiguresData.Sheet(("overall", 4));
                sheet["solved"] = ["yes"];
                sheet["comment"] = [text];
                return new Said(sheet);
            })]);
            await app.Anonymise(wave);
            return (survey, [.. (await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/results")).GetProperty("comments").EnumerateArray()]);
        }
        var (survey, one) = await Comments("One order", texts);
        var (_, other) = await Comments("The other order", texts.Reverse());
        Assert.Equal(texts.Order(), one.Select(c => c.GetProperty("text").GetString()).Order());
        Assert.Equal(one.Select(c => c.GetProperty("text").GetString()), other.Select(c => c.GetProperty("text").GetString()));
        Assert.All(one, c => Assert.False(c.TryGetProperty("at", out var at) && at.ValueKind != JsonValueKind.Null));
        var page = await (await app.As("analyst")).Get($"/surveys/{survey}/results");
        Assert.Contains("Friendly", page.Html);
        Assert.DoesNotContain(page.Document.QuerySelectorAll("main .list-group-item span"), s => s.TextContent.Contains("2026", StringComparison.Ordinal));
    }
}
