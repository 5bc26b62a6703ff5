using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Public;

/// <summary>Pages beside a survey that a link leads to. As there the link is the proof of right: no cookie, no token, nothing remembered by proxies.</summary>
internal abstract class LinkPage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    /// <summary>What was asked for has been done.</summary>
    public bool Said { get; protected set; }

    /// <summary>Nobody issued the link.</summary>
    public bool Unknown { get; protected set; }

    protected void Discreet()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    protected IActionResult Shown()
    {
        if (Unknown) Response.StatusCode = 404;
        return Page();
    }
}
