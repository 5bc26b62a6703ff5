using System.Net;
using System.Text;
using System.Text.Json;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Api;

/// <summary>The description of the API is complete, and what it describes withstands nonsense.</summary>
public sealed class OpenApiTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task<JsonElement> Document() => JsonDocument.Parse(await app.Client().GetStringAsync("/openapi/v1.json")).RootElement;

    IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where path.StartsWith("/api/v1", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method.ToLowerInvariant(), System.Text.RegularExpressions.Regex.Replace(path, @"\{\**(\w+)[^}]*\}", "{$1}"));

    static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, path.Name, operation.Value);

    [Fact]
    public async Task It_lists_every_route()
    {
        var document = await Document();
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var described = Operations(document).Select(o => $"{o.Method} {o.Path}").ToHashSet();
        var routes = Routes().Select(r => $"{r.Method} {r.Path}").ToList();
        Assert.NotEmpty(routes);
        Assert.Empty(routes.Except(described));
    }

    [Fact]
    public async Task Every_operation_says_what_it_belongs_to_answers_and_refuses()
    {
        var document = await Document();
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        foreach (var (method, path, operation) in Operations(document))
        {
            var name = $"{method} {path}";
            Assert.True(operation.TryGetProperty("tags", out var tags) && !tags[0].GetString()!.StartsWith("Crm", StringComparison.Ordinal), $"{name} has no tag: WithTags");
            var responses = operation.GetProperty("responses");
            Assert.True(responses.EnumerateObject().Any(r => r.Name[0] == '2'), $"{name} has no success");
            Assert.True(responses.TryGetProperty("401", out _) && responses.TryGetProperty("429", out _), $"{name} lacks refusals");
            if (path.Contains('{', StringComparison.Ordinal)) Assert.True(responses.TryGetProperty("404", out _), $"{name} lacks 404");
            if (method == "patch") Assert.True(responses.TryGetProperty("428", out _) && responses.TryGetProperty("412", out _), $"{name} takes no If-Match");
        }
    }

    [Fact]
    public async Task Every_post_that_answers_201_honours_idempotency_keys()
    {
        foreach (var (method, path, operation) in Operations(await Document()).Where(o => o.Method == "post" && o.Operation.GetProperty("responses").TryGetProperty("201", out _)))
            Assert.True(operation.TryGetProperty("parameters", out var parameters) && parameters.EnumerateArray().Any(p => p.GetProperty("name").GetString() == "Idempotency-Key"), $"{method} {path} lacks .Creates()");
    }

    [Fact]
    public async Task Every_list_is_paged()
    {
        foreach (var (_, path, operation) in Operations(await Document()).Where(o => o.Method == "get"))
        {
            if (!operation.GetProperty("responses").TryGetProperty("200", out var ok) || !ok.TryGetProperty("content", out var content)) continue;
            if (!content.GetRawText().Contains("SliceOf", StringComparison.Ordinal)) continue;
            var names = operation.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ToList();
            Assert.True(names.Contains("limit") && names.Contains("cursor"), $"{path} takes no limit and cursor");
        }
    }

    [Fact]
    public async Task Enums_are_words()
    {
        var schemas = (await Document()).GetProperty("components").GetProperty("schemas");
        foreach (var schema in schemas.EnumerateObject().Where(s => s.Value.TryGetProperty("enum", out _)))
            foreach (var value in schema.Value.GetProperty("enum").EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null))
                Assert.Matches("^[a-z0-9_]+$", value.GetString());
    }

    [Fact]
    public async Task The_reference_is_a_page_without_inline_script()
    {
        var page = await app.Anonymous().Get("/api/docs");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.All(page.Document.Scripts, s => Assert.NotNull(s.Source));
    }

    /// <summary>Every operation that takes a body is sent everything a careless or curious program might send.</summary>
    [Fact]
    public async Task Nonsense_is_refused_never_a_fault_of_ours()
    {
        var api = await app.Api();
        var document = await Document();
        var tried = 0;
        var broken = new List<string>();
        foreach (var (method, path, operation) in Operations(document).Where(o => o.Operation.TryGetProperty("requestBody", out _)))
        {
            var url = System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+\}", "1");
            foreach (var body in Nonsense(document, operation))
            {
                var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                var response = await api.SendAsync(request);
                tried++;
                var ok = (int)response.StatusCode < 500;
                if (ok && (int)response.StatusCode >= 400) ok = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
                if (!ok) broken.Add($"{method} {path} answered {(int)response.StatusCode} to {body[..Math.Min(120, body.Length)]}");
            }
        }
        Assert.True(tried > 0);
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task Nonsense_in_addresses_is_refused_never_a_fault_of_ours()
    {
        var api = await app.Api();
        var broken = new List<string>();
        string[] odd = ["x", "-1", "0", "99999999999999999999", "9223372036854775807", "%00", "%F0%9F%98%80", "'--", "2026-99-99", "[]", new('9', 3000)];
        foreach (var (_, path, operation) in Operations(await Document()).Where(o => o.Method == "get"))
        {
            foreach (var value in odd)
            {
                var query = !operation.TryGetProperty("parameters", out var parameters) ? [] : parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!).ToList();
                var urls = query.Select(q => $"{System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+\}", "1")}?{q}={value}").ToList();
                // The test server itself refuses a NUL in a path, as Kestrel does.
                if (path.Contains('{', StringComparison.Ordinal) && value != "%00") urls.Add(System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+\}", value));
                foreach (var url in urls)
                {
                    var response = await api.GetAsync(url);
                    if ((int)response.StatusCode >= 500) broken.Add($"{url[..Math.Min(150, url.Length)]} answered {(int)response.StatusCode}");
                }
            }
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    static IEnumerable<string> Nonsense(JsonElement document, JsonElement operation)
    {
        yield return "";
        yield return "null";
        yield return "[]";
        yield return "{}";
        yield return "true";
        yield return "\"text\"";
        yield return "{\"a\":";
        yield return new string('[', 5000);
        yield return string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        yield return "{\"\":1,\"__proto__\":{},\"$type\":\"System.Object\"}";
        foreach (var schema in Bodies(document, operation))
        {
            var members = Members(document, schema);
            var sound = members.ToDictionary(m => m.Name, m => Sample(document, m.Schema, 0));
            yield return JsonSerializer.Serialize(sound);
            foreach (var (name, _) in members)
                foreach (var value in Values)
                    yield return "{" + string.Join(',', sound.Select(s => JsonSerializer.Serialize(s.Key) + ":" + (s.Key == name ? value : JsonSerializer.Serialize(s.Value)))) + "}";
        }
    }

    static readonly string[] Values =
    [
        "null", "\"\"", "\"   \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\u202e\\u0007\\ufffe\"", "\"'; drop table x; --\"", "\"{{7*7}}<script>alert(1)</script>\"",
        "[]", "[null]", "[[[]]]", "{}", "{\"value\":null}", "true", "0", "-1", "1e400", "1.5", "9223372036854775808", "99999999999999999999999999999.99",
        "\"2026-02-30T25:61:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"" + new string('x', 100_000) + "\"", "\"" + new string('客', 10_000) + "\"",
    ];

    static IEnumerable<JsonElement> Bodies(JsonElement document, JsonElement operation) =>
        operation.GetProperty("requestBody").GetProperty("content").EnumerateObject().Where(c => c.Name.Contains("json", StringComparison.Ordinal) && c.Value.TryGetProperty("schema", out _)).Select(c => Resolve(document, c.Value.GetProperty("schema")));

    static List<(string Name, JsonElement Schema)> Members(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(p => (p.Name, Resolve(document, p.Value)))] : [];

    static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var oneOf)) return Resolve(document, oneOf.EnumerateArray().Last());
        if (!schema.TryGetProperty("$ref", out var reference)) return schema;
        var at = document;
        foreach (var part in reference.GetString()![2..].Split('/')) at = at.GetProperty(part);
        return Resolve(document, at);
    }

    static object? Sample(JsonElement document, JsonElement schema, int depth)
    {
        if (depth > 4) return null;
        if (schema.TryGetProperty("enum", out var words)) return words[0].GetString();
        var types = !schema.TryGetProperty("type", out var type) ? [] : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).ToList() : [type.GetString()];
        if (types.Contains("object")) return Members(document, schema).ToDictionary(m => m.Name, m => Sample(document, m.Schema, depth + 1));
        if (types.Contains("array")) return schema.TryGetProperty("items", out var items) ? new[] { Sample(document, Resolve(document, items), depth + 1) } : Array.Empty<object>();
        if (types.Contains("boolean")) return true;
        if (types.Contains("integer") || types.Contains("number")) return 1;
        return schema.TryGetProperty("format", out var format) ? format.GetString() switch { "date-time" => "2026-03-01T00:00:00Z", "date" => "2026-03-01", "uuid" => Guid.Empty.ToString(), _ => "text" } : "text";
    }
}
