using System.Text.RegularExpressions;

namespace Crm.BrowserTests;

/// <summary>Walks every page of the product by its links, and looks at each one once in either language.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class EveryPageTests(BrowserApp app)
{
    [GeneratedRegex(@"/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")]
    private static partial Regex Ids();

    static string Pattern(string href) => Ids().Replace(href.Split('#', '?')[0], "/#");

    [Theory]
    [InlineData("en", false, false)]
    [InlineData("zh-CN", true, true)]
    public async Task Every_page_that_links_lead_to_is_accessible_fits_and_raises_no_error(string language, bool dark, bool phone)
    {
        await using var window = await app.Open(language, dark, phone);
        var faults = new List<string>();
        var seen = new HashSet<string>();
        foreach (var person in (string[])["admin", "supervisor"])
        {
            await window.SignIn(person);
            var waiting = new Queue<string>(["/", "/dashboard"]);
            while (waiting.TryDequeue(out var path) && seen.Count < 300)
            {
                if (!seen.Add(path.Length > 1 ? Pattern(path) : path + person)) continue;
                var response = await window.Go(path);
                if (response is null || !response.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal)) continue;
                if (response.Status != 200) faults.Add($"{path} as {person}: {response.Status}");
                foreach (var fault in await window.Faults()) faults.Add($"{path} as {person}: {fault}");
                foreach (var href in await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href'))"))
                {
                    // One visit a page, whatever its query; the query stays, since some pages cannot do without.
                    if (!seen.Contains(Pattern(href)) && !href.StartsWith("/api", StringComparison.Ordinal)) waiting.Enqueue(href.Split('#')[0]);
                }
            }
            await window.Page.Context.ClearCookiesAsync(new() { NameRegex = new Regex("^(?!crm.theme)") });
        }
        Assert.True(faults.Count == 0, $"{seen.Count} pages, {faults.Count} faults:\n{string.Join('\n', faults.Distinct().Take(80))}");
        Assert.True(seen.Count > 60, $"Only {seen.Count} pages were found.");
    }

    [Fact]
    public async Task Pages_open_to_everybody_are_accessible_too()
    {
        var faults = new List<string>();
        foreach (var (language, phone) in new[] { ("en", false), ("zh-CN", true) })
        {
            await using var window = await app.Open(language, phone: phone);
            foreach (var path in (string[])["/sign-in", "/forgot-password", "/s/unknown-link", "/error/404"])
            {
                await window.Go(path);
                // A page that says 404 is reported by the browser itself; that is no fault of the page.
                foreach (var fault in (await window.Faults()).Where(f => !f.Contains("404", StringComparison.Ordinal))) faults.Add($"{path} in {language}: {fault}");
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
