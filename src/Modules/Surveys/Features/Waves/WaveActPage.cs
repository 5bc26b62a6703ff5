using Crm.Platform.UseCases;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

/// <summary>Pages of one act without a form of their own: they post and go back to the wave.</summary>
internal abstract class WaveActPage : CrmPage
{
    /// <summary>Opened by address there is nothing to see: the wave itself is the page.</summary>
    public IActionResult OnGet(long id) => LocalRedirect($"/waves/{id}");

    protected async Task<IActionResult> Act(long id, IRequest<Unit> command, string message)
    {
        try { await Send(command); }
        catch (RuleException e) { return Done($"/waves/{id}", e.Key, e.Args); }
        return Done($"/waves/{id}", message);
    }
}
