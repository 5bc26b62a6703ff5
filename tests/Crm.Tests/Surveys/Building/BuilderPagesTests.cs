using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static Crm.Tests.Surveys.Building.Questionnaires;

namespace Crm.Tests.Surveys.Building;

/// <summary>The builder through its pages: order, conditions, languages, versions, preview, files.</summary>
public sealed class BuilderPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    static SurveyDefinition Three() => Survey(
        Page("p1", Item("a", ItemKind.Single, "yes", "no"), Item("b", ItemKind.Rating)),
        Page("p2", Item("c", ItemKind.Rating) with { ShowIf = new("a", ["yes"]) }),
        Page("p3", Item("d", ItemKind.LongText)));

    static Task<Answer> Drop(Browser browser, Answer page, long id, string key, string into, string before, bool htmx = true)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/surveys/{id}/arrange")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", page.Document.QuerySelector("#arrange [name='__RequestVerificationToken']")!.GetAttribute("value")!), new("key", key), new("into", into), new("before", before)]),
        };
        if (htmx) request.Headers.Add("HX-Request", "true");
        return browser.Send(request);
    }

    [Fact]
    public async Task What_is_dropped_lands_there_and_a_move_that_breaks_a_condition_is_refused_with_its_reason()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var page = await analyst.Get($"/surveys/{id}");
        Assert.Equal(3, page.Document.QuerySelectorAll("[data-dimension] [data-arrange='items']").Length);
        var moved = await Drop(analyst, page, id, "d", "p1", "b");
        Assert.Equal(HttpStatusCode.OK, moved.Status);
        Assert.NotNull(moved.Document.QuerySelector("#questions"));
        Assert.Null(moved.Document.QuerySelector("h1"));
        Assert.Equal("a d b | c | ", (await app.DraftOf(id)).Order());
        await Drop(analyst, page, id, "p3", "", "p1");
        Assert.Equal(" | a d b | c", (await app.DraftOf(id)).Order());

        var refused = await Drop(analyst, page, id, "c", "p1", "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Question c", JsonDocument.Parse(refused.Response.Headers.GetValues("HX-Trigger").Single()).RootElement.GetProperty("toast").GetString());
        Assert.Equal(" | a d b | c", (await app.DraftOf(id)).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await Drop(analyst, page, id, "nothing", "p1", "")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await Drop(analyst, page, id, "d", "p3", "", htmx: false)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/surveys/{id}/items/a")).Status);
    }

    [Fact]
    public async Task A_question_others_depend_on_is_not_removed_nor_robbed_of_an_answer()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var page = await analyst.Get($"/surveys/{id}");
        var back = await analyst.Submit(page, $"/surveys/{id}/items/a/remove");
        Assert.Contains("Question c", (await analyst.Get(back.Location!.ToString())).Html);
        Assert.NotNull((await app.DraftOf(id)).Find("a"));

        var form = await analyst.Get($"/surveys/{id}/items/a");
        Assert.Contains("Question c", form.Text("[role='note']"));
        var changed = await analyst.Submit(form, $"/surveys/{id}/items/a", ("Form.OptionsEn", "Maybe\nChoice no"), ("Form.OptionsZh", ""));
        Assert.Equal(HttpStatusCode.Redirect, changed.Status); // the place keeps its key: only the words changed
        form = await analyst.Get($"/surveys/{id}/items/a");
        changed = await analyst.Submit(form, $"/surveys/{id}/items/a", ("Form.OptionsEn", "Choice no\nNew one"), ("Form.OptionsZh", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, changed.Status);
        Assert.Contains("no longer among its choices", changed.Html);
        Assert.Equal("Choice no\nNew one", changed.ValueOf("Form.OptionsEn").Replace("\r", ""));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(await analyst.Get($"/surveys/{id}/items/c"), $"/surveys/{id}/items/c", ("Form.IfItem", ""))).Status);
        await analyst.Submit(page, $"/surveys/{id}/items/a/remove");
        Assert.Null((await app.DraftOf(id)).Find("a"));
    }

    [Fact]
    public async Task A_condition_is_chosen_from_earlier_answers_and_cannot_be_made_up()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var form = await analyst.Get($"/surveys/{id}/items/d");
        Assert.Equal(["a", "b", "c"], form.Document.QuerySelectorAll("[name='Form.IfItem'] option").Select(o => o.GetAttribute("value")!).Where(v => v.Length > 0));
        Assert.Equal(["1", "2", "3", "4", "5"], form.Document.QuerySelectorAll("[name='Form.IfValues'][value^='b:']").Select(o => o.GetAttribute("value")![2..]));
        var saved = await analyst.Submit(form, $"/surveys/{id}/items/d", ("Form.IfItem", "b"), ("Form.IfValues", "b:1"), ("Form.IfValues", "b:2"), ("Form.IfValues", "a:yes"));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var rule = (await app.DraftOf(id)).Find("d")!.ShowIf!;
        Assert.Equal("b: 1 2", $"{rule.Item}: {string.Join(' ', rule.AnyOf)}");
        Assert.Contains("Only if Question b: 1, 2", (await analyst.Get($"/surveys/{id}")).Html);

        form = await analyst.Get($"/surveys/{id}/items/d");
        Assert.Equal(2, form.Document.QuerySelectorAll("[name='Form.IfValues'][checked]").Length);
        var none = await analyst.Submit(form, $"/surveys/{id}/items/d", ("Form.IfItem", "b"), ("Form.IfValues", null));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.Equal("Choose at least one answer.", none.ErrorOf("Form.IfValues"));
        foreach (var (item, value) in new[] { ("d", "d:1"), ("gone", "gone:1"), ("a", "a:never") })
        {
            var madeUp = await analyst.Submit(form, $"/surveys/{id}/items/d", ("Form.IfItem", item), ("Form.IfValues", value));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, madeUp.Status);
            Assert.NotEmpty(madeUp.ErrorOf("Form.IfItem"));
        }
    }

    [Fact]
    public async Task A_new_question_starts_with_the_wording_of_its_kind_and_a_copy_stands_below()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var form = await analyst.Get($"/surveys/{id}/items/new?dimension=p1&kind=Nps");
        Assert.Equal("How likely are you to recommend us to a friend or colleague?", form.ValueOf("Form.Text.En").Trim());
        Assert.Equal("非常可能", form.ValueOf("Form.High.Zh"));
        await analyst.Submit(form, $"/surveys/{id}/items/new?dimension=p1&kind=Nps");
        Assert.Equal("a b q1 | c | d", (await app.DraftOf(id)).Order());
        await analyst.Submit(await analyst.Get($"/surveys/{id}"), $"/surveys/{id}/items/a/copy");
        var draft = await app.DraftOf(id);
        Assert.Equal("a q2 b q1 | c | d", draft.Order());
        Assert.Equal(draft.Find("a")!.Text, draft.Find("q2")!.Text);
        foreach (var kind in Enum.GetNames<ItemKind>())
            Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/surveys/{id}/items/new?dimension=p1&kind={kind}")).Status);
        var bad = await analyst.Post($"/surveys/{id}/items/new?dimension=p1&kind=Number", ("Form.Text.En", "How many, {somebody}?"), ("Form.Min", "5"), ("Form.Max", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("many", bad.ValueOf("Form.Max"));
        bad = await analyst.Post($"/surveys/{id}/items/new?dimension=p1&kind=Number", ("Form.Text.En", "How many, {somebody}?"), ("Form.Min", "5"), ("Form.Max", "4"));
        Assert.Contains("{somebody}", bad.ErrorOf("Form.Text.En"));
        Assert.Contains("{ticket}", bad.ErrorOf("Form.Text.En"));
        bad = await analyst.Post($"/surveys/{id}/items/new?dimension=p1&kind=Number", ("Form.Text.En", "How many, {customer}?"), ("Form.Min", "5"), ("Form.Max", "4"));
        Assert.Equal("Must not be smaller than the other limit.", bad.ErrorOf("Form.Max"));
    }

    [Fact]
    public async Task Asked_as_another_kind_a_published_question_becomes_another_one()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        await analyst.Submit(await analyst.Get($"/surveys/{id}/items/b"), $"/surveys/{id}/items/b", ("Form.Kind", "Nps"));
        Assert.Equal("a q1 | c | d", (await app.DraftOf(id)).Order());
        // Removed and added again, the old key is not given out a second time.
        await analyst.Submit(await analyst.Get($"/surveys/{id}"), $"/surveys/{id}/publish");
        await analyst.Submit(await analyst.Get($"/surveys/{id}"), $"/surveys/{id}/items/q1/remove");
        await analyst.Post($"/surveys/{id}/items/new?dimension=p1&kind=Text", ("Form.Text.En", "Fresh"));
        Assert.Equal("a q2 | c | d", (await app.DraftOf(id)).Order());
    }

    [Fact]
    public async Task Missing_languages_and_doubtful_words_are_shown_where_they_are()
    {
        var survey = Three();
        var id = await app.Publish(survey with
        {
            Title = LocalText.Of("Half", "半"),
            Dimensions = [survey.Dimensions[0], survey.Dimensions[1] with { Items = [Item("x", ItemKind.Rating) with { Text = LocalText.Of("", "您对速度和态度满意吗？"), Hint = LocalText.Of("", "提示") }] }],
        });
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/{id}");
        Assert.Contains("Texts missing in English: 2.", page.Html);
        Assert.DoesNotContain("missing in Chinese: ", page.Html);
        Assert.NotNull(page.Document.QuerySelector($"a[href='/surveys/{id}/items/x#Form_Text_En']"));
        Assert.NotNull((await analyst.Get($"/surveys/{id}/items/x")).Document.QuerySelector("#Form_Text_En"));
        Assert.Contains("Missing in English", page.Text("#item-x"));
        Assert.Contains("Two things in one question: “您对速度和态度满意”", page.Text("#item-x"));
        Assert.Contains("英文缺 2 处文本", (await (await app.As("analyst", "zh-CN")).Get($"/surveys/{id}")).Html);
    }

    [Fact]
    public async Task Versions_are_read_compared_and_taken_back()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        await analyst.Post($"/surveys/{id}/items/b", ("Form.Text.En", "How was it?"), ("Form.Required", "true"));
        await Drop(analyst, await analyst.Get($"/surveys/{id}"), id, "d", "p1", "a");
        await analyst.Submit(await analyst.Get($"/surveys/{id}"), $"/surveys/{id}/publish");
        await analyst.Submit(await analyst.Get($"/surveys/{id}"), $"/surveys/{id}/items/d/remove");

        var list = await analyst.Get($"/surveys/{id}/versions");
        Assert.Equal(2, list.Document.QuerySelectorAll(".card-table tbody tr").Length);
        var old = await analyst.Get($"/surveys/{id}/versions/1");
        Assert.Contains("Question b", old.Html);
        Assert.Contains("Question b（中文）", old.Html);
        var difference = await analyst.Get($"/surveys/{id}/compare?from=1&to=2");
        Assert.Equal(["Moved d", "Changed b"], difference.Document.QuerySelectorAll("[data-change]").Select(c => $"{c.GetAttribute("data-change")} {c.GetAttribute("data-of")}"));
        Assert.Contains("Question b → How was it?", System.Text.RegularExpressions.Regex.Replace(difference.Text("[data-of='b']"), @"\s+", " "));
        Assert.Equal(["Removed d"], (await analyst.Get($"/surveys/{id}/compare?from=2")).Document.QuerySelectorAll("[data-change]").Select(c => $"{c.GetAttribute("data-change")} {c.GetAttribute("data-of")}"));
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/surveys/{id}/compare?from=9")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/surveys/{id}/versions/9")).Status);

        await analyst.Submit(old, $"/surveys/{id}/versions/1/restore");
        Assert.Equal("a b | c | d", (await app.DraftOf(id)).Order());
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Surveys.Where(s => s.Id == id).Select(s => s.Changed).SingleAsync()));
        var api = await app.Api("analyst");
        var json = await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{id}/difference?from=1&to=2");
        Assert.Equal(2, json.GetProperty("changes").GetArrayLength());
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{id}/versions/1")).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task The_preview_is_walked_through_in_either_language_and_stores_nothing()
    {
        var survey = Three();
        var id = await app.Publish(survey with { End = LocalText.Of("Goodbye, {customer}", "再见，{customer}"), Dimensions = [survey.Dimensions[0] with { Items = [survey.Dimensions[0].Items[0] with { Required = true, Text = LocalText.Of("Well, {contact}?", "{contact}，好吗？") }] }, .. survey.Dimensions.Skip(1)] });
        var analyst = await app.As("analyst");
        var around = await analyst.Get($"/surveys/{id}/preview?in=zh-CN");
        Assert.Equal(2, around.Document.QuerySelectorAll("iframe[title]").Length);
        Assert.Contains("frame-ancestors 'none'", around.Response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Single((await analyst.Get($"/surveys/{id}/preview?as=phone")).Document.QuerySelectorAll("iframe"));
        var before = await app.Fingerprint();
        var zh = await analyst.Get($"/surveys/{id}/preview/form?in=zh-CN");
        Assert.Contains("王芳，好吗？", zh.Html);
        Assert.Contains("frame-ancestors 'self'", zh.Response.Headers.GetValues("Content-Security-Policy").Single());

        var page = await analyst.Get($"/surveys/{id}/preview/form?in=en");
        var missing = await analyst.Submit(page, $"/surveys/{id}/preview/form", ("go", "Next"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal("Please answer this question.", missing.ErrorOf("a.a"));
        Assert.Contains("frame-ancestors 'self'", missing.Response.Headers.GetValues("Content-Security-Policy").Single());
        page = await analyst.Submit(page, $"/surveys/{id}/preview/form", ("a.a", "yes"), ("go", "Next"));
        Assert.NotNull(page.Document.QuerySelector("[name='a.c']"));
        Assert.Equal("yes", page.Document.QuerySelector("[name='c.a']")!.GetAttribute("value"));
        page = await analyst.Submit(page, $"/surveys/{id}/preview/form", ("go", "Back"));
        Assert.NotNull(page.Document.QuerySelector("[name='a.a'][value='yes'][checked]"));
        page = await analyst.Submit(page, $"/surveys/{id}/preview/form", ("a.a", "no"), ("go", "Next"));
        Assert.NotNull(page.Document.QuerySelector("[name='a.d']"));
        page = await analyst.Submit(page, $"/surveys/{id}/preview/form", ("a.d", "words"), ("go", "Next"));
        Assert.Contains("Goodbye, Example Ltd", page.Html);
        Assert.Equal(before, await app.Fingerprint());
    }

    [Fact]
    public async Task A_survey_leaves_as_a_file_and_comes_back_through_page_and_api()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var file = await analyst.Get($"/surveys/{id}/file");
        Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition?.DispositionType);
        async Task<Answer> Upload(string json, string title)
        {
            var form = await analyst.Get("/surveys/new");
            var content = new MultipartFormDataContent
            {
                { new StringContent(form.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" }, { new StringContent(title), "Form.Title.En" }, { new ByteArrayContent(Encoding.UTF8.GetBytes("\uFEFF" + json)), "file", "survey.json" },
            };
            return await analyst.Send(new HttpRequestMessage(HttpMethod.Post, "/surveys/new") { Content = content });
        }
        var exported = await file.Response.Content.ReadAsStringAsync();
        var made = await Upload(exported, "");
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        var copy = await app.DraftOf(long.Parse(made.Location!.ToString().Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(DefinitionDiff.Of(Three(), copy, "en"));

        var wrong = await Upload(exported.Replace("\"rating\"", "\"smiley\"", StringComparison.Ordinal), "Kept title");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("survey.dimensions[0].items[1].kind: This is not one of the values allowed: smiley", wrong.ErrorOf("Form.Json"));
        Assert.Equal("Kept title", wrong.ValueOf("Form.Title.En"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Upload("{", "")).Status);

        var api = await app.Api("analyst");
        var json = await api.GetStringAsync($"/api/v1/surveys/{id}/export");
        var posted = await api.PostAsync("/api/v1/surveys/import", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        foreach (var bad in new[] { "null", "[]", "3", "\"x\"", "{}", json.Replace("crm-survey", "other", StringComparison.Ordinal) })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync("/api/v1/surveys/import", new StringContent(bad, Encoding.UTF8, "application/json"))).StatusCode);
        foreach (var bad in new[] { "", "{\"a\":" })
            Assert.True((await api.PostAsync("/api/v1/surveys/import", new StringContent(bad, Encoding.UTF8, "application/json"))).StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsync("/api/v1/surveys/import", new StringContent(json, Encoding.UTF8, "application/json"))).StatusCode);
    }

    [Fact]
    public async Task A_survey_begins_from_every_template_and_from_a_copy()
    {
        var analyst = await app.As("analyst");
        foreach (var template in Templates.All.Keys)
        {
            var made = await analyst.Post("/surveys/new", ("Form.Title.En", "My own"), ("Form.From", "template:" + template));
            var page = await analyst.Get(made.Location!.ToString());
            Assert.Equal("My own", page.Text("h1"));
            Assert.Equal(Templates.All[template].Items.Count(), page.Document.QuerySelectorAll("[data-item]").Length);
        }
        var id = await app.Publish(Three());
        Assert.Equal($"survey:{id}", (await analyst.Get($"/surveys/new?from=survey:{id}")).ValueOf("Form.From"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post("/surveys/new", ("Form.Title.En", "x"), ("Form.From", "template:none"))).Status);
    }

    [Fact]
    public async Task A_copy_and_a_file_keep_how_answers_are_treated()
    {
        var (id, analyst) = (await app.Publish(Three()), await app.As("analyst"));
        var rules = new CleaningRules { LongFrom = 12, MinSeconds = 90 };
        await app.Db<SurveysDb>(async db =>
        {
            var survey = await db.Surveys.SingleAsync(s => s.Id == id);
            survey.SetLowMark(2, null, app.Clock.Now);
            survey.CleanBy(rules, null, app.Clock.Now);
            await db.SaveChangesAsync();
        });
        async Task<(int, CleaningRules?)> Treated(long survey) => await app.Db<SurveysDb, (int, CleaningRules?)>(async db => await db.Surveys.AsNoTracking().SingleAsync(s => s.Id == survey) is var s ? (s.LowMark, s.Cleaning) : default);
        var copy = await app.Send(new Crm.Surveys.Features.Surveys.WriteSurvey.Command { From = $"survey:{id}", Title = Both("Copy") }, "analyst");
        Assert.Equal((2, rules), await Treated(copy));
        var read = await app.Send(new Crm.Surveys.Features.Surveys.WriteSurvey.Command { Json = (await analyst.Get($"/surveys/{id}/file")).Html }, "analyst");
        Assert.Equal((2, rules), await Treated(read));
    }

    [Fact]
    public async Task The_lengths_of_cooperation_keep_their_number_and_order_and_may_be_worded_anew()
    {
        var (id, analyst) = (await app.Publish(Templates.All[Templates.CustomerSatisfaction]), await app.As("analyst"));
        var page = await analyst.Get($"/surveys/{id}/items/band");
        var lines = page.ValueOf("Form.OptionsEn").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var more = await analyst.Submit(page, $"/surveys/{id}/items/band", ("Form.OptionsEn", string.Join('\n', lines.Append("Since ever"))), ("Form.OptionsZh", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, more.Status);
        Assert.Contains("lengths of cooperation", more.ErrorOf("Form.OptionsEn"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(page, $"/surveys/{id}/items/band", ("Form.OptionsEn", string.Join('\n', lines.Reverse())), ("Form.OptionsZh", ""))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(page, $"/surveys/{id}/items/band", ("Form.OptionsEn", string.Join('\n', lines.Skip(1).Prepend("Just met"))))).Status);
        Assert.Equal(("Just met", Templates.All[Templates.CustomerSatisfaction].Find("band")!.Options[0].Key), (await app.DraftOf(id)).Find("band")!.Options[0] is var first ? (first.Text.En, first.Key) : default);
    }
}
