using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Surveys;

[Needs("surveys.write")]
internal sealed class RestorePage : CrmPage
{
    public IActionResult OnGet(long id, int number) => LocalRedirect($"/surveys/{id}/versions/{number}");

    public async Task<IActionResult> OnPostAsync(long id, int number)
    {
        await Send(new RestoreVersion.Command(id, number));
        return Done($"/surveys/{id}", "surveys.restored", number);
    }
}
