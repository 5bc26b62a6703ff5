using System.Net;
using System.Net.Http.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Fulfilment;
using Crm.Loyalty.Features.MemberPage;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

public sealed class MemberPageTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> NewReward(SaveReward.Command command) => app.Send(command with { NameEn = command.NameEn.Length > 0 ? command.NameEn : $"Thing {Guid.NewGuid():N}", NameZh = "东西", Points = command.Points > 0 ? command.Points : 10 });

    [Fact]
    public async Task The_answer_never_tells_whether_an_address_is_known_and_only_a_known_one_gets_a_mail()
    {
        var (_, customer, email) = await app.NewMember(language: "zh-CN");
        var (known, unknown) = (app.Anonymous(), app.Anonymous());
        var (a, b) = (await known.Post("/member/en/sign-in", ("Form.Email", email.ToUpperInvariant())), await unknown.Post("/member/en/sign-in", ("Form.Email", "nobody@example.com")));
        Assert.Equal((HttpStatusCode.SeeOther, a.Location), (b.Status, b.Location));
        Assert.Equal((await known.Get(a.Location!.OriginalString)).Text("main"), (await unknown.Get(b.Location!.OriginalString)).Text("main"));
        var mail = Assert.Single(await app.MailsTo(customer));
        // In the customer's language, whatever the page's; its body shows nobody else the way in.
        Assert.Contains("您的会员页面", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("/member/zh-CN/enter/", mail.TextBody, StringComparison.Ordinal);
        Assert.True(mail.Secret);
        var bad = await app.Anonymous().Post("/member/en/sign-in", ("Form.Email", "no address"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("no address", bad.ValueOf("Form.Email"));
        Assert.NotEmpty(bad.ErrorOf("Form.Email"));
    }

    [Fact]
    public async Task One_mail_box_is_not_flooded()
    {
        var (_, customer, email) = await app.NewMember();
        for (var i = 0; i < 5; i++)
        {
            await app.Anonymous().Post("/member/en/sign-in", ("Form.Email", email));
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(3, (await app.MailsTo(customer)).Count);
    }

    [Fact]
    public async Task A_link_opens_the_page_once_for_a_while_and_looking_at_it_spends_nothing()
    {
        var (_, customer, email) = await app.NewMember();
        await app.Anonymous().Post("/member/en/sign-in", ("Form.Email", email));
        var link = (await app.LinksTo(customer))[0];
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Get(link)).Status); // a mail scanner
        var browser = app.Anonymous();
        var entered = await browser.Post(link);
        Assert.Equal((HttpStatusCode.SeeOther, "/member/en"), (entered.Status, entered.Location!.OriginalString));
        var cookie = entered.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("crm.member", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/member", cookie, StringComparison.OrdinalIgnoreCase);
        var home = await browser.Get("/member/en");
        Assert.Equal(HttpStatusCode.OK, home.Status);
        Assert.Contains("no-store", home.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        // The link is used up; the second browser is told so.
        var late = await app.Anonymous().Get(link);
        Assert.Equal(HttpStatusCode.NotFound, late.Status);
        Assert.Contains("used up", late.Text("h1"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(link[..^3] + "AAA")).Status);
        // Signing out ends it, also for whoever kept the cookie.
        var thief = app.Anonymous();
        thief.Http.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await thief.Get("/member/en")).Status);
        await browser.Submit(home, "/member/en/sign-out");
        Assert.Equal("/member/en/sign-in", (await browser.Get("/member/en")).Location!.OriginalString);
        Assert.Equal("/member/en/sign-in", (await thief.Get("/member/en")).Location!.OriginalString);
    }

    [Fact]
    public async Task Links_and_sessions_end_with_their_time_and_are_forgotten()
    {
        var (_, customer, email) = await app.NewMember();
        await app.Anonymous().Post("/member/en/sign-in", ("Form.Email", email));
        var link = (await app.LinksTo(customer))[0];
        var browser = await app.SignedIn(customer, email);
        var now = app.Clock.Now;
        try
        {
            app.Clock.Now = now.AddMinutes(31);
            Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(link)).Status);
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/member/en")).Status);
            app.Clock.Now = now.AddMinutes(61);
            Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/member/en")).Status);
            app.Clock.Now = now.AddDays(3);
            await app.Scope(async s => { await s.GetRequiredService<ForgetMemberLinks>().Run(default); return 0; });
            Assert.False(await app.Db<LoyaltyDb, bool>(db => db.MemberSessions.AnyAsync(s => s.CustomerId == customer)));
        }
        finally { app.Clock.Now = now; }
    }

    [Fact]
    public async Task A_member_sees_balance_expiry_and_history_redeems_once_and_calls_off()
    {
        var (member, customer, email) = await app.NewMember(100);
        var reward = await NewReward(new() { NameEn = "Blue mug", Points = 30, Stock = 2, Kind = RewardKind.Gift });
        var me = await app.SignedIn(customer, email);
        var home = await me.Get("/member/en");
        Assert.Equal("100", home.Text("#points"));
        Assert.Contains("points expire", home.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Purchase", (await me.Get("/member/en/history")).Text("main"), StringComparison.Ordinal);
        Assert.Contains("Blue mug", (await me.Get("/member/en/rewards")).Html, StringComparison.Ordinal);
        Assert.Contains("东西", (await me.Get("/member/zh-CN/rewards")).Html, StringComparison.Ordinal);
        var form = await me.Get($"/member/en/rewards/{reward}");
        Assert.Contains("This takes 30 points; 70 are left.", form.Html, StringComparison.Ordinal);
        var wordy = await me.Submit(form, $"/member/en/rewards/{reward}", ("Form.Wish", new string('x', 501)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wordy.Status);
        Assert.Equal(501, wordy.ValueOf("Form.Wish").Length);
        // Pressed twice, and sent again from the page kept open.
        var both = await Task.WhenAll(me.Submit(form, $"/member/en/rewards/{reward}", ("Form.Wish", "blue")), me.Submit(form, $"/member/en/rewards/{reward}", ("Form.Wish", "blue")));
        Assert.Equal(HttpStatusCode.SeeOther, both[0].Status);
        Assert.Equal(both[0].Location, both[1].Location);
        Assert.Equal(70, (await app.Member(member)).Spendable);
        var mine = await me.Get(both[0].Location!.OriginalString);
        Assert.Contains("Blue mug", mine.Text("h1"), StringComparison.Ordinal);
        var id = await app.Db<LoyaltyDb, long>(db => db.Redemptions.Where(r => r.MemberId == member).Select(r => r.Id).SingleAsync());
        var ask = await me.Get($"/member/en/redemptions/{id}/cancel");
        Assert.Equal(HttpStatusCode.SeeOther, (await me.Submit(ask, $"/member/en/redemptions/{id}/cancel")).Status);
        Assert.Equal(100, (await app.Member(member)).Spendable);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await me.Submit(ask, $"/member/en/redemptions/{id}/cancel")).Status);
    }

    [Fact]
    public async Task What_cannot_be_had_says_why_and_a_post_of_it_changes_nothing()
    {
        var (member, customer, email) = await app.NewMember(20);
        var (dear, gone) = (await NewReward(new() { Points = 50 }), await NewReward(new() { Points = 10, Stock = 0 }));
        var me = await app.SignedIn(customer, email);
        Assert.Contains("30 points more needed", (await me.Get($"/member/en/rewards/{dear}")).Html, StringComparison.Ordinal);
        Assert.Contains("All gone", (await me.Get($"/member/en/rewards/{gone}")).Html, StringComparison.Ordinal);
        var good = await me.Get($"/member/en/rewards/{await NewReward(new() { Points = 5 })}");
        var token = good.ValueOf("__RequestVerificationToken");
        foreach (var reward in new[] { dear, gone })
        {
            var answer = await me.Send(new HttpRequestMessage(HttpMethod.Post, $"/member/en/rewards/{reward}") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Form.Key", $"{reward}")]) });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        }
        Assert.Equal(20, (await app.Member(member)).Spendable);
        Assert.Equal(HttpStatusCode.NotFound, (await me.Get("/member/en/rewards/999999")).Status);
    }

    [Fact]
    public async Task A_code_is_shown_to_its_member_and_what_was_sent_cannot_be_called_off_by_them()
    {
        var (member, customer, email) = await app.NewMember(100);
        var coupon = await NewReward(new() { Kind = RewardKind.Coupon, Codes = CodeSource.Coupon, CouponValue = 20, CouponCurrency = "CNY", CouponDays = 9 });
        var gift = await NewReward(new() { Kind = RewardKind.Gift });
        var redeemed = await app.Send(new RedeemReward.Command { MemberId = member, RewardId = coupon, Key = "c" });
        var code = await app.Db<LoyaltyDb, string>(db => db.Coupons.Where(c => c.CustomerId == customer).Select(c => c.Code).SingleAsync());
        var sent = await app.Send(new RedeemReward.Command { MemberId = member, RewardId = gift, Key = "g" });
        await app.Send(new MarkRedemptions.Command { Ids = [sent.Id], As = RedemptionMark.Sent, Tracking = "SF777", Note = "for us alone" });
        var me = await app.SignedIn(customer, email);
        Assert.Equal(Coupon.Dashed(code), (await me.Get($"/member/en/redemptions/{redeemed.Id}")).Text("#code"));
        var page = await me.Get($"/member/en/redemptions/{sent.Id}");
        Assert.Contains("SF777", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("for us alone", page.Html, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector($"a[href$='/{sent.Id}/cancel']"));
        var refused = await me.Post($"/member/en/redemptions/{sent.Id}/cancel");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("sent or handed over already", refused.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await me.Post($"/member/en/redemptions/{redeemed.Id}/cancel")).Status);
    }

    [Fact]
    public async Task Nothing_of_another_member_can_be_reached_and_nothing_without_having_come_in()
    {
        var (other, otherCustomer, _) = await app.NewMember(100);
        var theirs = await app.Send(new RedeemReward.Command { MemberId = other, RewardId = await NewReward(new() { NameEn = "Secret thing" }), Key = "x" });
        var (_, customer, email) = await app.NewMember(100);
        var me = await app.SignedIn(customer, email);
        Assert.Equal(HttpStatusCode.NotFound, (await me.Get($"/member/en/redemptions/{theirs.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await me.Get($"/member/en/redemptions/{theirs.Id}/cancel")).Status);
        var token = (await me.Get("/member/en")).ValueOf("__RequestVerificationToken");
        var forged = await me.Send(new HttpRequestMessage(HttpMethod.Post, $"/member/en/redemptions/{theirs.Id}/cancel") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]) });
        Assert.Equal(HttpStatusCode.NotFound, forged.Status);
        foreach (var path in new[] { "", "/history", "/redemptions" }) Assert.DoesNotContain("Secret thing", (await me.Get("/member/en" + path)).Html, StringComparison.Ordinal);
        Assert.Equal(RedemptionState.Open, await app.Db<LoyaltyDb, RedemptionState>(db => db.Redemptions.Where(r => r.Id == theirs.Id).Select(r => r.State).SingleAsync()));
        foreach (var path in new[] { "", "/history", "/rewards", "/redemptions", $"/redemptions/{theirs.Id}", "/join", "/ideas/new" })
            Assert.Equal("/member/en/sign-in", (await app.Anonymous().Get("/member/en" + path)).Location?.OriginalString);
        // A colleague's session opens no member's page, nor a member's the desk.
        Assert.Equal("/member/en/sign-in", (await (await app.As("admin")).Get("/member/en")).Location?.OriginalString);
        Assert.StartsWith("/sign-in", (await me.Get($"/customers/{otherCustomer}")).Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_joins_by_their_own_act_having_accepted_the_terms_and_nobody_who_is_not_admitted()
    {
        var (customer, email) = await app.NewCustomer();
        var browser = await app.SignedIn(customer, email);
        Assert.Equal("/member/en/join", (await browser.Get("/member/en")).Location!.OriginalString);
        var refused = await browser.Post("/member/en/join");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Please accept the terms first.", refused.ErrorOf("Form.TermsAccepted"));
        var form = await browser.Get("/member/en/join");
        await Task.WhenAll(browser.Submit(form, "/member/en/join", ("Form.TermsAccepted", "true")), browser.Submit(form, "/member/en/join", ("Form.TermsAccepted", "true")));
        Assert.Equal("0", (await browser.Get("/member/en")).Text("#points"));
        Assert.Equal(1, await app.Db<LoyaltyDb, int>(db => db.Members.CountAsync(m => m.CustomerId == customer)));

        var (pending, mail) = await app.NewCustomer();
        await app.Db<CustomersDb>(db => db.Customers.Where(c => c.Id == pending).ExecuteUpdateAsync(s => s.SetProperty(c => c.Admission, Admission.Pending)));
        var guest = await app.SignedIn(pending, mail);
        Assert.Contains("not confirmed your account", (await guest.Get("/member/en/join")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colleague_sends_the_link_where_there_is_an_address_and_the_page_can_be_switched_off()
    {
        var (member, customer, _) = await app.NewMember();
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(await admin.Get($"/loyalty/members/{member}"), $"/loyalty/members/{member}/link")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Get(Assert.Single(await app.LinksTo(customer)))).Status);
        var api = await app.Api();
        var silent = (await (await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = "No mail at all" })).Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetInt64();
        var mute = await app.Send(new Crm.Loyalty.Features.Members.JoinMember.Command { CustomerId = silent, TermsAccepted = true });
        var refused = await admin.Post($"/loyalty/members/{mute}/link");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("no e-mail address", refused.Html, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForbiddenException>(() => app.Send(new SendMemberLink.Command(member), "analyst"));
        var settings = await app.Send(new ChangeRewardSettings.Query());
        try
        {
            await app.Send(settings with { PageOn = false });
            Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get("/member/en/sign-in")).Status);
        }
        finally { await app.Send(settings); }
    }

    [Fact]
    public async Task Pending_points_are_told_apart_and_buy_nothing_yet()
    {
        var (member, customer, email) = await app.NewMember(100);
        await app.Db<LoyaltyDb>(async db =>
        {
            (await db.Members.SingleAsync(m => m.Id == member)).Earn(40, "adjustment", $"pending:{member}", app.Clock.Now.AddYears(1), app.Clock.Now, app.Clock.Now.AddDays(14));
            await db.SaveChangesAsync();
        });
        var me = await app.SignedIn(customer, email);
        var home = await me.Get("/member/en");
        Assert.Equal("100", home.Text("#points"));
        Assert.Contains("40 more points are on their way.", home.Html, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(15));
        me = await app.SignedIn(customer, email);
        Assert.Equal("140", (await me.Get("/member/en")).Text("#points"));
    }

    [Fact]
    public async Task Erasing_a_customer_shuts_their_page()
    {
        var (_, customer, email) = await app.NewMember();
        var me = await app.SignedIn(customer, email);
        await app.Db<CustomersDb>(async db => { db.Publish(new CustomerErased(customer, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal("/member/en/sign-in", (await me.Get("/member/en")).Location!.OriginalString);
    }

    [Fact]
    public async Task The_pages_a_member_opens_ask_the_database_at_most_twice()
    {
        var (_, customer, email) = await app.NewMember(100);
        await NewReward(new());
        await app.Anonymous().Post("/member/en/sign-in", ("Form.Email", email));
        var session = (await app.Send(new OpenMemberPage.Command((await app.LinksTo(customer))[0].Split('/')[^1])))!.Session;
        foreach (var ask in new Func<IServiceProvider, Task>[]
        {
            s => Mediator(s).Send(new ShowMyHistory.Query(session, Limit: 5)),
            s => Mediator(s).Send(new ShowCatalogue.Query(session, "en")),
            s => Mediator(s).Send(new ShowMyRedemptions.Query(session, "en")),
        })
        {
            await app.Scope(async s => { await Mediator(s).Send(new ShowVisitor.Query(session)); return 0; }); // settings are in the cache
            var asked = await app.Scope(async s =>
            {
                var events = await EfEvents.During(async () =>
                {
                    await Mediator(s).Send(new ShowVisitor.Query(session));
                    await ask(s);
                });
                return events.Count(e => e.Context is LoyaltyDb && e.Name == RelationalEventId.CommandExecuting.Name);
            });
            Assert.InRange(asked, 1, 2);
        }

        static IMediator Mediator(IServiceProvider s) => s.GetRequiredService<IMediator>();
    }
}

/// <summary>On an installation of its own, whose limit nobody else meets.</summary>
public sealed class MemberLimitTests : IAsyncLifetime
{
    readonly CrmApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Whoever_asks_for_links_without_end_is_told_to_wait()
    {
        app.Services.GetRequiredService<IConfiguration>()["Crm:MemberPage:AsksPerQuarterHour"] = "3";
        var browser = app.Anonymous();
        var page = await browser.Get("/member/en/sign-in");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++) answers.Add((await browser.Submit(page, "/member/en/sign-in", ("Form.Email", $"x{i}@example.com"))).Status);
        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/member/en/sign-in")).Status);
    }
}
