using System.Net;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Ideas;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Tests.Support;

namespace Crm.Tests.Loyalty.Features;

/// <summary>Texts that break programs, through the forms of rewards, fulfilment, ideas and the member's page: never a fault of ours, never executed.</summary>
public sealed class NaughtyRewardsTests(CrmApp app) : IClassFixture<CrmApp>
{
    public static TheoryData<string> Texts =>
    [
        "<script data-naughty>alert(1)</script>", "\"><img data-naughty src=x onerror=alert(1)>", "{{constructor}} {customer", "%s {0} {1} $1 \\0", "</title></textarea><b data-naughty>", "half\ud83d", "\u202egnp.exe\u202c", "Robert'); drop table loyalty.members;--",
        new string('长', 10_000), "   \u3000 ", "a\nb\r\nc\nb", "javascript:alert(1)//", "👩🏽‍🚀 crew 𠮷", "a\0b", "9999999999999999999999", "-1",
    ];

    static void Sound(Answer page, string url)
    {
        Assert.True((int)page.Status < 500, $"{url}: {page.Status}");
        Assert.Null(page.Document.QuerySelector("[data-naughty], [onerror]"));
    }

    [Theory, MemberData(nameof(Texts))]
    public async Task Whatever_is_typed_is_shown_as_typed_or_refused(string text)
    {
        var admin = await app.As("admin");
        var (member, customer, email) = await app.NewMember(1000);
        var reward = await app.Send(new SaveReward.Command { NameEn = "R", NameZh = "奖", Points = 1, Codes = CodeSource.List, DescriptionEn = text.Length < 2000 && !text.Contains('\0') ? text : null });
        var gift = await app.Send(new SaveReward.Command { NameEn = "G", NameZh = "礼", Points = 1 });
        var redemption = (await app.Send(new RedeemReward.Command { MemberId = member, RewardId = gift, Key = "k" })).Id;
        var idea = await app.Send(new SaveIdea.Command { TitleEn = "I", Publish = true });
        foreach (var (url, fields) in new (string, string[])[]
        {
            ("/loyalty/rewards/new", ["Form.NameEn", "Form.DescriptionZh", "Form.Points", "Form.From", "Form.LeastTier", "Form.Codes", "Form.CouponCurrency", "Form.PictureId"]), ($"/loyalty/rewards/{gift}", ["Form.NameZh", "Form.CancelDays", "Form.Until"]),
            ($"/loyalty/rewards/{reward}/codes", ["Form.Codes"]), ("/loyalty/rewards/settings", ["Form.TermsZh", "Form.IdeaPoints"]), ($"/loyalty/fulfilment/mark?id={redemption}", ["Form.Note", "Form.Tracking", "Form.As"]),
            ($"/loyalty/members/{member}/redeem", ["Form.Wish", "Form.RewardId"]), ("/loyalty/ideas/new", ["Form.TitleZh", "Form.TextEn", "Form.CustomerId"]), ($"/loyalty/ideas/{idea}/decide", ["Form.AnswerEn", "Form.Points", "Form.Status"]), ($"/loyalty/ideas/{idea}/edit", ["Form.TitleEn"]),
        })
            foreach (var field in fields) Sound(await admin.Post(url, (field, text)), $"{url} {field}");
        var typed = text.Length > 1000 ? text[..1000] : text;
        foreach (var url in new[] { $"/loyalty/rewards?text={Uri.EscapeDataString(Whole(typed))}", $"/loyalty/fulfilment?text={Uri.EscapeDataString(Whole(typed))}&state={Uri.EscapeDataString(Whole(typed))}", $"/loyalty/ideas?text={Uri.EscapeDataString(Whole(typed))}", $"/loyalty/ideas?after={Uri.EscapeDataString(Whole(typed))}", "/loyalty/rewards", "/loyalty/fulfilment", $"/loyalty/redemptions/{redemption}", $"/loyalty/rewards/{reward}/codes", $"/loyalty/ideas/{idea}" })
            Sound(await admin.Get(url), url);

        var me = await app.SignedIn(customer, email);
        foreach (var (url, fields) in new (string, string[])[] { ($"/member/en/rewards/{gift}", ["Form.Wish", "Form.Key"]), ("/member/en/ideas/new", ["Form.Title", "Form.Text", "Form.Key"]), ("/member/en/sign-in", ["Form.Email"]) })
            foreach (var field in fields) Sound(await me.Post(url, (field, text)), $"{url} {field}");
        foreach (var url in new[] { "/member/en", "/member/en/rewards", $"/member/en/rewards/{gift}", "/member/en/redemptions", "/member/en/ideas", $"/member/en/ideas/{idea}", $"/member/en/ideas?status={Uri.EscapeDataString(Whole(typed))}", $"/member/en/enter/{Uri.EscapeDataString(Whole(typed))}", $"/member/en/history?after={Uri.EscapeDataString(Whole(typed))}" })
            Sound(await me.Get(url), url);
        Assert.Equal(HttpStatusCode.OK, (await me.Get("/member/en")).Status);
    }

    /// <summary>Addresses cannot hold half a character.</summary>
    static string Whole(string text) => new([.. text.Where(c => !char.IsSurrogate(c) && c != (char)0)]);
}
