using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Merging;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Customers.Merging;

public sealed class WarningTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string phone, string? @as = null) => app.Send(new RegisterCustomer.Command { Name = name, Phones = [new() { Value = phone }], AllowDuplicate = true }, @as);

    [Fact]
    public async Task The_warning_comes_while_one_types_and_names_reasons()
    {
        var known = await New("Katherine Johnson", "16677770001", "manager");
        var manager = await app.As("manager");
        var form = await manager.Get("/customers/new");
        var area = form.Document.QuerySelector("#twins")!;
        Assert.Equal("/customers/check", area.GetAttribute("hx-post"));
        var warned = await Check(manager, form, ("Form.Name", "K. Johnson"), ("Form.Phones[0].Value", "166 7777 0001"));
        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.Contains("Katherine Johnson", warned.Html, StringComparison.Ordinal);
        Assert.Contains("Same phone", warned.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", warned.Html, StringComparison.Ordinal);
        // Half a number, half a date: nothing to say yet, and no error either.
        var early = await Check(manager, form, ("Form.Name", "K"), ("Form.Phones[0].Value", "166 7"), ("Form.Birthday", "19"));
        Assert.Equal((HttpStatusCode.OK, ""), (early.Status, early.Html.Trim()));
        Assert.Equal("", (await Check(manager, form, ("Form.Name", ""), ("Form.Kind", "99"))).Html.Trim());
        // Nobody is a duplicate of themselves.
        var edit = await manager.Get($"/customers/{known}/edit");
        Assert.Equal($"/customers/check?except={known}", edit.Document.QuerySelector("#twins")!.GetAttribute("hx-post"));
        var own = await manager.Send(Post($"/customers/check?except={known}", edit, ("Form.Name", "Katherine Johnson"), ("Form.Phones[0].Value", "16677770001")));
        Assert.Equal("", own.Html.Trim());
        Assert.Equal(HttpStatusCode.Found, (await manager.Get("/customers/check")).Status);
    }

    static Task<Answer> Check(Browser browser, Answer form, params (string, string)[] fields) => browser.Send(Post("/customers/check", form, fields));

    static HttpRequestMessage Post(string url, Answer form, params (string Name, string Value)[] fields) => new(HttpMethod.Post, url)
    {
        Headers = { { "HX-Request", "true" } },
        Content = new FormUrlEncodedContent([new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]),
    };

    [Fact]
    public async Task Outside_ones_reach_only_the_owner_is_told_and_can_be_asked()
    {
        var id = await New("Dorothy Vaughan", "16677770002", "supervisor");
        var manager = await app.As("manager");
        var form = await manager.Get("/customers/new");
        var warned = await Check(manager, form, ("Form.Name", "Someone"), ("Form.Phones[0].Value", "16677770002"));
        Assert.DoesNotContain("Dorothy", warned.Html, StringComparison.Ordinal);
        var ask = warned.Document.QuerySelector("a[href^='/customers/ask']")!.GetAttribute("href")!;
        Assert.DoesNotContain($"{id}", ask.Split("who=")[0], StringComparison.Ordinal);
        // Without JavaScript: the same in the form that comes back.
        var refused = await manager.Post("/customers/new", ("Form.Name", "Someone"), ("Form.Phones[0].Value", "16677770002"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.NotNull(refused.Document.QuerySelector("a[href^='/customers/ask']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post(ask, ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post(ask, ("Form.Reason", "She called me"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post(ask, ("Form.Reason", "She called me again"))).Status);
        var told = await app.Db<CustomersDb, List<long>>(db => db.Notifications.Where(n => n.Url == $"/customers/{id}" && n.Text == "customers.ask.notice").Select(n => n.StaffId).ToListAsync());
        Assert.NotEmpty(told);
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Post("/customers/ask?who=rubbish", ("Form.Reason", "x"))).Status);
    }

    [Fact]
    public async Task Blocked_duplicates_cannot_be_saved_by_anyone()
    {
        await New("Mary Jackson", "16677770003");
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/customers/settings/duplicates", ("Form.Block", "true"))).Status);
        try
        {
            var refused = await admin.Post("/customers/new", ("Form.Name", "Mary J."), ("Form.Phones[0].Value", "16677770003"), ("Form.AllowDuplicate", "true"));
            Assert.Equal(HttpStatusCode.Conflict, refused.Status);
            Assert.Null(refused.Document.QuerySelector("[name='Form.AllowDuplicate']"));
            var api = await app.Api();
            var answer = await api.PostAsJsonAsync("/api/v1/customers?allowDuplicate=true", new { kind = "individual", name = "Mary J.", phones = new[] { new { value = "16677770003" } } });
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Equal("Mary Jackson", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("existing").GetProperty("name").GetString());
        }
        finally { await admin.Post("/customers/settings/duplicates", ("Form.Block", "false")); }
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/customers/settings/duplicates")).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/customers/new", ("Form.Name", "Mary J."), ("Form.Phones[0].Value", "16677770003"), ("Form.AllowDuplicate", "true"))).Status);
    }

    [Fact]
    public async Task Many_are_checked_in_one_go()
    {
        await New("Annie Easley", "16677770004");
        var twins = await app.Scope(s => ((Duplicates)s.GetService(typeof(Duplicates))!).Find(
            [.. Enumerable.Range(0, 300).Select(i => new RegisterCustomer.Command { Name = $"Nobody Knows {i}", Phones = [new() { Value = i == 7 ? "16677770004" : $"1667778{i:D4}" }] }.ToProfile(null, null))], null, default));
        Assert.Equal("Annie Easley", Assert.Single(twins[7]).Name);
        Assert.True(twins[7][0].Likely);
        Assert.All(twins.Where((_, i) => i != 7), Assert.Empty);
    }
}
