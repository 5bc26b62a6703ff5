using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Platform.Api;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Api;

/// <summary>What holds for every endpoint, shown on the customers.</summary>
public sealed class ApiBaseTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int names;

    static object Customer(string? name = null) => new { kind = "organisation", name = name ?? $"Acme {Guid.NewGuid():N} {Interlocked.Increment(ref names)}" };

    static async Task<JsonElement> Json(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>())!;

    static async Task<JsonElement> Problem(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem;
    }

    static HttpRequestMessage Post(string url, object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    Task<int> CustomersNamed(string name) => app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name == name));

    [Theory]
    [InlineData(null, "Bearer realm=\"crm\"")]
    [InlineData("Bearer nonsense", "Bearer realm=\"crm\", error=\"invalid_token\"")]
    [InlineData("Basic YTpi", "Bearer realm=\"crm\", error=\"invalid_token\"")]
    public async Task Without_a_good_token_nobody_enters(string? authorization, string challenge)
    {
        var client = app.Client();
        if (authorization is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        var response = await client.GetAsync("/api/v1/customers");
        await Problem(response, HttpStatusCode.Unauthorized);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_cookie_is_no_token()
    {
        var browser = await app.As("admin");
        await Problem(await browser.Http.GetAsync("/api/v1/customers"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refusals_are_problems_never_pages()
    {
        var api = await app.Api();
        await Problem(await api.GetAsync("/api/v1/nothing"), HttpStatusCode.NotFound);
        await Problem(await api.GetAsync("/api/v1/customers/999999999"), HttpStatusCode.NotFound);
        await Problem(await api.DeleteAsync("/api/v1/customers"), HttpStatusCode.MethodNotAllowed);
        await Problem(await api.PostAsync("/api/v1/customers", new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded")), HttpStatusCode.UnsupportedMediaType);
        var analyst = await app.Api("analyst");
        await Problem(await analyst.SendAsync(Post("/api/v1/customers", Customer())), HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("{\"kind\": \"organisation\", ", 400, null)]
    [InlineData("", 400, null)]
    [InlineData("{\"kind\": \"planet\", \"name\": \"x\"}", 422, "kind")]
    [InlineData("{\"kind\": 1, \"name\": \"x\"}", 422, "kind")]
    [InlineData("{\"name\": [1]}", 422, "name")]
    [InlineData("{\"name\": \"a\\u0000b\"}", 422, "name")]
    [InlineData("{\"name\": \"a\\ud800b\"}", 422, "name")]
    [InlineData("{\"name\": \"\"}", 422, "name")]
    [InlineData("[]", 422, "$")]
    public async Task Bad_bodies_name_what_is_wrong(string body, int status, string? field)
    {
        var api = await app.Api();
        var problem = await Problem(await api.PostAsync("/api/v1/customers", new StringContent(body, Encoding.UTF8, "application/json")), (HttpStatusCode)status);
        if (field is not null) Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var messages) && messages.GetArrayLength() > 0, problem.ToString());
    }

    [Fact]
    public async Task Problems_speak_the_readers_language()
    {
        var api = await app.Api();
        var english = await Problem(await api.GetAsync("/api/v1/nothing"), HttpStatusCode.NotFound);
        var chinese = await Problem(await app.Client().SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/customers") { Headers = { { "Accept-Language", "zh-CN" } } }), HttpStatusCode.Unauthorized);
        Assert.Equal("Not found", english.GetProperty("title").GetString());
        Assert.Contains(chinese.GetProperty("title").GetString()!, c => c > 0x4e00);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("201")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    public async Task A_limit_outside_its_bounds_is_refused(string limit)
    {
        var api = await app.Api();
        var problem = await Problem(await api.GetAsync("/api/v1/customers?limit=" + limit), HttpStatusCode.UnprocessableEntity);
        Assert.True(problem.GetProperty("errors").TryGetProperty("limit", out _));
    }

    [Fact]
    public async Task Words_and_numbers_in_the_query_are_checked()
    {
        var api = await app.Api();
        Assert.True((await Problem(await api.GetAsync("/api/v1/customers?kind=planet"), HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("kind", out _));
        Assert.True((await Problem(await api.GetAsync("/api/v1/customers?owner=me"), HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("owner", out _));
    }

    [Fact]
    public async Task Pages_follow_the_cursor_without_gap_or_repeat()
    {
        var api = await app.Api();
        for (var i = 0; i < 5; i++) (await api.SendAsync(Post("/api/v1/customers", Customer()))).EnsureSuccessStatusCode();
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await api.GetFromJsonAsync<JsonElement>("/api/v1/customers?limit=2" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetInt64()));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(await app.Db<CustomersDb, int>(db => db.Customers.CountAsync()), seen.Count);
    }

    [Fact]
    public async Task The_same_key_and_body_is_answered_again_and_done_once()
    {
        var api = await app.Api();
        var (key, customer) = (Guid.NewGuid().ToString(), Customer("Once Ltd"));
        var first = await api.SendAsync(Post("/api/v1/customers", customer, key));
        var second = await api.SendAsync(Post("/api/v1/customers", customer, key));
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(1, await CustomersNamed("Once Ltd"));
    }

    [Fact]
    public async Task A_key_belongs_to_one_request_and_one_token()
    {
        var api = await app.Api();
        var key = Guid.NewGuid().ToString();
        (await api.SendAsync(Post("/api/v1/customers", Customer(), key))).EnsureSuccessStatusCode();
        var problem = await Problem(await api.SendAsync(Post("/api/v1/customers", Customer(), key)), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("api.idempotency.other", problem.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Created, (await (await app.Api()).SendAsync(Post("/api/v1/customers", Customer(), key))).StatusCode);
    }

    [Fact]
    public async Task What_was_refused_frees_its_key()
    {
        var api = await app.Api();
        var key = Guid.NewGuid().ToString();
        await Problem(await api.SendAsync(Post("/api/v1/customers", new { name = "" }, key)), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(HttpStatusCode.Created, (await api.SendAsync(Post("/api/v1/customers", Customer(), key))).StatusCode);
    }

    [Fact]
    public async Task Keys_are_short_and_printable()
    {
        var api = await app.Api();
        await Problem(await api.SendAsync(Post("/api/v1/customers", Customer(), new string('k', 201))), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Many_at_once_with_one_key_create_one()
    {
        var api = await app.Api();
        var (key, customer) = (Guid.NewGuid().ToString(), Customer("Twin Ltd"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.SendAsync(Post("/api/v1/customers", customer, key))));
        Assert.Equal(1, await CustomersNamed("Twin Ltd"));
        Assert.True(answers.All(a => a.StatusCode == HttpStatusCode.Created), string.Join(", ", answers.Select(a => $"{a.StatusCode} {a.Content.ReadAsStringAsync().Result}")));
        Assert.Single(answers, a => !a.Headers.Contains("Idempotency-Replayed"));
        var bodies = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));
        Assert.Single(bodies.Distinct());
    }

    [Fact]
    public async Task A_host_that_died_before_answering_does_not_lead_to_a_second_customer()
    {
        var api = await app.Api();
        var (key, customer) = (Guid.NewGuid().ToString(), Customer("Lost Ltd"));
        (await api.SendAsync(Post("/api/v1/customers", customer, key))).EnsureSuccessStatusCode();
        // As the row stands between the commit of the work and the keeping of its answer.
        await app.Db<PlatformDb>(db => db.Idempotency.Where(i => i.Key == key).ExecuteUpdateAsync(s => s.SetProperty(i => i.Status, (int?)null).SetProperty(i => i.At, i => i.At.AddMinutes(-2))));
        var problem = await Problem(await api.SendAsync(Post("/api/v1/customers", customer, key)), HttpStatusCode.Conflict);
        Assert.Equal("api.idempotency.lost", problem.GetProperty("code").GetString());
        Assert.Equal(1, await CustomersNamed("Lost Ltd"));
    }

    [Fact]
    public async Task Answers_are_forgotten_after_a_day()
    {
        var api = await app.Api();
        var (key, customer) = (Guid.NewGuid().ToString(), Customer());
        (await api.SendAsync(Post("/api/v1/customers", customer, key))).EnsureSuccessStatusCode();
        await app.Db<PlatformDb>(async db =>
        {
            await db.Idempotency.Where(i => i.Key == key).ExecuteUpdateAsync(s => s.SetProperty(i => i.At, i => i.At.AddHours(-25)));
            await new ForgetAnswers(db).Run(default);
            Assert.False(await db.Idempotency.AnyAsync(i => i.Key == key));
        });
    }

    [Fact]
    public async Task A_change_needs_the_tag_that_was_read()
    {
        var api = await app.Api();
        var created = await api.SendAsync(Post("/api/v1/customers", Customer()));
        var url = created.Headers.Location!.ToString();
        var tag = created.Headers.ETag!.Tag;

        async Task<HttpResponseMessage> Patch(string? match)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(new { region = "North " + Guid.NewGuid() }) };
            if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
            return await api.SendAsync(request);
        }

        await Problem(await Patch(null), HttpStatusCode.PreconditionRequired);
        await Problem(await Patch("*"), HttpStatusCode.PreconditionRequired);
        await Problem(await Patch("\"somebody else's\""), HttpStatusCode.PreconditionFailed);
        var changed = await Patch(tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag!.Tag);
        await Problem(await Patch(tag), HttpStatusCode.PreconditionFailed);
        Assert.Equal(HttpStatusCode.OK, (await Patch("W/" + changed.Headers.ETag.Tag)).StatusCode);
    }

    [Fact]
    public async Task Who_has_the_row_already_is_told_so()
    {
        var api = await app.Api();
        var created = await api.SendAsync(Post("/api/v1/customers", Customer()));
        var again = new HttpRequestMessage(HttpMethod.Get, created.Headers.Location) { Headers = { IfNoneMatch = { created.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await api.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Instants_are_utc_and_unknown_members_are_ignored()
    {
        var api = await app.Api();
        var created = await Json(await api.SendAsync(Post("/api/v1/customers", new { kind = "individual", name = "王小明 " + Guid.NewGuid().ToString("N")[..6], shoeSize = 43 })));
        Assert.Equal("individual", created.GetProperty("kind").GetString());
        Assert.EndsWith("Z", created.GetProperty("createdAt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_back()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b => { CrmApp.Configure(b, app.ConnectionString, app.Clock); b.UseSetting("Crm:Api:PerMinute", "3"); });
        var token = (await app.Api()).DefaultRequestHeaders.Authorization;
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = token;
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/customers")).StatusCode);
        var refused = await client.GetAsync("/api/v1/customers");
        await Problem(refused, HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        // Another token is not held up by it.
        client.DefaultRequestHeaders.Authorization = (await app.Api("agent")).DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/customers")).StatusCode);
    }
}
