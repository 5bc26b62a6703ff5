using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Rules;
using Crm.Customers.Features.Segments;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Segments;

public sealed class SegmentPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string industry, string @as = "manager") => app.Send(new RegisterCustomer.Command { Name = name, Industry = industry, AllowDuplicate = true }, @as);

    Task Drain() => app.Services.GetRequiredService<SweepRunner>().Run<RefreshFacts>();

    static readonly (string, string?)[] Industry =
    [
        ("Form.Rule.Match", "All"), ("Form.Rule.Conditions[0].Was", "industry"), ("Form.Rule.Conditions[0].Fact", "industry"), ("Form.Rule.Conditions[0].Is", "AnyOf"),
    ];

    [Fact]
    public async Task A_segment_is_written_without_a_script_counted_and_listed()
    {
        var id = await New("分群甲", "造船");
        await New("分群乙", "造纸");
        await Drain();
        var manager = await app.As("manager");
        // The editor's buttons change the rule and save nothing.
        var looked = await manager.Post("/segments/new", [.. Industry, ("Form.Name", "船"), ("Form.Rule.Conditions[0].Values", "造船，造车"), ("Edit", "look")]);
        Assert.Equal(HttpStatusCode.OK, looked.Status);
        Assert.Equal("1", looked.Text("#rule-editor .h1"));
        Assert.Contains("分群甲", looked.Html, StringComparison.Ordinal);
        Assert.Equal("船", looked.ValueOf("Form.Name"));
        Assert.False(await app.Db<CustomersDb, bool>(db => db.Segments.AnyAsync(s => s.Name == "船")));
        var grown = await manager.Submit(looked, "/segments/new", ("Edit", "group:"));
        Assert.NotNull(grown.Document.QuerySelector("[name='Form.Rule.Groups[0].Conditions[0].Fact']"));
        var shrunk = await manager.Submit(grown, "/segments/new", ("Edit", "drop:0"));
        Assert.Null(shrunk.Document.QuerySelector("[name='Form.Rule.Groups[0].Conditions[0].Fact']"));

        var saved = await manager.Submit(shrunk, "/segments/new");
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var page = await manager.Get(saved.Location!.ToString());
        Assert.Contains($"/customers/{id}\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("分群甲", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("分群乙", page.Html, StringComparison.Ordinal);
        Assert.Contains("Industry is 造船, 造车", page.Html, StringComparison.Ordinal);
        var segment = await app.Db<CustomersDb, long>(db => db.Segments.Where(s => s.Name == "船").Select(s => s.Id).SingleAsync());
        Assert.Equal("1", (await manager.Get($"/segments/{segment}/count", htmx: true)).Document.QuerySelector("a")!.TextContent);
        var list = await manager.Get($"/customers?segment={segment}");
        Assert.Contains("分群甲", list.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("分群乙", list.Html, StringComparison.Ordinal);
        // Own segments are nobody else's.
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("supervisor")).Get($"/segments/{segment}")).Status);
    }

    [Fact]
    public async Task The_editor_answers_a_script_with_itself_alone_and_changing_the_fact_changes_the_tests()
    {
        var manager = await app.As("manager");
        var page = await manager.Get("/segments/new");
        var request = new HttpRequestMessage(HttpMethod.Post, "/segments/new")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = page.ValueOf("__RequestVerificationToken"), ["Live"] = "true", ["Form.Name"] = "x",
                ["Form.Rule.Conditions[0].Was"] = "spend30", ["Form.Rule.Conditions[0].Fact"] = "level", ["Form.Rule.Conditions[0].Is"] = "AtLeast", ["Form.Rule.Conditions[0].Values"] = "5000",
            }),
        };
        request.Headers.Add("HX-Request", "true");
        var answer = await manager.Send(request);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Document.QuerySelector("h1"));
        Assert.Equal("AnyOf", answer.ValueOf("Form.Rule.Conditions[0].Is"));
        Assert.Equal(["normal", "key", "vip"], answer.Document.QuerySelectorAll("[name='Form.Rule.Conditions[0].Values']").Select(v => v.GetAttribute("value")));
        Assert.DoesNotContain("5000", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_with_a_mistake_comes_back_with_what_was_typed()
    {
        var manager = await app.As("manager");
        var refused = await manager.Post("/segments/new", ("Form.Name", "错误"), ("Form.Rule.Conditions[0].Was", "spend365"), ("Form.Rule.Conditions[0].Fact", "spend365"), ("Form.Rule.Conditions[0].Is", "AtLeast"), ("Form.Rule.Conditions[0].Values", "much"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Type a number.", refused.Text("#rule-editor .invalid-feedback"));
        Assert.Equal("much", refused.ValueOf("Form.Rule.Conditions[0].Values"));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/segments/new")).Status);
    }

    [Fact]
    public async Task A_stale_edit_of_a_segment_overwrites_nothing()
    {
        var id = await app.Send(new WriteSegment.Command { Name = "旧", Rule = Of(RuleMatch.All, When("ordersEver", RuleTest.AtLeast, "1")) }, "manager");
        var manager = await app.As("manager");
        var mine = await manager.Get($"/segments/{id}/edit");
        await manager.Post($"/segments/{id}/edit", ("Form.Name", "他"));
        Assert.Equal(HttpStatusCode.Conflict, (await manager.Submit(mine, $"/segments/{id}/edit", ("Form.Name", "我"))).Status);
        Assert.Equal("他", await app.Db<CustomersDb, string>(db => db.Segments.Where(s => s.Id == id).Select(s => s.Name).SingleAsync()));
    }

    [Fact]
    public async Task Members_are_those_the_reader_may_see_page_by_page()
    {
        for (var i = 0; i < 5; i++) await New($"范围 {i}", "范围行业");
        for (var i = 0; i < 3; i++) await New($"别人 {i}", "范围行业", "agent");
        await Drain();
        var id = await app.Send(new WriteSegment.Command { Name = "范围", Shared = true, Rule = Of(RuleMatch.All, When("industry", RuleTest.AnyOf, "范围行业")) }, "manager");
        Assert.Equal(5, await app.Send(new CountSegment.Query(id), "manager")); // own customers only
        Assert.Equal(8, await app.Send(new CountSegment.Query(id), "agent"));
        var seen = new List<long>();
        string? after = null;
        do
        {
            var slice = await app.Send(new ListMembers.Query { Id = id, Limit = 2, After = after }, "manager");
            seen.AddRange(slice.Items.Select(r => r.Id));
            after = slice.NextCursor;
        }
        while (after is not null);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(), seen);
    }

    [Fact]
    public async Task Other_modules_page_through_admitted_members()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++) ids.Add(await New($"受众 {i}", "受众行业"));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set admission = 'pending' where id = {ids[0]}"));
        await Drain();
        var id = await app.Send(new WriteSegment.Command { Name = "受众", Shared = true, Rule = Of(RuleMatch.All, When("industry", RuleTest.AnyOf, "受众行业")) }, "manager");
        await app.Scope(async s =>
        {
            var segments = s.GetRequiredService<ICustomerSegments>();
            Assert.Contains(await segments.Usable(default), x => x.Id == id && x.Name == "受众");
            Assert.Equal(4, await segments.Count(id, default));
            var first = await segments.Members(id, 0, 3, default);
            var rest = await segments.Members(id, first[^1].Id, 3, default);
            Assert.Equal(ids[1..], first.Concat(rest).Select(c => c.Id));
            return 0;
        }, "analyst");
        Assert.DoesNotContain(await app.Scope(s => s.GetRequiredService<ICustomerSegments>().Usable(default), "analyst"), x => x.Name == "船");
    }

    [Fact]
    public async Task Programs_list_make_and_read_segments()
    {
        await New("接口客户", "接口行业");
        await Drain();
        var api = await app.Api("admin");
        var full = await app.Api("supervisor");
        var body = new { name = "接口", shared = true, rule = new { match = "any", conditions = new[] { new { fact = "industry", @is = "any_of", values = new[] { "接口行业" } } }, groups = new[] { new { match = "all", conditions = new[] { new { fact = "spend365", @is = "at_least", values = new[] { "99999" } } } } } } };
        var made = await full.PostAsJsonAsync("/api/v1/segments", body);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var segment = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("any_of", segment.GetProperty("rule").GetProperty("conditions")[0].GetProperty("is").GetString());
        var id = segment.GetProperty("id").GetInt64();
        Assert.Contains((await full.GetFromJsonAsync<JsonElement>("/api/v1/segments")).GetProperty("items").EnumerateArray(), s => s.GetProperty("id").GetInt64() == id);
        Assert.Equal(HttpStatusCode.OK, (await full.GetAsync($"/api/v1/segments/{id}/members?limit=1")).StatusCode);
        Assert.Contains((await full.GetFromJsonAsync<JsonElement>("/api/v1/segments/facts")).EnumerateArray(), f => f.GetProperty("key").GetString() == "spend365");
        foreach (var wrong in new object[] { new { name = "x", rule = new { conditions = new object?[] { null } } }, new { name = "x" }, new { name = "x", rule = new { conditions = new[] { new { fact = (string?)null, values = (string[]?)null } } } } })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await full.PostAsJsonAsync("/api/v1/segments", wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsJsonAsync("/api/v1/segments", body)).StatusCode);
    }

    [Fact]
    public async Task Administrators_edit_automatic_tags_and_wearers_follow_at_once()
    {
        var id = await New("自动标签客户", "钢铁");
        await Drain();
        var admin = await app.As("admin");
        var saved = await admin.Post("/tags/new", ("Form.NameZh", "钢铁客户"), ("Form.NameEn", "Steel"), ("Form.Color", "red"), ("Form.Rule.Conditions[0].Was", "industry"), ("Form.Rule.Conditions[0].Fact", "industry"), ("Form.Rule.Conditions[0].Is", "AnyOf"), ("Form.Rule.Conditions[0].Values", "钢铁"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var tag = await app.Db<CustomersDb, long>(db => db.AutoTags.Where(t => t.NameEn == "Steel").Select(t => t.Id).SingleAsync());
        var manager = await app.As("manager", "zh-CN");
        var panel = await manager.Get($"/customers/{id}/auto-tags");
        Assert.Contains("钢铁客户", panel.Html, StringComparison.Ordinal);
        Assert.Contains("行业 钢铁（条件：属于 钢铁）", panel.Html, StringComparison.Ordinal);
        var list = await manager.Get($"/customers?autoTag={tag}");
        Assert.Contains("自动标签客户", list.Html, StringComparison.Ordinal);
        await admin.Post($"/tags/{tag}/edit", ("Form.Off", "true"));
        Assert.DoesNotContain("自动标签客户", (await manager.Get($"/customers?autoTag={tag}")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.Get("/tags")).Status);
        Assert.Contains("高价值客户", (await (await app.As("admin", "zh-CN")).Get("/tags")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_changes_what_the_product_made()
    {
        var champions = await app.Db<CustomersDb, long>(db => db.Segments.Where(s => s.Key == "rfm.champions").Select(s => s.Id).SingleAsync());
        Assert.Contains("冠军客户", (await (await app.As("manager", "zh-CN")).Get("/segments?view=Ready")).Html, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForbiddenException>(() => app.Send(new RetireSegment.Command(champions), "manager"));
    }
}
