using System.Net;
using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Knowledge;

public sealed class ArticleTests(CrmApp app) : IClassFixture<CrmApp>
{
    static long IdOf(Answer answer) => long.Parse(answer.Location!.ToString().Split('/')[^1].Split('?')[0]);

    [Fact]
    public async Task The_writer_of_an_article_hears_what_became_of_its_review_and_why()
    {
        var (agent, supervisor) = (await app.As("agent"), await app.As("supervisor"));
        var url = (await agent.Post("/knowledge/articles/new", ("Form.CategoryId", "1"), ("Form.TitleEn", "Half of it"), ("Form.BodyEn", "Text."))).Location!.ToString();
        await Move(agent, "Review");
        var silent = await supervisor.Submit(await supervisor.Get($"{url}/send-back"), $"{url}/send-back", ("Form.Note", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.Status);
        Assert.NotEmpty(silent.ErrorOf("Form.Note"));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(silent, $"{url}/send-back", ("Form.Note", "The prices are missing"))).Status);
        Assert.Equal(["knowledge.notice.reviewed.Draft"], await Told("agent"));
        Assert.Contains("The prices are missing", (await agent.Get("/notifications")).Html, StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Move(agent, "Review");
        // Taken back by its writer: nobody else is to do anything.
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(await agent.Get($"{url}/send-back"), $"{url}/send-back")).Status);
        await Move(agent, "Review");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Move(supervisor, "Public");
        Assert.Equal(["knowledge.notice.reviewed.Draft", "knowledge.notice.reviewed.Public"], await Told("agent"));
        Assert.DoesNotContain(await Told("supervisor"), text => text.StartsWith("knowledge.notice.reviewed", StringComparison.Ordinal));

        async Task Move(Browser who, string to) => Assert.Equal(HttpStatusCode.Redirect, (await who.Submit(await who.Get(url), $"{url}/move", ("to", to))).Status);

        async Task<List<string>> Told(string person)
        {
            var id = await app.Person(person);
            return await app.Db<PlatformDb, List<string>>(db => db.Notifications.Where(n => n.StaffId == id && n.Url == url).OrderBy(n => n.Id).Select(n => n.Text).ToListAsync());
        }
    }

    [Fact]
    public async Task An_article_is_written_reviewed_and_published_each_by_those_who_may()
    {
        var agent = await app.As("agent");
        var written = await agent.Post("/knowledge/articles/new", ("Form.CategoryId", "1"), ("Form.TitleEn", "Reviewed first"), ("Form.BodyEn", "Text."));
        Assert.Equal(HttpStatusCode.Redirect, written.Status);
        var (id, url) = (IdOf(written), written.Location!.ToString());
        var page = await agent.Get(url);
        Assert.DoesNotContain(page.Document.QuerySelectorAll("[name=to]"), b => b.GetAttribute("value") is "Public" or "Internal");
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(page, $"{url}/move", ("to", "Review"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Submit(page, $"{url}/move", ("to", "Public"))).Status);
        var boss = await app.Person("supervisor");
        Assert.Equal(1, await app.Db<PlatformDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == boss && n.Text == "knowledge.notice.review" && n.Url == url)));

        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(await supervisor.Get(url), $"{url}/move", ("to", "Public"))).Status);
        var article = await app.Db<KnowledgeDb, Article>(db => db.Articles.SingleAsync(a => a.Id == id));
        Assert.Equal((ArticleState.Public, app.Clock.Now), (article.State, article.PublishedAt));
        Assert.Equal(1, await app.Db<KnowledgeDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Knowledge.ArticlePublished" && EF.Functions.JsonContains(o.Payload, $$"""{"articleId":{{id}}}"""))));
        // From now on readers count on it: a writer changes nothing.
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"{url}/edit")).Status);
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"{url}/edit")).Status);
    }

    [Fact]
    public async Task What_is_half_written_is_refused_beside_its_field_and_kept()
    {
        var agent = await app.As("agent");
        var none = await agent.Post("/knowledge/articles/new", ("Form.CategoryId", ""), ("Form.TitleEn", ""), ("Form.BodyEn", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.NotEqual("", none.ErrorOf("Form.CategoryId"));
        Assert.NotEqual("", none.ErrorOf("Form.TitleZh"));
        var half = await agent.Post("/knowledge/articles/new", ("Form.CategoryId", "1"), ("Form.TitleZh", "标题"), ("Form.BodyZh", "正文"), ("Form.BodyEn", "Text without a title"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.Status);
        Assert.NotEqual("", half.ErrorOf("Form.TitleEn"));
        Assert.Equal(("标题", "Text without a title"), (half.ValueOf("Form.TitleZh"), half.ValueOf("Form.BodyEn")));
    }

    [Fact]
    public async Task A_text_does_not_vanish_by_being_emptied()
    {
        var id = await app.Article("Kept", "保留", ArticleState.Draft);
        var supervisor = await app.As("supervisor");
        var emptied = await supervisor.Post($"/knowledge/articles/{id}/edit", ("Form.TitleEn", ""), ("Form.BodyEn", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, emptied.Status);
        Assert.Contains("Archive the article", emptied.ErrorOf("Form.TitleEn"));
    }

    [Fact]
    public async Task Every_change_is_a_version_that_can_be_compared_and_put_back()
    {
        var id = await app.Article("Versions", "版本");
        await app.Rewrite(id, "Versions", "Do that.\nThen rest.");
        await app.Rewrite(id, "Versions", "Do that.\nThen rest."); // the same again is no version
        var supervisor = await app.As("supervisor");
        var url = $"/knowledge/articles/{id}";
        var compared = await supervisor.Get($"{url}/versions/en/1");
        Assert.Equal("Do this.", compared.Text("del"));
        Assert.Equal(["Do that.", "Then rest."], compared.Document.QuerySelectorAll("ins").Select(i => i.TextContent));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(compared, $"{url}/versions/en/1/restore")).Status);
        var rows = await app.Db<KnowledgeDb, List<ArticleVersion>>(db => db.Versions.Where(v => db.Translations.Any(t => t.Id == v.TranslationId && t.ArticleId == id && t.Language == "en")).OrderBy(v => v.Number).ToListAsync());
        Assert.Equal([(1, "Do this.", null), (2, "Do that.\nThen rest.", null), (3, "Do this.", (int?)1)], rows.Select(v => (v.Number, v.Body, v.RestoredFrom)));
        Assert.All(rows, v => Assert.NotNull(v.ById));
        Assert.Contains("Do this.", (await supervisor.Get(url + "?language=en")).Text(".markdown"));
    }

    [Fact]
    public async Task A_stale_edit_is_shown_and_overwrites_nothing()
    {
        var id = await app.Article("Stale", state: ArticleState.Draft);
        var supervisor = await app.As("supervisor");
        var opened = await supervisor.Get($"/knowledge/articles/{id}/edit");
        await app.Rewrite(id, "Theirs", "Theirs");
        var stale = await supervisor.Submit(opened, $"/knowledge/articles/{id}/edit", ("Form.TitleEn", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("Theirs", stale.Html);
        Assert.Equal("Theirs", await app.Db<KnowledgeDb, string>(db => db.Translations.Where(t => t.ArticleId == id).Select(t => t.Title).SingleAsync()));
    }

    [Fact]
    public async Task Two_characters_inside_a_sentence_and_the_beginning_of_a_word_find_it()
    {
        await app.Article("Zebra crossing", "斑马线通行规则", bodyEn: "Look at synchronisation twice.", bodyZh: "过马路时请注意左右来车，确认安全后再通过。");
        var agent = await app.As("agent");
        foreach (var words in new[] { "来车", "马线", "synchro", "zebra", "ＺＥＢＲＡ" })
        {
            Assert.Contains("Zebra crossing", (await agent.Get("/knowledge?q=" + Uri.EscapeDataString(words))).Html);
            Assert.Contains(words[0] > 'ÿ' && words[0] < '！' ? "斑马线通行规则" : "Zebra crossing", (await agent.Get("/search?q=" + Uri.EscapeDataString(words))).Html); // the text that holds the words
        }
        Assert.DoesNotContain("Zebra crossing", (await agent.Get("/knowledge?q=" + Uri.EscapeDataString("车来"))).Html);
    }

    [Fact]
    public async Task The_list_is_filtered_by_state_language_and_expiry()
    {
        var today = DateOnly.FromDateTime(app.Clock.Now.DateTime);
        await app.Article("Filter old", expires: today.AddDays(-1));
        await app.Article("Filter internal", "筛选内部", ArticleState.Internal);
        var agent = await app.As("agent");
        async Task<string> List(string query) => (await agent.Get("/knowledge?q=filter&" + query)).Html;
        Assert.Contains("Filter old", await List("expired=true"));
        Assert.DoesNotContain("Filter internal", await List("expired=true"));
        Assert.Contains("Filter internal", await List("state=Internal"));
        Assert.DoesNotContain("Filter old", await List("language=zh-CN"));
        Assert.Contains("Filter old", await List("missing=zh-CN"));
        Assert.Contains("Filter internal", await List("categoryId=1"));
        Assert.DoesNotContain("Filter internal", await List("categoryId=2"));
    }

    [Fact]
    public async Task Pages_of_the_list_follow_one_another()
    {
        for (var i = 0; i < 3; i++) await app.Article($"Paged {i}", state: ArticleState.Draft);
        var first = await app.Send(new ListArticles.Query { Q = "paged", Limit = 2 }, "agent");
        var rest = await app.Send(new ListArticles.Query { Q = "paged", Limit = 2, After = first.NextCursor }, "agent");
        Assert.Equal(["Paged 0", "Paged 1", "Paged 2"], first.Items.Concat(rest.Items).Select(a => a.Title).Order());
        Assert.Null(rest.NextCursor);
    }

    [Fact]
    public async Task Drafts_are_for_writers_only()
    {
        var id = await app.Article("Secret draft", state: ArticleState.Draft);
        var analyst = await app.As("analyst");
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/knowledge/articles/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get($"/knowledge/articles/{id}/versions/en/1")).Status);
        Assert.DoesNotContain("Secret draft", (await analyst.Get("/knowledge?q=secret")).Html);
        Assert.DoesNotContain("Secret draft", (await analyst.Get("/search?q=secret")).Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.Get("/knowledge/articles/new")).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("agent")).Get($"/knowledge/articles/{id}")).Status);
    }

    [Fact]
    public async Task The_owner_is_reminded_once_of_an_article_that_will_expire()
    {
        var owner = await app.Person("agent");
        var soon = DateOnly.FromDateTime(app.Clock.Now.DateTime).AddDays(RemindOfExpiry.Ahead);
        var id = await app.Article("Soon gone", expires: soon, owner: owner);
        await app.Article("Later", expires: soon.AddDays(1), owner: owner);
        await app.Article("Not published", state: ArticleState.Draft, expires: soon, owner: owner);
        for (var i = 0; i < 2; i++) await app.Scope(async s => { await s.GetRequiredService<RemindOfExpiry>().Run(default); return 0; });
        var told = await app.Db<PlatformDb, List<NotificationRow>>(db => db.Notifications.Where(n => n.Text == "knowledge.notice.expiry").ToListAsync());
        Assert.Equal((owner, $"/knowledge/articles/{id}", "Soon gone"), (Assert.Single(told).StaffId, told[0].Url, told[0].Args[0]));
    }

    [Fact]
    public async Task A_preview_shows_Markdown_and_no_html_of_the_writers_own()
    {
        var agent = await app.As("agent");
        var page = await agent.Get("/knowledge/articles/new");
        var token = page.ValueOf("__RequestVerificationToken");
        var request = new HttpRequestMessage(HttpMethod.Post, "/knowledge/preview?language=en") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Form.TitleEn", "T"), new("Form.BodyEn", "**bold** <script>x</script> [a](javascript:x)")]) };
        request.Headers.Add("HX-Request", "true");
        var preview = await agent.Send(request);
        Assert.Equal("bold", preview.Text("strong"));
        Assert.Empty(preview.Document.QuerySelectorAll("script, a[href^=javascript]"));
        Assert.DoesNotContain("<html", preview.Html);
    }
}
