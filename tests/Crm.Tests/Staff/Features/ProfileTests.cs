using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Staff.Data;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Staff.Features;

public sealed class ProfileTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Language_and_zone_of_the_profile_count_before_those_of_the_browser()
    {
        var browser = await app.As("wu.qian");
        Assert.Contains("Profile", (await browser.Get("/profile")).Text("h1"));
        Assert.Equal("/profile", (await browser.Post("/profile", ("Form.Language", "zh-CN"), ("Form.Zone", "Europe/Berlin"), ("Form.Initials", "吴"))).Location?.OriginalString);
        var page = await browser.Get("/profile");
        Assert.Equal("个人资料", page.Text("h1"));
        Assert.Equal("Europe/Berlin", page.ValueOf("Form.Zone"));
    }

    [Fact]
    public async Task What_is_no_zone_or_language_is_refused_beside_its_field_and_a_stale_save_is_shown()
    {
        var browser = await app.As("zhou.jie");
        var bad = await browser.Post("/profile", ("Form.Language", "xx"), ("Form.Zone", "Mars/Olympus"), ("Form.Initials", "too long"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("too long", bad.ValueOf("Form.Initials"));

        var open = await browser.Get("/profile");
        await browser.Post("/profile", ("Form.Initials", "A"));
        var stale = await browser.Submit(open, "/profile", ("Form.Initials", "B"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
    }

    [Fact]
    public async Task Changing_the_password_asks_for_the_present_one_and_ends_the_other_sessions()
    {
        var (here, there) = (await app.As("sun.li"), await app.As("sun.li"));
        var wrong = await here.Post("/profile/security", ("Form.Current", "nonsense"), ("Form.Password", "a brand new secret"), ("Form.Again", "a brand new secret"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.NotEmpty(wrong.ErrorOf("Form.Current"));
        Assert.Equal("/profile/security", (await here.Post("/profile/security", ("Form.Current", DemoStaff.Password), ("Form.Password", "a brand new secret"), ("Form.Again", "a brand new secret"))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await here.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/profile")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_and_nobody_elses()
    {
        var (here, there, other) = (await app.As("agent"), await app.As("agent"), await app.As("analyst"));
        var page = await here.Get("/profile/sessions");
        var id = page.Document.QuerySelector("form[action='/profile/sessions/end'] input[name=id]")!.GetAttribute("value");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Submit(await other.Get("/profile/sessions/end"), "/profile/sessions/end", ("id", id))).Status);
        Assert.Equal(HttpStatusCode.OK, (await there.Get("/profile")).Status);
        await here.Submit(page, "/profile/sessions/end", ("id", id));
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.Get("/profile")).Status);
    }

    [Fact]
    public async Task A_session_ends_after_thirty_days_however_often_it_is_used()
    {
        var browser = await app.As("emily.carter");
        await app.Db<StaffDb>(db => db.Database.ExecuteSqlRawAsync("update staff.sessions set started_at = started_at - interval '31 days'"));
        app.Services.GetRequiredService<StaffCache>().Drop();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/profile")).Status);
    }

    [Fact]
    public async Task A_token_is_shown_once_works_within_its_rights_and_can_be_revoked()
    {
        var browser = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/tokens/new", ("Form.Name", ""))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/tokens/new", ("Form.Name", "x"), ("Form.Permissions", "staff.manage"))).Status);
        var made = await browser.Post("/profile/tokens/new", ("Form.Name", "reporting"), ("Form.Days", "30"), ("Form.Permissions", "dashboard.view"));
        var secret = made.Text("#token");
        Assert.StartsWith("crm_", secret);
        Assert.DoesNotContain(secret, (await browser.Get("/profile/tokens")).Html);

        var api = app.Client();
        api.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var me = await api.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal("supervisor@demo.test", me.GetProperty("email").GetString());
        Assert.Equal(["dashboard.view"], me.GetProperty("permissions").EnumerateObject().Select(p => p.Name));

        var id = await app.Db<StaffDb, long>(db => db.Tokens.Where(t => t.Name == "reporting").Select(t => t.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("analyst")).Post($"/profile/tokens/{id}/revoke")).Status);
        await browser.Post($"/profile/tokens/{id}/revoke");
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task A_form_that_shows_a_token_makes_one_however_often_it_is_sent()
    {
        var browser = await app.As("supervisor");
        var form = await browser.Get("/profile/tokens/new");
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => browser.Submit(form, "/profile/tokens/new", ("Form.Name", "twice"))));
        Assert.Single(answers, a => a.Document.QuerySelector("#token") is not null);
        Assert.Contains("no-store", answers.Single(a => a.Location is null).Response.Headers.CacheControl!.ToString());
        Assert.Equal(["/profile/tokens"], answers.Where(a => a.Location is not null).Select(a => a.Location!.ToString()).Distinct());
        var late = await browser.Submit(form, "/profile/tokens/new", ("Form.Name", "twice"));
        Assert.Contains("shown only once", (await browser.Get(late.Location!.ToString())).Text("#toasts"));
        Assert.Equal(1, await app.Db<StaffDb, int>(db => db.Tokens.CountAsync(t => t.Name == "twice")));
    }

    [Fact]
    public async Task A_token_expires()
    {
        var browser = await app.As("qian.xue");
        var secret = (await browser.Post("/profile/tokens/new", ("Form.Name", "short"), ("Form.Days", "7"))).Text("#token");
        var api = app.Client();
        api.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/me")).StatusCode);
        app.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/me")).StatusCode);
        app.Clock.Advance(-TimeSpan.FromDays(8));
    }

    [Fact]
    public async Task Colleagues_and_teams_over_the_api_page_by_page()
    {
        var api = await app.Api("agent");
        var first = await api.GetFromJsonAsync<JsonElement>("/api/v1/staff?limit=5");
        Assert.Equal(5, first.GetProperty("items").GetArrayLength());
        var second = await api.GetFromJsonAsync<JsonElement>("/api/v1/staff?limit=50&cursor=" + first.GetProperty("nextCursor").GetString());
        Assert.Equal(12, 5 + second.GetProperty("items").GetArrayLength());
        var teams = await api.GetFromJsonAsync<JsonElement>("/api/v1/teams");
        Assert.Contains("technical-support", teams.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client().GetAsync("/api/v1/staff")).StatusCode);
    }
}
