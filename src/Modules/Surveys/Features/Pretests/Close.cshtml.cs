using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Pretests;

[Needs("surveys.write")]
internal sealed class ClosePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/pretests/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new ClosePretest.Command(id));
        return Done($"/pretests/{id}", "surveys.pretest.closed");
    }
}
