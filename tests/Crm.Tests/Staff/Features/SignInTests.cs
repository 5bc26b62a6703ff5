using System.Net;
using Crm.Staff.Data;
using Crm.Staff.Features.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff.Features;

public sealed class SignInTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("admin"), InlineData("supervisor"), InlineData("manager"), InlineData("agent"), InlineData("analyst")]
    public async Task Demo_people_sign_in_through_the_page(string person)
    {
        var browser = await app.As(person);
        Assert.Contains(person + "@demo.test", (await browser.Get("/profile")).Html);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        var answer = await app.Anonymous().Post("/sign-in", ("Form.Email", "AGENT@demo.test "), ("Form.Password", DemoStaff.Password));
        var cookie = answer.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.session="));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        Assert.DoesNotContain("expires", cookie);
    }

    [Theory]
    [InlineData("agent@demo.test", "wrong"), InlineData("nobody@demo.test", "wrong")]
    public async Task A_refusal_does_not_tell_who_has_an_account(string email, string password)
    {
        var answer = await app.Anonymous().Post("/sign-in", ("Form.Email", email), ("Form.Password", password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("E-mail or password is wrong", answer.Html);
        Assert.Equal(email, answer.ValueOf("Form.Email"));
        Assert.DoesNotContain($"value=\"{password}\"", answer.Html);
    }

    [Theory]
    [InlineData("/tickets", "/tickets"), InlineData("https://evil.example/", "/"), InlineData("//evil.example", "/"), InlineData("/\\evil.example", "/"), InlineData(null, "/")]
    public async Task Leads_back_to_local_addresses_only(string? returnUrl, string expected)
    {
        var answer = await app.Anonymous().Post("/sign-in", ("Form.Email", "agent@demo.test"), ("Form.Password", DemoStaff.Password), ("Form.ReturnUrl", returnUrl));
        Assert.Equal(expected, answer.Location?.OriginalString);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_whoever_still_has_its_cookie()
    {
        var browser = app.Anonymous();
        var signedIn = await browser.Post("/sign-in", ("Form.Email", "analyst@demo.test"), ("Form.Password", DemoStaff.Password));
        var cookie = signedIn.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.session=")).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await With(cookie));
        await browser.Post("/sign-out");
        Assert.Equal(HttpStatusCode.Redirect, await With(cookie));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_also_when_sent_at_once()
    {
        var browser = app.Anonymous();
        var page = await browser.Get("/sign-in");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => browser.Submit(page, "/sign-in", ("Form.Email", "qian.xue@demo.test"), ("Form.Password", "guess " + i))));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/sign-in", ("Form.Email", "qian.xue@demo.test"), ("Form.Password", DemoStaff.Password))).Status);
        app.Clock.Advance(Crm.Staff.Domain.StaffMember.LockedFor);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post("/sign-in", ("Form.Email", "qian.xue@demo.test"), ("Form.Password", DemoStaff.Password))).Status);
    }

    [Fact]
    public async Task Sign_ins_and_refusals_are_in_the_audit_trail_without_the_password()
    {
        await app.As("zhou.jie");
        await app.Anonymous().Post("/sign-in", ("Form.Email", "zhou.jie@demo.test"), ("Form.Password", "a-wrong-secret"));
        var id = await app.Db<StaffDb, long>(db => db.Members.Where(m => m.Email == "zhou.jie@demo.test").Select(m => m.Id).SingleAsync());
        var lines = await app.Db<StaffDb, List<Crm.Platform.Data.AuditRow>>(db => db.Audit.Where(a => a.EntityId == id && a.Action.StartsWith("sign_in")).ToListAsync());
        Assert.Contains(lines, l => l.Action == "sign_in");
        Assert.Contains(lines, l => l.Action == "sign_in.refused");
        Assert.DoesNotContain(lines, l => (l.Before + l.After).Contains("a-wrong-secret"));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var form = new FormUrlEncodedContent([new("Form.Email", "agent@demo.test"), new("Form.Password", DemoStaff.Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client().PostAsync("/sign-in", form)).StatusCode);
    }

    [Fact]
    public async Task A_fragment_of_somebody_who_is_signed_out_moves_the_whole_page()
    {
        var answer = await app.Anonymous().Get("/profile", htmx: true);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("/sign-in", answer.Response.Headers.GetValues("HX-Redirect").Single());
    }

    async Task<HttpStatusCode> With(string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/profile");
        request.Headers.Add("Cookie", cookie);
        return (await app.Client().SendAsync(request)).StatusCode;
    }
}
