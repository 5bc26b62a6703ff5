using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Takes the post of a button and answers with the file.</summary>
[Needs("goodwill.approve"), Needs("tickets.export")]
internal sealed class GoodwillExportPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/goodwill/report");

    public async Task<IActionResult> OnPostAsync([FromQuery] DateOnly from, [FromQuery] DateOnly to)
    {
        try { return File(await Send(new ReportGoodwill.Export(from, to)), "text/csv", "goodwill.csv"); }
        catch (RuleException e) { return Done("/tickets/goodwill/report", e.Key, e.Args); }
    }
}
