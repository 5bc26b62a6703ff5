using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>
/// Asks why an article did not help, takes the vote, and thanks. Without a token against forged posts: the article's page
/// is the same for everybody, and a browser sends the reader's cookie from our own pages only.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken, EnableRateLimiting(RateLimit), ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class VotePage : HelpCenterPage
{
    const string VisitorCookie = "crm.reader";

    [FromRoute]
    public string Slug { get; set; } = "";

    [BindProperty]
    public VoteOnArticle.Command Form { get; set; } = new() { Helpful = false };

    public ReadArticle.Text Article { get; private set; } = null!;

    public bool Thanks { get; private set; }

    public Task<IActionResult> OnGetAsync(bool done)
    {
        Thanks = done;
        return Show();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        if (!await Send(Form with { Language = Language, Slug = Slug, Visitor = Visitor() })) return Missing();
        // 303: going back or reloading never votes again.
        Response.Headers.Location = HelpCenterUrls.Vote(Language, Slug) + "?done=true";
        return StatusCode(StatusCodes.Status303SeeOther);
    }, Show);

    async Task<IActionResult> Show()
    {
        if ((await Send(new ReadArticle.Query(Language, Slug))).Article is not { } article) return Missing();
        Article = article;
        return Page();
    }

    /// <summary>The token of this browser. Only whoever votes gets one; it names nobody.</summary>
    string Visitor()
    {
        if (Request.Cookies[VisitorCookie] is { Length: 32 } known) return known;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Response.Cookies.Append(VisitorCookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, Path = HelpCenterUrls.Root, MaxAge = TimeSpan.FromDays(365) });
        return token;
    }
}
