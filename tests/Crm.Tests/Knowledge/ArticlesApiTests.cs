using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Tests.Support;

namespace Crm.Tests.Knowledge;

public sealed class ArticlesApiTests(CrmApp app) : IClassFixture<CrmApp>
{
    static HttpRequestMessage Request(HttpMethod method, string url, object body, EntityTagHeaderValue? match = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, url) { Content = JsonContent.Create(body) };
        if (match is not null) request.Headers.IfMatch.Add(match);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    [Fact]
    public async Task An_article_is_created_once_changed_with_its_version_and_published()
    {
        var (agent, supervisor) = (await app.Api("agent"), await app.Api("supervisor"));
        var body = new { categoryId = 1, texts = new Dictionary<string, object> { ["en"] = new { title = "By program", body = "Text." } } };
        var first = await agent.SendAsync(Request(HttpMethod.Post, "/api/v1/articles", body, key: "a1"));
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await (await agent.SendAsync(Request(HttpMethod.Post, "/api/v1/articles", body, key: "a1"))).Content.ReadAsStringAsync());
        var (url, tag) = (first.Headers.Location!.ToString(), first.Headers.ETag!);

        var patch = new { texts = new Dictionary<string, object> { ["zh-CN"] = new { title = "程序写入", body = "正文。" } } };
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await agent.SendAsync(Request(HttpMethod.Patch, url, patch))).StatusCode);
        var changed = await agent.SendAsync(Request(HttpMethod.Patch, url, patch, tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(2, (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("texts").GetArrayLength());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await agent.SendAsync(Request(HttpMethod.Patch, url, new { texts = new Dictionary<string, object> { ["en"] = new { title = "Late", body = "Late" } } }, tag))).StatusCode);

        var now = changed.Headers.ETag!;
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.SendAsync(Request(HttpMethod.Post, url + "/publish", new { }, now))).StatusCode);
        var published = await supervisor.SendAsync(Request(HttpMethod.Post, url + "/publish", new { state = "public" }, now));
        var json = await published.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("public", "http://127.0.0.1:5080/help-center/en/articles/by-program"), (json.GetProperty("state").GetString(), json.GetProperty("texts")[0].GetProperty("url").GetString()));
        var list = await agent.GetFromJsonAsync<JsonElement>("/api/v1/articles?state=public&q=" + Uri.EscapeDataString("程序"));
        Assert.Equal(1, list.GetProperty("items").GetArrayLength());
        var known = new HttpRequestMessage(HttpMethod.Get, url);
        known.Headers.IfNoneMatch.Add(published.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await agent.SendAsync(known)).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field()
    {
        var agent = await app.Api("agent");
        var wrong = await agent.PostAsJsonAsync("/api/v1/articles", new { categoryId = 999, texts = new Dictionary<string, object> { ["en"] = new { title = "T", body = "B" } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.True((await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("categoryId", out _));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.PostAsJsonAsync("/api/v1/articles", new { categoryId = 1, texts = new Dictionary<string, object> { ["fr"] = new { title = "T", body = "B" } } })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync("/api/v1/articles/999999")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("analyst")).PostAsJsonAsync("/api/v1/articles", new { categoryId = 1 })).StatusCode);
    }
}
