using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.MemberPage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.BrowserTests;

/// <summary>Walks every page of the product by its links, and looks at each one once in either language.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class EveryPageTests(BrowserApp app)
{
    /// <summary>Pages looked at side by side: axe keeps one core busy while the server works for the next page.</summary>
    const int Tabs = 3;

    [GeneratedRegex(@"/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")]
    private static partial Regex Ids();

    static string Pattern(string href) => Ids().Replace(href.Split('#', '?')[0], "/#");

    [Theory]
    [InlineData("en", false, false)]
    [InlineData("zh-CN", true, true)]
    public async Task Every_page_that_links_lead_to_is_accessible_fits_and_raises_no_error(string language, bool dark, bool phone)
    {
        await using var window = await app.Open(language, dark, phone);
        List<Window> tabs = [window];
        while (tabs.Count < Tabs) tabs.Add(await window.Tab());
        var faults = new ConcurrentBag<string>();
        var seen = new HashSet<string>();
        foreach (var person in (string[])["admin", "supervisor"])
        {
            await window.SignIn(person);
            string[] level = ["/", "/dashboard"]; // these two differ by person
            seen.UnionWith(level);
            // One visit a page, whatever its query; the query stays, since some pages cannot do without.
            while (level.Length > 0 && seen.Count < 500)
            {
                var links = new string[level.Length][];
                var next = -1;
                await Task.WhenAll(tabs.Select(async tab =>
                {
                    for (int i; (i = Interlocked.Increment(ref next)) < level.Length;) links[i] = await Visit(tab, level[i], person, faults);
                }));
                level = [.. links.SelectMany(l => l).Where(href => !href.StartsWith("/api", StringComparison.Ordinal) && seen.Add(Pattern(href))).Select(href => href.Split('#')[0])];
            }
            await window.Page.Context.ClearCookiesAsync(new() { NameRegex = new Regex("^(?!crm.theme)") });
        }
        Assert.True(faults.IsEmpty, $"{seen.Count} pages, {faults.Count} faults:\n{string.Join('\n', faults.Distinct().Order().Take(80))}");
        Assert.True(seen.Count > 60, $"Only {seen.Count} pages were found.");
    }

    /// <summary>Looks at a page and returns where its links lead.</summary>
    static async Task<string[]> Visit(Window tab, string path, string person, ConcurrentBag<string> faults)
    {
        var response = await tab.Go(path);
        if (response is null || !response.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal)) return [];
        if (response.Status != 200) faults.Add($"{path} as {person}: {response.Status}");
        foreach (var fault in await tab.Faults()) faults.Add($"{path} as {person}: {fault}");
        return await tab.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href'))");
    }

    [Fact]
    public async Task Pages_open_to_everybody_are_accessible_too()
    {
        var faults = new List<string>();
        // The links in mails: the way out, an invitation, the public page of an event.
        var links = await app.Db<CareDb, string[]>(async db =>
        {
            var signer = new CareLinks((await db.Keys.SingleAsync()).Key);
            var written = await db.Recipients.Where(r => r.CustomerId != null).OrderBy(r => r.Id).Select(r => r.CustomerId!.Value).FirstAsync();
            var coming = await db.Gatherings.Where(g => g.State == GatheringState.Open).OrderBy(g => g.Id).Select(g => g.Id).FirstAsync();
            var invited = await db.SignUps.Where(s => s.GatheringId == coming && s.CustomerId != null).OrderBy(s => s.Id).Select(s => s.CustomerId!.Value).FirstAsync();
            return ["/u/" + signer.Of(CareLinkKind.Refuse, written, (long)Purpose.Marketing), "/e/" + signer.Of(CareLinkKind.Invitation, coming, invited), "/e/" + signer.Of(CareLinkKind.PublicEvent, coming)];
        });
        foreach (var (language, phone) in new[] { ("en", false), ("zh-CN", true) })
        {
            await using var window = await app.Open(language, phone: phone);
            foreach (var path in (string[])["/sign-in", "/sign-in/forgot", "/s/unknown-link", "/error/404", $"/help-center/{language}", $"/help-center/{language}/categories/billing", $"/help-center/{language}/search?q=app", language == "en" ? "/help-center/en/articles/i-forgot-my-password" : "/help-center/zh-CN/articles/忘记密码怎么办", "/help-center/en/articles/i-forgot-my-password/vote", $"/help-center/{language}/nothing", $"/member/{language}/sign-in", $"/member/{language}/sign-in?sent=true", $"/member/{language}/enter/unknown", $"/member/{language}/ideas", $"/member/{language}/ideas/1", "/u/unknown-link", "/e/unknown-link", .. links])
            {
                await window.Go(path);
                // A page that says 404 is reported by the browser itself; that is no fault of the page.
                foreach (var fault in (await window.Faults()).Where(f => !f.Contains("404", StringComparison.Ordinal))) faults.Add($"{path} in {language}: {fault}");
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("en", false, false)]
    [InlineData("zh-CN", true, true)]
    public async Task Pages_of_members_are_accessible_too(string language, bool dark, bool phone)
    {
        var (session, reward, redemption) = await app.Use(async s =>
        {
            var (db, door) = (s.GetRequiredService<LoyaltyDb>(), s.GetRequiredService<MemberDoor>());
            var redeemed = await db.Redemptions.Where(r => r.State == RedemptionState.Open).OrderBy(r => r.Id).FirstAsync();
            var token = door.NewSession();
            db.MemberSessions.Add(new MemberSession(await db.Members.Where(m => m.Id == redeemed.MemberId).Select(m => m.CustomerId).SingleAsync(), MemberDoor.HashOf(token), db.Clock.GetUtcNow(), db.Clock.GetUtcNow().AddHours(1)));
            await db.SaveChangesAsync();
            return (token, await db.Rewards.Where(r => r.PictureId != null && r.Offered).OrderBy(r => r.Points).Select(r => r.Id).FirstAsync(), redeemed.Id);
        });
        await using var window = await app.Open(language, dark, phone);
        await window.Page.Context.AddCookiesAsync([new() { Name = MemberSitePage.Cookie, Value = session, Url = app.Url + "/member" }]);
        var faults = new List<string>();
        foreach (var path in (string[])["", "/history", "/rewards", $"/rewards/{reward}", "/redemptions", $"/redemptions/{redemption}", $"/redemptions/{redemption}/cancel", "/ideas", "/ideas/1", "/ideas/new"])
        {
            var response = await window.Go($"/member/{language}{path}");
            if (response?.Status != 200 || !new Uri(response.Url).AbsolutePath.EndsWith(path, StringComparison.Ordinal)) faults.Add($"{path}: {response?.Status} at {response?.Url}");
            foreach (var fault in await window.Faults()) faults.Add($"{path} in {language}: {fault}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
