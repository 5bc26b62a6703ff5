using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Dom;
using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Knowledge;

public sealed class HelpCenterTests(CrmApp app) : IClassFixture<CrmApp>
{
    WebApplicationFactory<Program> OtherHost(Action<IWebHostBuilder>? more = null) => new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
    {
        CrmApp.Configure(b, app.ConnectionString, app.Clock, app.DataDir);
        more?.Invoke(b);
    });

    static Browser On(WebApplicationFactory<Program> host) => new(host.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("http://localhost") }), "en");

    Task<string> Slug(long id, string language) => app.Db<KnowledgeDb, string>(db => db.Translations.Where(t => t.ArticleId == id && t.Language == language).Select(t => t.Slug).SingleAsync());

    [Fact]
    public async Task Anybody_reads_a_public_article_in_the_language_of_its_address()
    {
        var id = await app.Article("Open hours", "营业时间", bodyEn: "We are open **daily**.");
        var (en, zh) = ($"/help-center/en/articles/{await Slug(id, "en")}", $"/help-center/zh-CN/articles/{Uri.EscapeDataString(await Slug(id, "zh-CN"))}");
        Assert.Equal("/help-center/en/articles/open-hours", en);
        var page = await app.Anonymous("zh-CN").Visit(en); // whatever the browser would like
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(("en", "Open hours", "daily", "Was this helpful?"), (page.Document.DocumentElement.GetAttribute("lang"), page.Text("h1"), page.Text(".markdown strong"), page.Text("#helpful")));
        Assert.Equal("http://127.0.0.1:5080" + en, page.Document.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal([("en", "http://127.0.0.1:5080" + en), ("x-default", "http://127.0.0.1:5080" + en), ("zh-CN", "http://127.0.0.1:5080" + zh)],
            page.Document.QuerySelectorAll("link[rel=alternate][hreflang]").Select(l => (l.GetAttribute("hreflang")!, l.GetAttribute("href")!)).OrderBy(l => l.Item1, StringComparer.Ordinal));
        Assert.False(page.Response.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("asp-", page.Html);
        Assert.Null(page.Document.QuerySelector("meta[name=robots]"));
        var chinese = await app.Anonymous("en").Visit(zh);
        Assert.Equal(("zh-CN", "营业时间", "这篇文章有帮助吗？"), (chinese.Document.DocumentElement.GetAttribute("lang"), chinese.Text("h1"), chinese.Text("#helpful")));
        Assert.Equal(en, chinese.Document.QuerySelector("header a[hreflang=en]")!.GetAttribute("href"));
        var home = await app.Anonymous().Visit("/help-center/en");
        Assert.Contains("Getting started", home.Html);
        Assert.Contains("Open hours", (await app.Anonymous().Visit("/help-center/en/categories/getting-started")).Html);
        Assert.Equal("/help-center/zh-CN", (await app.Anonymous("zh-CN").Visit("/help-center")).Location!.ToString());
    }

    [Fact]
    public async Task What_is_not_public_is_not_there_and_that_is_said_in_the_language_of_the_address()
    {
        var yesterday = DateOnly.FromDateTime(app.Clock.Now.DateTime).AddDays(-1);
        var hidden = new List<long> { await app.Article("Hidden a", "隐藏甲", ArticleState.Draft), await app.Article("Hidden b", "隐藏乙", ArticleState.Internal), await app.Article("Hidden c", "隐藏丙", expires: yesterday), await app.Article("Hidden d", "隐藏丁") };
        await app.Move(hidden[3], ArticleState.Archived);
        var reader = app.Anonymous("en");
        foreach (var id in hidden)
        {
            var page = await reader.Visit($"/help-center/zh-CN/articles/{Uri.EscapeDataString(await Slug(id, "zh-CN"))}");
            Assert.Equal((HttpStatusCode.NotFound, "页面不存在"), (page.Status, page.Text("h1")));
            Assert.Equal(HttpStatusCode.NotFound, (await reader.Visit($"/help-center/en/articles/{await Slug(id, "en")}/vote")).Status);
        }
        Assert.DoesNotContain("Hidden", (await reader.Visit("/help-center/en/search?q=hidden")).Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", (await reader.Visit("/help-center/en/categories/getting-started")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", await app.Client().GetStringAsync("/help-center/sitemap.xml"));
        Assert.Equal("This page does not exist", (await reader.Visit("/help-center/en/what/ever")).Text("h1"));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Visit("/help-center/fr")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Visit("/help-center/en/categories/unknown")).Status);
    }

    [Fact]
    public async Task An_old_address_leads_to_the_new_one_and_a_new_title_changes_none()
    {
        var id = await app.Article("First name");
        await app.Rewrite(id, "Second name", "Do this.");
        Assert.Equal("first-name", await Slug(id, "en"));
        await app.Rewrite(id, "Second name", "Do this.", "better-name");
        var moved = await app.Anonymous().Visit("/help-center/en/articles/first-name");
        Assert.Equal((HttpStatusCode.MovedPermanently, "/help-center/en/articles/better-name"), (moved.Status, moved.Location!.ToString()));
        // The same title again gets an address of its own, and takes over one that is old.
        var twin = await app.Article("Better name");
        Assert.Equal("better-name-2", await Slug(twin, "en"));
        await app.Article("First name");
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Visit("/help-center/en/articles/first-name")).Status);
        var supervisor = await app.As("supervisor");
        var taken = await supervisor.Post($"/knowledge/articles/{twin}/edit", ("Form.SlugEn", "better-name"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Another article has this address."), (taken.Status, taken.ErrorOf("Form.SlugEn")));
    }

    [Fact]
    public async Task A_page_not_changed_is_not_sent_again_and_a_change_is_seen_at_once_on_every_host()
    {
        var id = await app.Article("Cached", bodyEn: "Old text");
        await using var other = OtherHost();
        var (here, there) = (app.Anonymous(), On(other));
        const string url = "/help-center/en/articles/cached";
        var first = await here.Visit(url);
        Assert.Contains("Old text", (await there.Visit(url)).Html);
        var tag = first.Response.Headers.ETag!.ToString();
        Assert.True(first.Response.Headers.CacheControl is { Public: true, NoCache: true });
        Assert.Equal(HttpStatusCode.NotModified, (await here.Visit(url, ("If-None-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await there.Visit(url, ("If-None-Match", tag))).Status);
        await app.Rewrite(id, "Cached", "New text");
        foreach (var browser in new[] { here, there })
        {
            var again = await browser.Visit(url, ("If-None-Match", tag));
            Assert.Equal(HttpStatusCode.OK, again.Status);
            Assert.Contains("New text", again.Html);
        }
        await app.Move(id, ArticleState.Archived);
        Assert.Equal(HttpStatusCode.NotFound, (await there.Visit(url)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await here.Visit(url)).Status);
    }

    [Fact]
    public async Task An_article_expires_with_its_day_also_where_it_is_kept()
    {
        var (before, today) = (app.Clock.Now, DateOnly.FromDateTime(app.Clock.Now.DateTime));
        await app.Article("Day fly", expires: today);
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Visit("/help-center/en/articles/day-fly")).Status);
        app.Clock.Advance(TimeSpan.FromDays(1));
        try { Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Visit("/help-center/en/articles/day-fly")).Status); }
        finally { app.Clock.Now = before; }
    }

    [Fact]
    public async Task Search_finds_two_characters_and_keeps_words_of_what_it_did_not_find_but_no_person()
    {
        await app.Article("Umbrella rental", "雨伞租借说明", bodyZh: "下雨天可在前台登记后借用。");
        var reader = app.Anonymous("zh-CN");
        var found = await reader.Visit("/help-center/zh-CN/search?q=" + Uri.EscapeDataString("借用"));
        Assert.Equal("雨伞租借说明", found.Text(".list-group a"));
        Assert.NotNull(found.Document.QuerySelector("meta[name=robots][content=noindex]"));
        Assert.Contains("Umbrella", (await reader.Visit("/help-center/en/search?q=umbrella")).Text(".list-group a"));
        await reader.Visit("/help-center/en/search?q=" + Uri.EscapeDataString("Unicorn zhang@example.test 13812345678"));
        await reader.Visit("/help-center/en/search?q=unicorn");
        await app.Services.GetRequiredService<Readings>().Write(default);
        var rows = await app.Db<KnowledgeDb, List<SearchDay>>(db => db.SearchDays.ToListAsync());
        Assert.Equal((2, 2), rows.Where(s => s.Words == "unicorn").Select(s => (s.Searches, s.Misses)).Single());
        Assert.Equal(0, rows.Single(s => s.Words == "借用").Misses);
        Assert.DoesNotContain(rows, s => s.Words.Contains('@') || s.Words.Contains("138"));
    }

    [Fact]
    public async Task A_reader_votes_once_a_version_and_the_last_word_counts()
    {
        var id = await app.Article("Votes");
        var reader = app.Anonymous();
        const string url = "/help-center/en/articles/votes", vote = url + "/vote";
        var page = await reader.Visit(url);
        Assert.Null(page.Document.QuerySelector("[name=__RequestVerificationToken]"));
        var thanked = await reader.Submit(page, vote);
        Assert.Equal((HttpStatusCode.SeeOther, vote + "?done=true"), (thanked.Status, thanked.Location!.ToString()));
        var cookie = thanked.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.reader", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Thank you", (await reader.Visit(vote + "?done=true")).Text("h1"));

        var silent = await reader.Submit(await reader.Visit(vote), vote);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.Status);
        Assert.NotEqual("", silent.ErrorOf("Form.Reason"));
        Assert.Equal(HttpStatusCode.SeeOther, (await reader.Submit(await reader.Visit(vote), vote, ("Form.Reason", "Unclear"), ("Form.Comment", "Step 2? Call me: 13812345678"))).Status);
        var only = Assert.Single(await app.Db<KnowledgeDb, List<Vote>>(db => db.Votes.Where(v => v.ArticleId == id).ToListAsync()));
        Assert.Equal((false, VoteReason.Unclear, 1), (only.Helpful, only.Reason, only.Number));
        Assert.Contains("Step 2?", only.Comment);
        Assert.DoesNotContain("138123", only.Comment);

        await app.Rewrite(id, "Votes", "Better.");
        await reader.Submit(await reader.Visit(url), vote);
        await app.Anonymous().Submit(await reader.Visit(url), vote);
        Assert.Equal(3, await app.Db<KnowledgeDb, int>(db => db.Votes.CountAsync(v => v.ArticleId == id)));

        var agent = await app.As("agent");
        var feedback = await agent.Get("/knowledge/feedback");
        Assert.Contains("Step 2?", feedback.Html);
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(feedback, $"/knowledge/feedback/{only.Id}/done")).Status);
        Assert.DoesNotContain("Step 2?", (await agent.Get("/knowledge/feedback")).Html);
        Assert.Contains("Step 2?", (await agent.Get($"/knowledge/feedback?all=true&article={id}")).Html);
        var again = await agent.Submit(await agent.Get("/knowledge/feedback?all=true"), $"/knowledge/feedback/{only.Id}/done");
        Assert.Equal(HttpStatusCode.Redirect, again.Status);
        Assert.Contains("Step 2?", (await agent.Get("/knowledge/feedback")).Html);
    }

    [Fact]
    public async Task Readings_are_counted_also_from_the_cache_but_not_of_machines_and_colleagues()
    {
        var id = await app.Article("Counted");
        const string url = "/help-center/en/articles/counted";
        var tag = (await app.Anonymous().Visit(url)).Response.Headers.ETag!.ToString();
        await app.Anonymous().Visit(url);
        await app.Anonymous().Visit(url, ("If-None-Match", tag));
        await app.Anonymous().Get(url); // says not what it is
        var machine = new HttpRequestMessage(HttpMethod.Get, url);
        machine.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)");
        await app.Anonymous().Send(machine);
        await (await app.As("agent")).Visit(url);
        await app.Services.GetRequiredService<Readings>().Write(default);
        await app.Anonymous().Visit(url);
        await app.Services.GetRequiredService<Readings>().Write(default);
        Assert.Equal(4, await app.Db<KnowledgeDb, int>(db => db.ViewDays.Where(v => v.ArticleId == id).SumAsync(v => v.Views)));
        var figures = await (await app.As("agent")).Get("/knowledge/analytics?days=7");
        Assert.Contains("Counted", figures.Html);
        Assert.Contains("nobody knows", figures.Html); // what "answered without a ticket" means is said
    }

    [Fact]
    public async Task Related_articles_share_telling_words_their_own_category_first()
    {
        await app.Article("Replace the toner cartridge");
        await app.Article("Cartridge recycling", category: 2);
        await app.Article("Where to buy a cartridge");
        await app.Article("How to sign in with the app");
        var page = await app.Anonymous().Visit("/help-center/en/articles/replace-the-toner-cartridge");
        Assert.Equal(["Where to buy a cartridge", "Cartridge recycling"], page.Document.QuerySelectorAll("main section .list-group a").Select(a => a.TextContent));
    }

    [Fact]
    public async Task The_site_map_names_public_pages_with_their_languages_and_robots_where_it_is()
    {
        await app.Article("Mapped", "地图");
        var map = XDocument.Parse(await app.Client().GetStringAsync("/help-center/sitemap.xml"));
        XNamespace s = "http://www.sitemaps.org/schemas/sitemap/0.9", x = "http://www.w3.org/1999/xhtml";
        var entry = map.Descendants(s + "url").Single(u => u.Element(s + "loc")!.Value.EndsWith("/en/articles/mapped", StringComparison.Ordinal));
        Assert.Equal(["en", "zh-CN"], entry.Elements(x + "link").Select(l => l.Attribute("hreflang")!.Value).Order(StringComparer.Ordinal));
        var robots = await app.Client().GetStringAsync("/robots.txt");
        Assert.Contains("Allow: /help-center/", robots);
        Assert.Contains("Sitemap: http://127.0.0.1:5080/help-center/sitemap.xml", robots);
    }

    [Fact]
    public async Task An_administrator_closes_the_help_centre()
    {
        await app.Article("Closing");
        var admin = await app.As("admin");
        const string url = "/help-center/en/articles/closing";
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Visit(url)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(await admin.Get("/knowledge/settings"), "/knowledge/settings/switch")).Status);
        try
        {
            foreach (var path in new[] { url, "/help-center/en", "/help-center/en/search?q=closing", url + "/vote", "/help-center/sitemap.xml" })
                Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Visit(path)).Status);
            Assert.DoesNotContain("Allow", await app.Client().GetStringAsync("/robots.txt"));
        }
        finally { await admin.Submit(await admin.Get("/knowledge/settings"), "/knowledge/settings/switch"); }
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Visit(url)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/knowledge/settings")).Status);
    }

    [Fact]
    public async Task Whoever_asks_without_end_is_told_to_wait()
    {
        await using var host = OtherHost(b => b.UseSetting("Crm:HelpCenter:PerMinute", "3"));
        var browser = On(host);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await browser.Visit("/help-center/en/search?q=x")).Status);
        var refused = await browser.Visit("/help-center/en/search?q=x");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit("/help-center/en")).Status);
    }

    [Fact]
    public async Task Categories_have_two_levels_and_keep_their_address()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/knowledge/settings/categories/new", ("Form.Name", "Mobile apps"), ("Form.NameZh", "手机应用"), ("Form.ParentId", "2"))).Status);
        var below = await app.Db<KnowledgeDb, Category>(db => db.Categories.SingleAsync(c => c.Slug == "mobile-apps"));
        await app.Article("On the phone", category: below.Id);
        Assert.Contains("On the phone", (await app.Anonymous().Visit("/help-center/en/categories/mobile-apps")).Html);
        Assert.Contains("Mobile apps", (await app.Anonymous().Visit("/help-center/en/categories/using-the-product")).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post($"/knowledge/settings/categories/{below.Id}", ("Form.Name", "Apps"))).Status);
        Assert.Equal("Apps", (await app.Anonymous().Visit("/help-center/en/categories/mobile-apps")).Text("h1"));
        var third = await admin.Post("/knowledge/settings/categories/new", ("Form.Name", "Third"), ("Form.NameZh", "三级"), ("Form.ParentId", $"{below.Id}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, third.Status);
        Assert.Contains("two levels", third.Html);
    }

    [Fact]
    public async Task An_article_of_a_category_that_is_switched_off_leads_to_no_page_that_is_not_there()
    {
        var admin = await app.As("admin");
        await admin.Post("/knowledge/settings/categories/new", ("Form.Name", "Retired shelf"), ("Form.NameZh", "旧栏目"));
        var shelf = await app.Db<KnowledgeDb, Category>(db => db.Categories.SingleAsync(c => c.Slug == "retired-shelf"));
        await app.Article("Still read", category: shelf.Id);
        await app.Article("Read as well", category: shelf.Id);
        var reader = app.Anonymous();
        Assert.Equal("/help-center/en/categories/retired-shelf", (await reader.Visit("/help-center/en/articles/still-read")).Document.QuerySelectorAll(".breadcrumb a")[1].GetAttribute("href"));
        await app.Db<KnowledgeDb>(db => db.Categories.Where(c => c.Id == shelf.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Active, false)));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Visit("/help-center/en/categories/retired-shelf")).Status);
        Assert.Equal(["/help-center/en"], (await reader.Visit("/help-center/en/articles/read-as-well")).Document.QuerySelectorAll(".breadcrumb a").Select(a => a.GetAttribute("href")));
    }
}
