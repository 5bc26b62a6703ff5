using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

/// <summary>Takes the post of a button. What is refused is said on the check's page.</summary>
[Authorize]
internal sealed class AcknowledgePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/quality/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { await Send(new AcknowledgeCheck.Command(id)); }
        catch (RuleException e) { return Done($"/tickets/quality/{id}", e.Key, e.Args); }
        return Done($"/tickets/quality/{id}", "tickets.quality.acknowledged");
    }
}
