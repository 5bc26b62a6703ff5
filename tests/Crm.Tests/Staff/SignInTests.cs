using System.Net;
using Crm.Staff.Data;
using Crm.Staff.Features.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff;

public sealed class SignInTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("admin"), InlineData("supervisor"), InlineData("manager"), InlineData("agent"), InlineData("analyst")]
    public async Task Demo_people_sign_in_through_the_page(string person)
    {
        var browser = await app.As(person);
        var page = await browser.Get("/sign-out");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.True(await app.Db<StaffDb, bool>(db => db.Sessions.AnyAsync(s => s.EndedAt == null)));
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
        var browser = await app.As("analyst");
        var open = await Open();
        await browser.Post("/sign-out");
        Assert.Equal(open - 1, await Open());
    }

    Task<int> Open() => app.Db<StaffDb, int>(db => db.Sessions.CountAsync(s => s.EndedAt == null));
}
