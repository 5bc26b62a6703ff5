using System.Diagnostics;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Host.Features.Errors;

/// <summary>
/// Every refusal and fault in words. Reached by running the request again with this address, so also as a POST, by readers
/// who are not signed in, and after anything may have failed: it asks nobody for anything.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorPage(Texts texts) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    /// <summary>The code that has words; of the others the nearest.</summary>
    public int Shown => texts.Has($"error.{Status}.title") ? Status : Status is >= 400 and < 500 ? 400 : 500;

    /// <summary>In the words of what refused, else in those for every refusal of its kind.</summary>
    public string? Detail => HttpContext.Items[typeof(ProblemDetails)] is ProblemDetails { Detail: { } said } problem && problem.Status == Shown ? said : texts[$"error.{Shown}.detail"];

    // What failed with an exception comes by one address; the handler has set the status.
    int Status => HttpContext.Features.Get<IExceptionHandlerFeature>() is null ? Code : Response.StatusCode;

    public string Trace => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>The page that failed, when looking at it again is harmless and may help.</summary>
    public string? Again => HttpMethods.IsGet(Request.Method) && Shown is 429 or 500 or 503 ? Original : null;

    string? Original => HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is { } again ? again.OriginalPathBase + again.OriginalPath + again.OriginalQueryString
        : HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;

    public IActionResult OnGet() => Answer();

    public IActionResult OnPost() => Answer();

    public IActionResult OnPut() => Answer();

    public IActionResult OnDelete() => Answer();

    public IActionResult OnPatch() => Answer();

    PageResult Answer()
    {
        // Opened by its own address, it is not itself the answer to anything.
        if (Original is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
