using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>A page customers read without signing in. Its address says its language; what is not there is said in it.</summary>
[LanguageOfAddress]
internal abstract class HelpCenterPage : CrmPage
{
    public const string RateLimit = "help-center";

    /// <summary>zh-CN or en.</summary>
    [FromRoute]
    public string Language { get; set; } = "";

    /// <summary>The other language.</summary>
    public string Other => Language == "en" ? "zh-CN" : "en";

    protected HelpCenterState State => HttpContext.RequestServices.GetRequiredService<HelpCenterState>();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!Texts.Languages.Contains(Language) || !await State.IsOn(HttpContext.RequestAborted)) context.Result = NotFound();
        else await next();
    }

    /// <summary>The page when it has changed since the reader saw it, else that it has not.</summary>
    protected async Task<IActionResult> Fresh()
    {
        var tag = new EntityTagHeaderValue($"\"{await State.Tag(HttpContext.RequestAborted)}\"", isWeak: true);
        var headers = Response.GetTypedHeaders();
        headers.ETag = tag;
        // Kept by whoever likes, asked for again each time.
        headers.CacheControl = new() { Public = true, NoCache = true };
        return Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false)) ? StatusCode(StatusCodes.Status304NotModified) : Page();
    }

    /// <summary>There is no such thing: said within the help centre, in the language of the address.</summary>
    protected IActionResult Missing()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return new ViewResult { ViewName = "_Missing", ViewData = new(ViewData) { Model = this }, StatusCode = StatusCodes.Status404NotFound };
    }
}
