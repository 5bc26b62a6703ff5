using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Pages of one act without a form of their own: they post and go back to the survey.</summary>
internal abstract class RearrangePage : CrmPage
{
    /// <summary>Opened by address there is nothing to see: the survey itself is the page.</summary>
    public IActionResult OnGet(long id) => LocalRedirect($"/surveys/{id}");

    protected async Task<IActionResult> Rearranged(Rearrange.Command command)
    {
        try { await Send(command); }
        catch (RuleException e) { return Done($"/surveys/{command.SurveyId}", e.Key, e.Args); }
        // Back to where the eyes were.
        return Done($"/surveys/{command.SurveyId}" + command.Act switch { Rearrange.Act.MoveItem => "#item-" + command.Key, Rearrange.Act.MoveDimension => "#page-" + command.Key, _ => "" });
    }
}
