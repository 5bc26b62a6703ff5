using static Microsoft.Playwright.Assertions;

namespace Crm.BrowserTests.Journeys;

/// <summary>An analyst reads figures on an ordinary screen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FiguresOnADeskTests(BrowserApp app)
{
    [Theory]
    [InlineData("en"), InlineData("zh-CN")]
    public async Task Every_column_of_a_table_is_seen_without_scrolling_and_no_name_in_a_chart_is_cut(string language)
    {
        await using var desk = await app.Open(language);
        await desk.SignIn("analyst");
        foreach (var page in (string[])["/surveys/dashboard?period=Year", "/surveys/2/results", "/surveys/2/results/drivers", "/surveys/2/results/reliability"])
        {
            await desk.Page.GotoAsync(page);
            await Expect(desk.Main.Locator("table").First).ToBeAttachedAsync();
            var hidden = await desk.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main .table-responsive')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => `${e.closest('.card').querySelector('.card-title')?.textContent} by ${e.scrollWidth - e.clientWidth} px`)");
            Assert.True(hidden.Length == 0, $"{page}: {string.Join("; ", hidden)}");
        }
        await desk.Page.GotoAsync("/surveys/2/results/drivers");
        await Expect(desk.Main.Locator(".chart-drawn svg text").First).ToBeVisibleAsync();
        var cut = await desk.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main .chart-drawn svg')].flatMap(s => [...s.querySelectorAll('text')].filter(t => t.getBoundingClientRect().left < s.getBoundingClientRect().left - 1 || t.getBoundingClientRect().right > s.getBoundingClientRect().right + 1).map(t => t.textContent))");
        Assert.Empty(cut);
    }
}
