using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>
/// A page for members, who come in by a link from their mail box. It has a cookie and a session of its own, which open
/// nothing else; nothing of it is kept by browsers or proxies. Works without JavaScript.
/// </summary>
[LanguageOfAddress, AllowAnonymous, EnableRateLimiting(RateLimit), ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class MemberSitePage : CrmPage
{
    public const string RateLimit = "member-page", Cookie = "crm.member";

    /// <summary>zh-CN or en.</summary>
    [FromRoute]
    public string Language { get; set; } = "";

    /// <summary>The other language.</summary>
    public string Other => Language == "en" ? "zh-CN" : "en";

    /// <summary>Who came in; on pages for everybody maybe nobody.</summary>
    public Visitor? Visitor { get; private set; }

    /// <summary>Who came in, on pages that need somebody.</summary>
    public Visitor Me => Visitor!;

    /// <summary>Which entry of the menu this is.</summary>
    public virtual string Place => "";

    /// <summary>The same page in the other language.</summary>
    public string Switched => Request.Path.Value!.Replace($"{MemberUrls.Root}/{Language}", $"{MemberUrls.Root}/{Other}", StringComparison.Ordinal) + (HttpMethods.IsGet(Request.Method) ? Request.QueryString.Value : "");

    protected string? Session => Request.Cookies[Cookie];

    /// <summary>Whom the page is for.</summary>
    protected virtual Entrance For => Entrance.Members;

    protected enum Entrance { Everybody, Customers, Members }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (!Texts.Languages.Contains(Language) || await Send(new ShowVisitor.Query(Session)) is not { On: true } shown)
        {
            context.Result = NotFound();
            return;
        }
        Visitor = shown.Visitor;
        if (For != Entrance.Everybody && Visitor is null) context.Result = LocalRedirect(MemberUrls.SignIn(Language));
        else if (For == Entrance.Members && Visitor!.MemberId is null) context.Result = LocalRedirect(MemberUrls.Join(Language));
        else await next();
    }

    /// <summary>On to another page, so that going back or reloading sends nothing again.</summary>
    protected IActionResult On(string url)
    {
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    protected CookieOptions CookieFor(TimeSpan? lasts) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, IsEssential = true, Path = MemberUrls.Root, MaxAge = lasts };
}
