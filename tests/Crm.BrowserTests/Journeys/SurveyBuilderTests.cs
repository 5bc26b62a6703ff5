using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>A questionnaire is arranged by hand, looked at as customers see it, and tried by others.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SurveyBuilderTests(BrowserApp app)
{
    /// <summary>The demo survey that is being written, with its pre-test.</summary>
    Task<(long Survey, long Pretest)> Demo() => app.Db<SurveysDb, (long, long)>(async db =>
    {
        var pretest = await db.Pretests.OrderBy(p => p.Id).FirstAsync();
        return (pretest.SurveyId, pretest.Id);
    });

    Task<string> Order(long id) => app.Db<SurveysDb, string>(async db => string.Join(" | ", (await db.Surveys.Where(s => s.Id == id).Select(s => s.Draft).SingleAsync()).Dimensions.Select(d => string.Join(' ', d.Items.Select(i => i.Key)))));

    [Fact]
    public async Task A_question_is_dragged_to_another_page_and_a_wrong_place_is_refused()
    {
        await using var window = await app.Open();
        await window.Page.SetViewportSizeAsync(1280, 1500); // all of it in sight: a mouse reaches no further
        await window.SignIn("analyst");
        await window.Go("/surveys/new");
        await window.Field("Title (English)").FillAsync($"Arranged {Some.Word()}");
        await window.Field("Start from").SelectOptionAsync("template:nps_pulse");
        await window.Button("Save").ClickAsync();
        await Expect(window.Page.Locator("[data-item]")).ToHaveCountAsync(3);
        var id = long.Parse(window.Page.Url.Split('/')[^1].Split('#', '?')[0], System.Globalization.CultureInfo.InvariantCulture);
        var start = await Order(id);
        Assert.Equal("nps | missing praise", start);
        await window.Go($"/surveys/{id}");

        // "missing" depends on the score: onto its page it may not.
        await Drag(window, "#item-missing", "#item-nps");
        await Expect(window.Toast).ToContainTextAsync("can depend only on a question of an earlier page");
        Assert.Equal(start, await Order(id));
        await Expect(window.Page.Locator("[data-item]")).ToHaveCountAsync(3);
        await Drag(window, "#item-praise", "#item-missing");
        await Expect(window.Page.Locator("#page-reason [data-item]").First).ToHaveAttributeAsync("data-piece", "praise");
        Assert.Equal("nps | praise missing", await Order(id));
        // By keyboard, without dragging.
        await window.Page.Locator("#item-missing").GetByRole(AriaRole.Button, new() { Name = "Move up", Exact = true }).PressAsync("Enter");
        await Expect(window.Page.Locator("#page-reason [data-item]").First).ToHaveAttributeAsync("data-piece", "missing");
        window.AssertNothingBroke();
    }

    static async Task Drag(Window window, string what, string onto)
    {
        var handle = window.Page.Locator($"{what} [data-handle]");
        var (from, to) = ((await handle.BoundingBoxAsync())!, (await window.Page.Locator(onto).BoundingBoxAsync())!);
        await window.Page.Mouse.MoveAsync(from.X + 8, from.Y + 8);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(to.X + 40, to.Y + (to.Height / 2), new() { Steps = 8 });
        await window.Page.Mouse.MoveAsync(to.X + 40, to.Y + 6, new() { Steps = 4 });
        await window.Page.Mouse.UpAsync();
        await window.Settled();
    }

    [Fact]
    public async Task The_form_of_a_question_shows_what_its_kind_needs_and_the_preview_is_filled_in()
    {
        var (survey, _) = await Demo();
        await using var window = await app.Open();
        await window.SignIn("analyst");
        await window.Go($"/surveys/{survey}/items/late");
        await Expect(window.Field("Characters at most")).ToBeVisibleAsync();
        await Expect(window.Field("Choices (English), one a line")).ToBeHiddenAsync();
        await window.Field("Kind").SelectOptionAsync("Multi");
        await Expect(window.Field("Choices (English), one a line")).ToBeVisibleAsync();
        await Expect(window.Field("Characters at most")).ToBeHiddenAsync();
        await Expect(window.Page.Locator("[name='Form.IfValues'][value='punctual:1']")).ToBeVisibleAsync();
        await window.Field("Show only after certain answers to").SelectOptionAsync("");
        await Expect(window.Page.Locator("[name='Form.IfValues'][value='punctual:1']")).ToBeHiddenAsync();

        await window.Go($"/surveys/{survey}/preview?in=en&as=phone");
        var frame = window.Page.FrameLocator("iframe");
        await Expect(frame.Locator("h1")).ToHaveTextAsync("Delivery and installation");
        await Expect(frame.Locator("main")).ToContainTextAsync("Dear Ann Example");
        await frame.Locator("label:has([name='a.punctual'][value='2'])").ClickAsync();
        await frame.Locator("button[value='Next']").ClickAsync();
        await Expect(frame.Locator("[name='a.late']")).ToBeVisibleAsync();
        window.AssertNothingBroke();
    }

    [Theory]
    [InlineData("en", false, false)]
    [InlineData("zh-CN", true, true)]
    public async Task Pages_of_the_builder_are_accessible_and_fit(string language, bool dark, bool phone)
    {
        var (survey, pretest) = await Demo();
        var published = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.Omnichannel).Select(s => s.Id).SingleAsync());
        var token = await app.Db<SurveysDb, string>(db => db.PretestTesters.Where(t => t.PretestId == pretest && t.FinishedAt == null).OrderBy(t => t.Id).Select(t => t.Token).LastAsync());
        await using var window = await app.Open(language, dark, phone);
        await window.SignIn("analyst");
        var faults = new List<string>();
        foreach (var path in (string[])[$"/surveys/{survey}", $"/surveys/{survey}/items/priorities", $"/surveys/{survey}/items/new?dimension=delivery&kind=Gap", $"/surveys/{survey}/preview", $"/surveys/{survey}/preview/form?in={language}", $"/surveys/{survey}/pretests/new", $"/pretests/{pretest}",
            $"/surveys/{published}/versions", $"/surveys/{published}/versions/1", $"/surveys/{published}/compare?from=1", $"/surveys/{published}/preview/form?in={language}", "/surveys/new", $"/trial/{token}?lang={language}"])
        {
            await window.Go(path);
            faults.AddRange((await window.Faults()).Select(f => $"{path}: {f}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
