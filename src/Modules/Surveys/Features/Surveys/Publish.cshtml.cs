using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class PublishPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/surveys/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { return Done($"/surveys/{id}", "surveys.published", await Send(new PublishSurvey.Command(id))); }
        catch (RuleException e) { return Done($"/surveys/{id}", e.Key, e.Args); }
    }
}
