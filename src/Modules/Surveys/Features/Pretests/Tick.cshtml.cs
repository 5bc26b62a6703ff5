using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Pretests;

[Needs("surveys.write")]
internal sealed class TickPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/pretests/{id}");

    public async Task<IActionResult> OnPostAsync(long id, long remark, bool done)
    {
        await Send(new TickRemark.Command(id, remark, done));
        return Done($"/pretests/{id}");
    }
}
