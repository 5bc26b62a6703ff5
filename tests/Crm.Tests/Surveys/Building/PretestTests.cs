using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Pretests;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static Crm.Tests.Surveys.Building.Questionnaires;

namespace Crm.Tests.Surveys.Building;

/// <summary>Pre-tests: links for a few people, remarks and times, and nothing of it anywhere else.</summary>
public sealed class PretestTests(CrmApp app) : IClassFixture<CrmApp>
{
    static SurveyDefinition Draft() => Survey(
        Page("p1", Item("overall", ItemKind.Rating) with { Required = true, Headline = true }, Item("why", ItemKind.Single, "price", "speed")),
        Page("p2", Item("more", ItemKind.LongText) with { ShowIf = new("overall", ["1", "2"]) }));

    async Task<(long Pretest, string[] Links)> Open(Browser analyst, long survey)
    {
        var made = await analyst.Post($"/surveys/{survey}/pretests/new", ("Form.Names", "Ann\n 王芳 \n\nTom"));
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        var id = long.Parse(made.Location!.ToString().Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var page = await analyst.Get(made.Location.ToString());
        return (id, [.. page.Document.QuerySelectorAll("input[readonly]").Select(i => new Uri(i.GetAttribute("value")!).PathAndQuery)]);
    }

    [Fact]
    public async Task Testers_remark_times_are_measured_and_no_figure_knows_of_it()
    {
        var (survey, analyst) = (await app.Publish(Draft()), await app.As("analyst"));
        var (id, links) = await Open(analyst, survey);
        Assert.Equal(3, links.Length);
        var before = await app.Fingerprint();
        var tester = app.Anonymous();
        var page = await tester.Get(links[0]);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Null(page.Document.QuerySelector("[name='a.why']")); // one question at a time
        app.Clock.Advance(TimeSpan.FromSeconds(40));
        var missing = await tester.Submit(page, links[0], ("r.overall", "What is <i>overall</i>?"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal("What is <i>overall</i>?", missing.ValueOf("r.overall").Trim());
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        page = await tester.Get((await tester.Submit(missing, links[0], ("a.overall", "2"), ("go", "Next"))).Location!.ToString());
        Assert.NotNull(page.Document.QuerySelector("[name='a.why']"));
        app.Clock.Advance(TimeSpan.FromSeconds(8));
        page = await tester.Get((await tester.Submit(page, links[0], ("a.why", "price"), ("go", "Next"))).Location!.ToString());
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        var done = await tester.Submit(page, links[0], ("a.more", "words"), ("r.more", "fine"), ("go", "Next"));
        Assert.Contains("Your remarks help us", (await tester.Get(done.Location!.ToString())).Html);
        Assert.Equal(before, await app.Fingerprint()); // no invitation, answer, draft or event

        var view = await app.Send(new ShowPretest.Query(id), "analyst");
        Assert.Equal([("overall", 45.0, 1), ("why", 8.0, 1), ("more", 20.0, 1)], view.Items.Select(i => (i.Item.Key, i.Median!.Value, i.Remarks.Count(r => r.By == "Ann") + (i.Item.Key == "why" ? 1 : 0))));
        Assert.True(view.Items[0].IsSlow);
        Assert.False(view.Items[1].IsSlow);
        Assert.Equal((2, 73.0), (view.OpenRemarks, view.MedianSeconds!.Value));

        var shown = await analyst.Get($"/pretests/{id}");
        Assert.Contains("What is <i>overall</i>?", shown.Text("#overall"));
        Assert.Contains("Open remarks: 2", (await analyst.Get($"/surveys/{survey}")).Html);
        var remark = shown.Document.QuerySelector("#overall [data-remark]")!.GetAttribute("data-remark");
        await analyst.Submit(shown, $"/pretests/{id}/remarks/{remark}");
        Assert.Equal(1, (await app.Send(new ShowPretest.Query(id), "analyst")).OpenRemarks);
        await analyst.Submit(await analyst.Get($"/pretests/{id}"), $"/pretests/{id}/remarks/{remark}");
        Assert.Equal(2, (await app.Send(new ShowPretest.Query(id), "analyst")).OpenRemarks);
    }

    [Fact]
    public async Task A_tester_goes_back_resumes_elsewhere_and_a_double_click_remarks_once()
    {
        var (survey, analyst) = (await app.Publish(Draft()), await app.As("analyst"));
        var (id, links) = await Open(analyst, survey);
        var before = await app.Db<SurveysDb, int>(db => db.PretestRemarks.CountAsync());
        var tester = app.Anonymous();
        var page = await tester.Get(links[1]);
        var posts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => tester.Submit(page, links[1], ("a.overall", "5"), ("r.overall", "twice?"), ("go", "Next"))));
        Assert.All(posts, p => Assert.Equal(HttpStatusCode.SeeOther, p.Status));
        Assert.Equal(before + 1, await app.Db<SurveysDb, int>(db => db.PretestRemarks.CountAsync()));
        var elsewhere = app.Anonymous("zh-CN");
        var resumed = await elsewhere.Get(links[1]);
        Assert.NotNull(resumed.Document.QuerySelector("[name='a.why']"));
        Assert.Contains("您正在试填", resumed.Html);
        var back = await elsewhere.Get((await elsewhere.Submit(resumed, links[1], ("go", "Back"))).Location!.ToString());
        Assert.Equal("twice?", back.ValueOf("r.overall").Trim());
        Assert.NotNull(back.Document.QuerySelector("[name='a.overall'][value='5'][checked]"));

        await analyst.Submit(await analyst.Get($"/pretests/{id}"), $"/pretests/{id}/close");
        Assert.Equal(HttpStatusCode.Gone, (await tester.Get(links[1])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tester.Get("/trial/nonsense")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await tester.Get(links[1][..^1] + (links[1][^1] == 'A' ? 'B' : 'A'))).Status);
    }

    [Fact]
    public async Task Programs_open_a_pretest_once_read_its_remarks_and_end_it()
    {
        var survey = await app.Publish(Draft());
        var (api, reader) = (await app.Api("analyst"), await app.Api("supervisor"));
        async Task<HttpResponseMessage> Open(params string[] names)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/surveys/{survey}/pretests") { Content = JsonContent.Create(new { names }), Headers = { { "Idempotency-Key", $"pretest{survey}" } } };
            return await api.SendAsync(request);
        }
        var made = await Open("Ann", " 王芳 ", "");
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var pretest = await made.Content.ReadFromJsonAsync<JsonElement>();
        var url = $"/api/v1/pretests/{pretest.GetProperty("id").GetInt64()}";
        Assert.Equal(url, made.Headers.Location!.ToString());
        Assert.Equal(["Ann", "王芳"], pretest.GetProperty("testers").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
        Assert.True((await Open("Ann", " 王芳 ", "")).Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Open("Somebody else")).StatusCode);
        Assert.Equal(1, await app.Db<SurveysDb, int>(db => db.Pretests.CountAsync(p => p.SurveyId == survey)));

        var link = new Uri(pretest.GetProperty("testers")[0].GetProperty("address").GetString()!).PathAndQuery;
        var tester = app.Anonymous();
        await tester.Submit(await tester.Get(link), link, ("a.overall", "4"), ("r.overall", "Overall what?"), ("go", "Next"));
        var added = await api.PostAsJsonAsync(url + "/testers", new { name = "Tom" });
        Assert.Equal((HttpStatusCode.Created, 3), (added.StatusCode, (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("testers").GetArrayLength()));

        // Who may only read sees what was remarked, and no link to hand over.
        var seen = await reader.GetFromJsonAsync<JsonElement>(url);
        Assert.All(seen.GetProperty("testers").EnumerateArray(), t => Assert.Equal(JsonValueKind.Null, t.GetProperty("address").ValueKind));
        var remark = Assert.Single(seen.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("item").GetProperty("key").GetString() == "overall").GetProperty("remarks").EnumerateArray());
        Assert.Equal(("Ann", "Overall what?", false), (remark.GetProperty("by").GetString(), remark.GetProperty("text").GetString(), remark.GetProperty("done").GetBoolean()));
        var row = Assert.Single((await reader.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{survey}/pretests")).GetProperty("items").EnumerateArray());
        Assert.Equal((3, 0, 1), (row.GetProperty("testers").GetInt32(), row.GetProperty("finished").GetInt32(), row.GetProperty("openRemarks").GetInt32()));

        var tick = $"{url}/remarks/{remark.GetProperty("id").GetInt64()}";
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PutAsJsonAsync(tick, new { done = true })).StatusCode);
        Assert.Equal(0, (await (await api.PutAsJsonAsync(tick, new { done = true })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("openRemarks").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync(url + "/close", null)).StatusCode);
        Assert.NotEqual(JsonValueKind.Null, (await (await api.PostAsync(url + "/close", null)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("closedAt").ValueKind);
        Assert.Equal(HttpStatusCode.Gone, (await tester.Get(link)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync(url + "/testers", new { name = "Late" })).StatusCode);
    }

    [Fact]
    public async Task Programs_are_refused_a_pretest_as_the_page_refuses_it()
    {
        var api = await app.Api("analyst");
        var url = $"/api/v1/surveys/{await app.Publish(Draft())}/pretests";
        var many = await api.PostAsJsonAsync(url, new { names = Enumerable.Range(0, 11).Select(i => $"T{i}") });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.StatusCode);
        Assert.Contains("5 to 10", (await many.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("names")[0].GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync(url, new { })).StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), ((await api.GetAsync("/api/v1/pretests/99999999")).StatusCode, (await api.GetAsync("/api/v1/surveys/99999999/pretests")).StatusCode, (await api.PostAsJsonAsync("/api/v1/surveys/99999999/pretests", new { names = new[] { "Ann" } })).StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("supervisor")).PostAsJsonAsync(url, new { names = new[] { "Ann" } })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_pretest_is_for_few_and_for_a_draft_that_works()
    {
        var (survey, analyst) = (await app.Publish(Draft()), await app.As("analyst"));
        var many = await analyst.Post($"/surveys/{survey}/pretests/new", ("Form.Names", string.Join('\n', Enumerable.Range(0, 11))));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.Status);
        Assert.Contains("5 to 10", many.ErrorOf("Form.Names"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/surveys/{survey}/pretests/new", ("Form.Names", "  "))).Status);
        var empty = (await analyst.Post("/surveys/new", ("Form.Title.En", "Empty"))).Location!.ToString();
        var none = await analyst.Post(empty + "/pretests/new", ("Form.Names", "Ann"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.Contains("There is no question yet.", none.Html);

        var (id, _) = await Open(analyst, survey);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/pretests/{id}", ("Form.Name", "One more"))).Status);
        Assert.Equal(4, (await app.Send(new ShowPretest.Query(id), "analyst")).Testers.Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/pretests/{id}", ("Form.Name", ""))).Status);
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"/surveys/{survey}/pretests/new")).Status);
    }
}
