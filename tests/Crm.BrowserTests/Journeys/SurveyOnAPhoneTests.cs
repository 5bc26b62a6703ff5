using System.Text.RegularExpressions;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A customer answers on a phone, in Chinese, in a browser that runs no scripts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SurveyOnAPhoneTests(BrowserApp app)
{
    [Fact]
    public async Task Page_by_page_without_JavaScript_a_reload_keeps_the_place_and_a_finished_link_says_so()
    {
        var title = $"Street survey {Some.Word()}";
        var link = await Published(title);
        await using var phone = await app.Open("zh-CN", phone: true, scripts: false);
        await phone.Page.GotoAsync(link);
        await Expect(phone.Heading).ToHaveTextAsync("客户满意度调查");
        await Expect(phone.Page.Locator(".step")).ToHaveTextAsync("1 / 6");
        await Fits(phone);
        await phone.Page.GetByText("零售业").TapAsync();
        await phone.Button("下一页").TapAsync();

        await Expect(phone.Heading).ToHaveTextAsync("服务质量");
        await phone.Page.ReloadAsync();
        await Expect(phone.Heading).ToHaveTextAsync("服务质量");
        await Fits(phone);
        await Score(phone, "响应速度", 4);
        await phone.Button("下一页").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("产品体验");
        await phone.Button("上一页").TapAsync();
        await Expect(Scale(phone, "响应速度").GetByRole(AriaRole.Radio).Nth(3)).ToBeCheckedAsync();
        await phone.Button("下一页").TapAsync();
        await phone.Button("下一页").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("互动体验");
        await phone.Page.GetByText("微信").TapAsync();
        await phone.Button("下一页").TapAsync();

        // The one question that must be answered says so where the phone does not hold the form back.
        await Expect(phone.Heading).ToHaveTextAsync("总体评价");
        await Score(phone, "您对我们的总体满意度如何？", 5);
        await Score(phone, "您有多大可能将我们推荐给朋友或同事？", 9, from: 0);
        await phone.Button("下一页").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("意见与建议");
        await phone.Field("您认为最需要改进的是什么？").FillAsync("周末也希望有人接电话。");
        await phone.Button("提交").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("感谢您的参与！");

        var own = Regex.Match(phone.Page.Url, "/s/[^?]+").Value;
        await phone.Page.GotoAsync(own);
        await Expect(phone.Heading).ToHaveTextAsync("您已提交过答卷，谢谢");
        await Expect(phone.Page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(0);
        await Fits(phone);

        var answers = await app.Db<SurveysDb, int?[]>(async db => [.. await db.Responses.Where(r => db.Waves.Any(w => w.Id == r.WaveId && w.Title == title)).Select(r => r.Headline).ToListAsync()]);
        Assert.Equal([5], answers);
    }

    [Fact]
    public async Task What_is_typed_while_the_connection_is_gone_is_kept_and_sent_when_it_is_back()
    {
        var title = $"Tunnel survey {Some.Word()}";
        await using var phone = await app.Open("zh-CN", phone: true);
        await phone.Page.GotoAsync(await Published(title));
        await phone.Page.GetByText("零售业").TapAsync();
        await phone.Button("下一页").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("服务质量");
        var kept = phone.Page.Locator(".kept");
        await Score(phone, "响应速度", 2);
        await Expect(kept).ToContainTextAsync("已保存");

        await phone.Page.Context.SetOfflineAsync(true);
        await Score(phone, "响应速度", 4);
        await Expect(kept).ToContainTextAsync("仍保留在本页");
        await phone.Button("下一页").TapAsync(); // leads nowhere, and loses nothing
        await Expect(Scale(phone, "响应速度").GetByRole(AriaRole.Radio).Nth(3)).ToBeCheckedAsync();
        Assert.Equal("2", await Draft());

        await phone.Page.Context.SetOfflineAsync(false);
        await Expect(kept).ToContainTextAsync("已保存");
        Assert.Equal("4", await Draft());
        await phone.Page.ReloadAsync();
        await Expect(Scale(phone, "响应速度").GetByRole(AriaRole.Radio).Nth(3)).ToBeCheckedAsync();
        await phone.Button("下一页").TapAsync();
        await Expect(phone.Heading).ToHaveTextAsync("产品体验");

        Task<string?> Draft() => app.Db<SurveysDb, string?>(async db =>
            (await db.Drafts.Where(d => db.Invitations.Any(i => i.Id == d.InvitationId && db.Waves.Any(w => w.Id == i.WaveId && w.Title == title))).Select(d => d.Answers).SingleAsync()).One("response_speed"));
    }

    /// <summary>Starts a wave that anybody may answer. The address of its form.</summary>
    async Task<string> Published(string title)
    {
        await using var analyst = await app.Open();
        await analyst.SignIn("analyst");
        await analyst.Go("/waves/new");
        await analyst.Field("Survey").SelectOptionAsync("Customer satisfaction survey");
        await analyst.Field("Name of the wave").FillAsync(title);
        await analyst.Field("Public link or QR code").CheckAsync();
        await analyst.Button("Save").ClickAsync();
        await analyst.Button("Start").ClickAsync();
        await Expect(analyst.Toast).ToHaveTextAsync("The wave has been started.");
        return new Uri((await analyst.Main.Locator("a[href*='/s/']").GetAttributeAsync("href"))!).PathAndQuery;
    }

    static ILocator Scale(Window phone, string question) => phone.Page.GetByRole(AriaRole.Group).Filter(new() { HasText = question });

    static Task Score(Window phone, string question, int score, int from = 1) => Scale(phone, question).Locator("label").Nth(score - from).TapAsync();

    static async Task Fits(Window phone) =>
        Assert.True(await phone.Page.Locator("html").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth"), $"{phone.Page.Url} scrolls sideways.");
}
