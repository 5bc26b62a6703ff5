using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Tickets.Features.Progress;

/// <summary>The page customers see. The link itself is the proof of right, so no cookie and no token is needed: it works in any mail app.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, EnableRateLimiting(RateLimit), LanguageOfAddress, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ProgressPage : CrmPage
{
    public const string RateLimit = "ticket-progress";

    [FromRoute]
    public string Token { get; set; } = "";

    [FromRoute]
    public string Language { get; set; } = "";

    [BindProperty]
    public WriteByLink.Command Form { get; set; } = new();

    public ShowProgress.Result? Ticket { get; private set; }

    /// <summary>What was written has just arrived.</summary>
    public bool Written { get; private set; }

    public string Other => Language == "en" ? "zh-CN" : "en";

    public async Task<IActionResult> OnGetAsync(bool done)
    {
        (Written, Form) = (done, Form with { Key = Guid.NewGuid() });
        return await Show();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        if (await Send(Form with { Token = Token }) is not { } link) return await Show();
        // 303: going back or reloading never writes again.
        Response.Headers.Location = ProgressLink.Of(link, Language) + "?done=true";
        return StatusCode(StatusCodes.Status303SeeOther);
    }, Show);

    async Task<IActionResult> Show()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (!Texts.Languages.Contains(Language)) return NotFound();
        Ticket = await Send(new ShowProgress.Query(Token));
        if (Ticket is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
