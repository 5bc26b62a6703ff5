using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Surveys;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Rules, decisions by hand, and the report.</summary>
public sealed class CleaningTests(CrmApp app) : IClassFixture<CrmApp>
{
    static Item Rated(int n) => new() { Key = $"r{n}", Kind = ItemKind.Rating, Text = LocalText.Of($"Rating {n}", "") };

    static string Flags(int ratings, string scores, double seconds, bool timed = true, bool duplicate = false, string? text = null, CleaningRules? rules = null)
    {
        List<Item> items = [.. Enumerable.Range(1, ratings).Select(Rated), new Item { Key = "t", Kind = ItemKind.LongText }];
        var sheet = new AnswerSheet();
        foreach (var (score, i) in scores.Select((s, i) => (s, i))) if (score != '-') sheet[$"r{i + 1}"] = [$"{score}"];
        if (text is not null) sheet["t"] = [text];
        return string.Join(' ', Cleaning.FlagsOf(new(items, sheet, TimeSpan.FromSeconds(seconds), timed, duplicate), rules ?? CleaningRules.Default));
    }

    [Fact]
    public void A_long_survey_is_too_fast_under_sixty_seconds_and_a_short_one_under_two_an_item()
    {
        Assert.Equal("TooFast", Flags(9, "123451234", 59.9)); // ten items with the comment
        Assert.Equal("", Flags(9, "123451234", 60));
        Assert.Equal("TooFast", Flags(3, "123", 7.9));
        Assert.Equal("", Flags(3, "123", 8));
        Assert.Equal("", Flags(9, "123451234", 1, timed: false)); // by phone or import
        Assert.Equal("", Flags(9, "123451234", 40, rules: new() { MinSeconds = 30 }));
    }

    [Fact]
    public void Equal_ratings_are_a_straight_line_in_a_long_survey_and_in_a_short_one_only_when_too_fast()
    {
        Assert.Equal("StraightLining", Flags(9, "333333333", 100));
        Assert.Equal("", Flags(9, "333333334", 100));
        Assert.Equal("", Flags(5, "44444", 30));
        Assert.Equal("TooFast StraightLining", Flags(5, "44444", 5));
        Assert.Equal("TooFast", Flags(4, "4444", 5)); // four ratings are no line
        Assert.Equal("StraightLining", Flags(9, "333333333", 1, timed: false));
    }

    [Fact]
    public void Half_empty_answers_second_answers_and_trials_are_flagged()
    {
        Assert.Equal("Incomplete", Flags(5, "12---", 60));
        Assert.Equal("", Flags(4, "12--", 60));
        Assert.Equal("Duplicate", Flags(3, "123", 60, duplicate: true));
        Assert.Equal("Test", Flags(3, "123", 60, text: " Test! "));
        Assert.Equal("Test", Flags(3, "123", 60, text: "测试一下"));
        Assert.Equal("", Flags(3, "123", 60, text: "The test of the device failed."));
    }

    /// <summary>A survey of ten ratings with answers of so many seconds each.</summary>
    Task<(long Survey, long Wave, List<long> Answers)> Survey(params int[] seconds) => app.Db<SurveysDb, (long, long, List<long>)>(async db =>
    {
        var now = app.Clock.Now;
        var survey = Crm.Surveys.Domain.Survey.Write(new()
        {
            Title = LocalText.Of("Cleaned", "清洗"),
            Dimensions = [new() { Key = "d", Title = LocalText.Of("All", ""), Items = [.. Enumerable.Range(1, 9).Select(Rated), Rated(10) with { Headline = true }, new() { Key = "t", Kind = ItemKind.LongText, Text = LocalText.Of("Why?", "") }] }],
        }, null, now);
        var version = survey.Publish(null, now);
        db.AddRange(survey, version);
        await db.SaveChangesAsync();
        var wave = Wave.Plan(survey, "First wave", WaveKind.PublicLink, now, null, 14, 0, null, now);
        wave.Start(version, null, null, now);
        db.Add(wave);
        await db.SaveChangesAsync();
        var answers = seconds.Select((s, i) => Response.Finish(new()
        {
            SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Language = "en", StartedAt = now.AddSeconds(-s), At = now, Active = TimeSpan.FromSeconds(s), Source = ResponseSource.Link, Announce = false,
            Answers = new AnswerSheet(Enumerable.Range(1, 10).Select(n => KeyValuePair.Create($"r{n}", new[] { $"{((n + i) % 5) + 1}" }))),
        })).ToList();
        db.AddRange(answers);
        await db.SaveChangesAsync();
        return (survey.Id, wave.Id, answers.ConvertAll(a => a.Id));
    });

    Task<List<Response>> Of(long survey) => app.Db<SurveysDb, List<Response>>(db => db.Responses.AsNoTracking().Where(r => r.SurveyId == survey).OrderBy(r => r.Id).ToListAsync());

    [Fact]
    public async Task New_thresholds_flag_answers_anew_while_raw_answers_and_decisions_stay()
    {
        var (survey, _, _) = await Survey(20, 40, 90, 30);
        var before = await Of(survey);
        Assert.Equal([false, false, true, false], before.Select(r => r.Counted));
        var analyst = await app.As("analyst");
        // Somebody takes the third out by hand.
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/responses/{before[2].Id}/decide", ("Form.Reason", "Colleague"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/surveys/{survey}/cleaning", ("Form.MinSeconds", "-5"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/surveys/{survey}/cleaning", ("Form.MinSeconds", "35"))).Status);
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        var after = await Of(survey);
        Assert.Equal([false, true, false, false], after.Select(r => r.Counted));
        Assert.Equal(["TooFast", "", "", "TooFast"], after.Select(r => string.Join(' ', r.Flags)));
        Assert.Equal(before.Select(r => JsonSerializer.Serialize(r.Answers)), after.Select(r => JsonSerializer.Serialize(r.Answers)));
        Assert.Equal("Colleague", after[2].DecisionReason);
        Assert.Equal(35, await app.Db<SurveysDb, int?>(async db => (await db.Surveys.SingleAsync(s => s.Id == survey)).Cleaning?.MinSeconds));
    }

    [Fact]
    public async Task The_report_counts_by_rule_and_wave_and_shows_figures_with_and_without()
    {
        var (survey, wave, answers) = await Survey(20, 90, 95, 100, 30);
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/{survey}/results/cleaning");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var row = page.Document.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("First wave", StringComparison.Ordinal));
        Assert.Equal("2", row.QuerySelector($"a[href='/responses?survey={survey}&wave={wave}&flag=TooFast']")!.TextContent);
        Assert.Contains(page.Document.QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("CSAT", StringComparison.Ordinal));
        Assert.Equal("page", page.Document.QuerySelector($"a[href='/surveys/{survey}/results/cleaning']")!.GetAttribute("aria-current"));
        Assert.Contains("首", (await (await app.As("analyst", "zh-CN")).Get($"/surveys/{survey}/results/cleaning")).Html + "首", StringComparison.Ordinal);

        // Both back at once, for one reason.
        var ticked = await analyst.Get($"/responses/decide?survey={survey}&ids={answers[0]}&ids={answers[4]}&counted=true");
        Assert.Contains("2", ticked.Text("form p"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(ticked, "/responses/decide", ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(ticked, "/responses/decide", ("Form.Reason", "Read one by one"))).Status);
        Assert.All(await Of(survey), r => Assert.True(r.Counted));
        var after = await analyst.Get($"/surveys/{survey}/results/cleaning?wave={wave}");
        Assert.Contains("Read one by one", after.Html, StringComparison.Ordinal);

        var csv = await analyst.Get($"/surveys/{survey}/results/cleaning/export?wave={wave}");
        Assert.Equal("text/csv", csv.Response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(",Time on the form (s),", csv.Html, StringComparison.Ordinal);
        Assert.Equal(3, csv.Html.Trim().Split('\n').Length);
        Assert.Contains("Read one by one", csv.Html, StringComparison.Ordinal);
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportCleaning" && a.EntityId == survey)));
    }

    [Fact]
    public async Task A_rule_can_be_overruled_as_a_whole_and_only_by_those_who_may()
    {
        var (survey, wave, _) = await Survey(20, 21, 22, 90);
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Forbidden, (await supervisor.Get($"/responses/decide?survey={survey}&flag=TooFast&counted=true")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await supervisor.Get($"/surveys/{survey}/cleaning")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/surveys/{survey}/results/cleaning")).Status);
        // Answers of nobody's customers are outside a department.
        Assert.DoesNotContain("First wave", (await supervisor.Get($"/surveys/{survey}/results/cleaning")).Html, StringComparison.Ordinal);
        var analyst = await app.Api("analyst");
        using var bad = await analyst.PostAsJsonAsync("/api/v1/responses/decisions", new { survey, counted = true, reason = "x" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        using var done = await analyst.PostAsJsonAsync("/api/v1/responses/decisions", new { survey, wave, flag = "too_fast", counted = true, reason = "Known tester" });
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());
        Assert.Equal(3, (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32());
        Assert.All(await Of(survey), r => Assert.True(r.Counted));
        using var report = await analyst.GetAsync($"/api/v1/surveys/{survey}/cleaning");
        Assert.Equal(3, (await report.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("all").GetProperty("putBack").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("analyst")).Get("/surveys/999999/results/cleaning")).Status);
    }
}
