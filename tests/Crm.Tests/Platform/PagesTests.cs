using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

/// <summary>Every page that opens without an id, in both languages; and the pages of the frame.</summary>
public sealed class PagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly string[] Modules = ["staff", "customers", "tickets", "surveys", "loyalty", "sales", "care", "lifecycle", "churn", "winback", "value", "home", "dashboard", "search", "menu", "error", "help", "permission"];

    IEnumerable<string> Addresses() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        .Where(e => e.RoutePattern.Parameters.All(p => p.IsOptional))
        .Select(e => "/" + string.Join('/', e.RoutePattern.PathSegments.Where(s => s.IsSimple && s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart).Select(s => ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)s.Parts[0]).Content)))
        .Distinct().Order();

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Every_page_renders_whole(string language)
    {
        var admin = await app.As("admin", language);
        var trouble = new List<string>();
        // Not leaving; and the API's description is for programmers, in English.
        foreach (var address in Addresses().Where(a => a is not ("/sign-out" or "/api/docs")))
        {
            var answer = await admin.Get(address);
            if ((int)answer.Status >= 500) trouble.Add($"{address}: {(int)answer.Status}");
            var left = answer.Document.All.Where(e => e is IHtmlUnknownElement).Select(e => e.LocalName).Concat(answer.Document.All.SelectMany(e => e.Attributes).Select(a => a.Name).Where(n => n.StartsWith("asp-", StringComparison.Ordinal))).Distinct().ToList();
            if (left.Count > 0) trouble.Add($"{address}: not rendered: {string.Join(", ", left)}");
            var inline = answer.Document.All.Where(e => e.HasAttribute("style") || e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)) || (e.LocalName == "script" && !e.HasAttribute("src"))).Select(e => e.LocalName).Distinct().ToList();
            if (inline.Count > 0) trouble.Add($"{address}: inline style or script in {string.Join(", ", inline)}");
            var keys = System.Text.RegularExpressions.Regex.Matches(answer.Document.Body?.TextContent ?? "", $@"(?<![\w/.@])(?:{string.Join('|', Modules)})(?:\.[a-z][a-z_0-9]*)+(?![\w/@(])").Select(m => m.Value).Distinct().ToList();
            if (keys.Count > 0) trouble.Add($"{address}: keys without text: {string.Join(", ", keys)}");
            if (answer.Status == HttpStatusCode.OK && answer.Document.QuerySelector("main") is not null)
            {
                if (answer.Document.QuerySelectorAll("main h1").Length != 1) trouble.Add($"{address}: has {answer.Document.QuerySelectorAll("main h1").Length} h1");
                if (answer.Document.Title?.Contains('·') != true) trouble.Add($"{address}: has no title");
                if (answer.Document.DocumentElement.GetAttribute("lang") != language) trouble.Add($"{address}: is not in {language}");
            }
        }
        Assert.True(trouble.Count == 0, string.Join('\n', trouble));
    }

    [Theory]
    [InlineData("en", "Not found")]
    [InlineData("zh-CN", "未找到")]
    public async Task What_does_not_exist_says_so_in_the_readers_language(string language, string _)
    {
        var agent = await app.As("agent", language);
        var answer = await agent.Get("/no/such/page");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("404", answer.Text(".error-code"));
        Assert.Equal(language, answer.Document.DocumentElement.GetAttribute("lang"));
        Assert.NotNull(answer.Document.QuerySelector("#menu"));
    }

    [Theory]
    [InlineData(400), InlineData(403), InlineData(404), InlineData(405), InlineData(409), InlineData(413), InlineData(422), InlineData(429), InlineData(500)]
    public async Task Errors_have_words_for_readers_who_are_not_signed_in(int code)
    {
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var answer = await app.Anonymous(language).Get($"/error/{code}");
            Assert.Equal(code.ToString(), answer.Text(".error-code"));
            Assert.DoesNotContain("error.", answer.Text("main"), StringComparison.Ordinal);
            Assert.Null(answer.Document.QuerySelector("#menu"));
        }
    }

    [Fact]
    public async Task A_refused_post_is_answered_with_its_page_and_status()
    {
        // No token: refused by antiforgery, and the error page must not refuse it again.
        var answer = await app.Anonymous().Send(new HttpRequestMessage(HttpMethod.Post, "/language") { Content = new FormUrlEncodedContent([new("value", "en")]) });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("400", answer.Text(".error-code"));
    }

    [Fact]
    public async Task Language_and_theme_stay_chosen()
    {
        var reader = await app.As("analyst");
        var answer = await reader.Post("/language", ("value", "zh-CN"), ("back", "/help"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal("/help", answer.Location!.OriginalString);
        Assert.Equal("zh-CN", (await reader.Get("/")).Document.DocumentElement.GetAttribute("lang"));
        // The profile remembers: another browser of the same person, asking for English, reads Chinese.
        Assert.Equal("zh-CN", (await (await app.As("analyst", "en")).Get("/")).Document.DocumentElement.GetAttribute("lang"));

        await reader.Post("/theme", ("value", "dark"));
        Assert.Equal("dark", (await reader.Get("/")).Document.DocumentElement.GetAttribute("data-bs-theme"));
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.Post("/theme", ("value", "pink"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await reader.Post("/language", ("value", "xx"))).Status);
        await reader.Post("/language", ("value", "en"));
    }

    [Fact]
    public async Task Switches_lead_back_to_our_own_pages_only()
    {
        var answer = await app.Anonymous().Post("/theme", ("value", "light"), ("back", "https://elsewhere.example/"));
        Assert.Equal("/", answer.Location!.OriginalString);
    }

    [Fact]
    public async Task Without_script_a_destructive_act_is_asked_for_on_a_page()
    {
        var admin = await app.As("admin");
        var page = await admin.Get("/theme");
        var answer = await admin.Submit(page, "/theme", ("value", "light")); // any page gives a token
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var token = ((IHtmlInputElement)page.Document.QuerySelector("input[name=__RequestVerificationToken]")!).Value;
        var asked = await admin.Send(new HttpRequestMessage(HttpMethod.Post, "/confirm")
        {
            Content = new FormUrlEncodedContent([
            new("__RequestVerificationToken", token), new("confirm.url", "/theme"), new("confirm.ask", "confirm.sure"), new("confirm.text", "delete"), new("confirm.back", "/help"), new("value", "dark")])
        });
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Equal("/theme", asked.Document.QuerySelector("main form")!.GetAttribute("action"));
        Assert.Equal("dark", asked.Document.QuerySelector("main [name=value]")!.GetAttribute("value"));
        Assert.Equal("/help", asked.Document.QuerySelector("main .save-bar a")!.GetAttribute("href"));
        var elsewhere = await admin.Send(new HttpRequestMessage(HttpMethod.Post, "/confirm") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("confirm.url", "//elsewhere.example/")]) });
        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.Status);
    }

    [Fact]
    public async Task The_menu_shows_what_the_role_includes()
    {
        var (agent, admin) = (await (await app.As("agent")).Get("/"), await (await app.As("admin")).Get("/"));
        Assert.NotNull(agent.Document.QuerySelector("#menu a[href='/customers']"));
        Assert.True(Links(admin).Except(Links(agent)).Any(), "The administrator's menu has more.");
        Assert.NotNull(agent.Document.QuerySelector("#menu li.active a[href='/'][aria-current=page]"));

        static IEnumerable<string?> Links(Answer a) => a.Document.QuerySelectorAll("#menu a").Select(e => e.GetAttribute("href"));
    }

    [Fact]
    public async Task The_palette_offers_pages_by_name()
    {
        var agent = await app.As("agent");
        var all = await agent.Get("/palette", htmx: true);
        Assert.Null(all.Document.QuerySelector("#menu"));
        Assert.NotNull(all.Document.QuerySelector("[role=option][href='/help']"));
        var some = await agent.Get("/palette?q=hElP", htmx: true);
        Assert.Equal("/help", some.Document.QuerySelector("[role=option]")!.GetAttribute("href"));
        Assert.Null(some.Document.QuerySelector("[role=option][href='/']"));
    }

    [Fact]
    public async Task Search_takes_anything()
    {
        var agent = await app.As("agent");
        foreach (var q in new[] { "", "   ", "no such thing at all", "%_'\"\\", "<script>", new string('x', 5000) })
        {
            foreach (var address in new[] { "/search?q=", "/search/suggest?q=", "/palette?q=" })
            {
                var answer = await agent.Get(address + Uri.EscapeDataString(q));
                Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} for {address} {q}");
            }
        }
        Assert.Equal(HttpStatusCode.Redirect, (await app.Anonymous().Get("/search?q=x")).Status);
    }

    [Fact]
    public async Task Help_exists_for_every_role_in_both_languages()
    {
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var agent = await app.As("agent", language);
            var index = await agent.Get("/help");
            var topics = index.Document.QuerySelectorAll("main nav a").Select(a => a.GetAttribute("href")!).ToList();
            Assert.Equal(6, topics.Count);
            foreach (var topic in topics) Assert.NotEmpty((await agent.Get(topic)).Document.QuerySelectorAll(".help li"));
            Assert.Equal(HttpStatusCode.NotFound, (await agent.Get("/help/nothing")).Status);
        }
    }

    [Fact]
    public async Task The_dashboard_hands_its_filter_on()
    {
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get("/dashboard?days=90&compare=true&team=2");
        Assert.Equal("90", ((IHtmlInputElement)page.Document.QuerySelector("input[name=days][checked]")!).Value);
        foreach (var panel in page.Document.QuerySelectorAll("[data-panel]")) Assert.EndsWith("days=90&compare=true&team=2", panel.GetAttribute("hx-get")!, StringComparison.Ordinal);
        foreach (var nonsense in new[] { "days=abc", "days=-1&team=x", "days=31&compare=maybe&team=99999999999999999999" })
            Assert.Equal("30", ((IHtmlInputElement)(await supervisor.Get("/dashboard?" + nonsense)).Document.QuerySelector("input[name=days][checked]")!).Value);
    }
}
