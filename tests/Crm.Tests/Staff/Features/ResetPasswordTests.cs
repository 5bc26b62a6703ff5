using System.Net;
using System.Text.RegularExpressions;
using Crm.Staff.Data;
using Crm.Staff.Features.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff.Features;

public sealed partial class ResetPasswordTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_mailed_link_sets_a_password_once_and_ends_all_sessions()
    {
        var before = await app.As("zhao.min");
        var asked = await app.Anonymous().Post("/sign-in/forgot", ("Form.Email", "Zhao.Min@demo.test"));
        Assert.Equal("/sign-in", asked.Location?.OriginalString);
        var url = await LinkFor("zhao.min@demo.test");

        var browser = app.Anonymous();
        var differing = await browser.Post(url, ("Form.Password", "a fresh new secret"), ("Form.Again", "another"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, differing.Status);
        Assert.NotEmpty(differing.ErrorOf("Form.Again"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post(url, ("Form.Password", "password123"), ("Form.Again", "password123"))).Status);
        Assert.Equal("/sign-in", (await browser.Post(url, ("Form.Password", "a fresh new secret"), ("Form.Again", "a fresh new secret"))).Location?.OriginalString);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post(url, ("Form.Password", "one more secret"), ("Form.Again", "one more secret"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await before.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/sign-in", ("Form.Email", "zhao.min@demo.test"), ("Form.Password", DemoStaff.Password))).Status);
        Assert.Equal("/", (await browser.Post("/sign-in", ("Form.Email", "zhao.min@demo.test"), ("Form.Password", "a fresh new secret"))).Location?.OriginalString);
    }

    [Fact]
    public async Task An_old_link_is_refused()
    {
        await app.Anonymous().Post("/sign-in/forgot", ("Form.Email", "sun.li@demo.test"));
        var url = await LinkFor("sun.li@demo.test");
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Post(url, ("Form.Password", "a fresh new secret"), ("Form.Again", "a fresh new secret"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Post("/sign-in/reset", ("Form.Password", "a fresh new secret"), ("Form.Again", "a fresh new secret"))).Status);
    }

    [Fact]
    public async Task Nobody_learns_who_has_an_account_and_no_mail_box_is_flooded()
    {
        var known = await app.Anonymous().Post("/sign-in/forgot", ("Form.Email", "wu.qian@demo.test"));
        await app.Anonymous().Post("/sign-in/forgot", ("Form.Email", "wu.qian@demo.test"));
        var unknown = await app.Anonymous().Post("/sign-in/forgot", ("Form.Email", "nobody@demo.test"));
        Assert.Equal((known.Status, known.Location), (unknown.Status, unknown.Location));
        Assert.Equal(1, await app.Db<StaffDb, int>(db => db.Mail.CountAsync(m => m.ToAddress == "wu.qian@demo.test")));
        Assert.Equal(0, await app.Db<StaffDb, int>(db => db.Mail.CountAsync(m => m.ToAddress == "nobody@demo.test")));
    }

    async Task<string> LinkFor(string email)
    {
        var mail = await app.Db<StaffDb, Crm.Platform.Data.MailRow>(db => db.Mail.OrderByDescending(m => m.Id).FirstAsync(m => m.ToAddress == email));
        Assert.True(mail.Secret);
        return Link().Match(mail.TextBody).Value;
    }

    [GeneratedRegex(@"/sign-in/reset\?token=\S+")]
    private static partial Regex Link();
}
