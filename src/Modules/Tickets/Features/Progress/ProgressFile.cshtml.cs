using Crm.Platform.Files;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Tickets.Features.Progress;

/// <summary>A file of the page customers see, to be saved and never shown: it runs nothing under our address.</summary>
[AllowAnonymous, EnableRateLimiting(ProgressPage.RateLimit), LanguageOfAddress]
internal sealed class ProgressFilePage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(string token, Guid file)
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return FileResults.Attachment(Response, await Send(new OpenProgressFile.Query(token, file)));
    }
}
