using System.Text.Json;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>What was dropped; answers the questions as they stand now, and says why when they stand as before.</summary>
[Needs("surveys.write")]
internal sealed class ArrangePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/surveys/{id}");

    public async Task<IActionResult> OnPostAsync(long id, string? key, string? into, string? before)
    {
        string? refused = null;
        try { await Send(new ArrangeQuestions.Command(id, key, into, before)); }
        catch (RuleException e) { (refused, Response.StatusCode) = (L[e.Key, e.Args], StatusCodes.Status422UnprocessableEntity); }
        catch (DbUpdateConcurrencyException) { (refused, Response.StatusCode) = (L["surveys.arrange.stale"], StatusCodes.Status409Conflict); }
        if (!IsFragment)
        {
            if (refused is not null) TempData["flash"] = refused;
            return LocalRedirect($"/surveys/{id}");
        }
        if (refused is not null) Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(new { toast = refused });
        return Partial("_Questions", await Send(new ShowSurvey.Query(id)));
    }
}
