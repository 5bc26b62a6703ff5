using System.Net;
using System.Text.RegularExpressions;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Demo;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff.Features;

public sealed partial class SecondFactorTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Set_up_sign_in_recover_and_turn_off()
    {
        var browser = await app.As("manager");
        Assert.Equal("/profile/security", (await browser.Get("/profile/factor")).Location?.OriginalString);
        var began = await browser.Submit(await browser.Get("/profile/security"), "/profile/factor/begin");
        Assert.Equal("/profile/factor", began.Location?.OriginalString);
        var offer = await browser.Get("/profile/factor");
        Assert.StartsWith("data:image/png;base64,", offer.Document.QuerySelector("img[alt]")!.GetAttribute("src"));
        var key = Base32(offer.Text("code"));

        var wrong = await browser.Submit(offer, "/profile/factor", ("Form.Code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        var on = await browser.Submit(await browser.Get("/profile/factor"), "/profile/factor", ("Form.Code", OneTimeCode.At(key, app.Clock.Now)));
        var codes = RecoveryCodes().Matches(on.Html).Select(m => m.Value).Distinct().ToList();
        Assert.Equal(RecoveryCode.Count, codes.Count);

        // The password alone is not enough any more, and a used code is worth nothing.
        var second = app.Anonymous();
        var half = await second.Post("/sign-in", ("Form.Email", "manager@demo.test"), ("Form.Password", DemoStaff.Password), ("Form.ReturnUrl", "/profile"));
        Assert.Equal("/sign-in/code", half.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await second.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await second.Post("/sign-in/code", ("Form.Code", OneTimeCode.At(key, app.Clock.Now)))).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("/profile", (await second.Post("/sign-in/code", ("Form.Code", OneTimeCode.At(key, app.Clock.Now)))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await second.Get("/profile")).Status);

        var third = app.Anonymous();
        await third.Post("/sign-in", ("Form.Email", "manager@demo.test"), ("Form.Password", DemoStaff.Password));
        Assert.Equal("/", (await third.Post("/sign-in/code", ("Form.Code", codes[0]))).Location?.OriginalString);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/factor/off", ("Form.Password", "not it"))).Status);
        var form = await browser.Get("/profile/factor/codes");
        var renewed = await browser.Submit(form, "/profile/factor/codes", ("Form.Password", DemoStaff.Password));
        var kept = await app.Db<StaffDb, string>(async db => string.Join(' ', (await db.Members.SingleAsync(m => m.Email == "manager@demo.test")).RecoveryCodes));
        Assert.Equal("/profile/security", (await browser.Submit(form, "/profile/factor/codes", ("Form.Password", DemoStaff.Password))).Location?.OriginalString);
        Assert.Equal(kept, await app.Db<StaffDb, string>(async db => string.Join(' ', (await db.Members.SingleAsync(m => m.Email == "manager@demo.test")).RecoveryCodes)));
        Assert.DoesNotContain(codes[1], renewed.Html);
        Assert.Equal(RecoveryCode.Count, RecoveryCodes().Matches(renewed.Html).Select(m => m.Value).Distinct().Count());
        Assert.Equal("/profile/security", (await browser.Post("/profile/factor/off", ("Form.Password", DemoStaff.Password))).Location?.OriginalString);
        Assert.Equal("/", (await app.Anonymous().Post("/sign-in", ("Form.Email", "manager@demo.test"), ("Form.Password", DemoStaff.Password))).Location?.OriginalString);

        // Neither key nor codes are in the audit trail.
        var audit = await app.Db<StaffDb, string>(async db => string.Concat((await db.Audit.ToListAsync()).Select(a => a.Before + a.After)));
        Assert.DoesNotContain("AuthenticatorKey", audit);
        Assert.DoesNotContain("RecoveryCodes", audit);
        Assert.DoesNotContain("PasswordHash", audit);
    }

    [Fact]
    public async Task Guessing_the_code_locks_the_account_even_when_the_password_is_typed_again_in_between()
    {
        var key = OneTimeCode.NewKey();
        await app.Scope(async services =>
        {
            var db = (StaffDb)services.GetService(typeof(StaffDb))!;
            var member = await db.Members.SingleAsync(m => m.Email == "analyst@demo.test");
            member.OfferSecondFactor(((Crm.Staff.Features.Sessions.SecondFactor)services.GetService(typeof(Crm.Staff.Features.Sessions.SecondFactor))!).Protect(key));
            member.TurnOnSecondFactor(app.Clock.Now);
            return await db.SaveChangesAsync();
        });
        var browser = app.Anonymous();
        for (var i = 0; i < StaffMember.TriesBeforeLock; i++)
        {
            Assert.Equal("/sign-in/code", (await browser.Post("/sign-in", ("Form.Email", "analyst@demo.test"), ("Form.Password", DemoStaff.Password))).Location?.OriginalString);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/sign-in/code", ("Form.Code", "123"))).Status);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/sign-in/code", ("Form.Code", OneTimeCode.At(key, app.Clock.Now)))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/sign-in", ("Form.Email", "analyst@demo.test"), ("Form.Password", DemoStaff.Password))).Status);
    }

    [Fact]
    public async Task The_code_page_without_a_password_before_leads_back() =>
        Assert.Equal("/sign-in", (await app.Anonymous().Get("/sign-in/code")).Location?.OriginalString);

    static byte[] Base32(string text)
    {
        const string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(c => Convert.ToString(digits.IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("[2-9a-z]{5}-[2-9a-z]{5}(?=</li>)")]
    private static partial Regex RecoveryCodes();
}
