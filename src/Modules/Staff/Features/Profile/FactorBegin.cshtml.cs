using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class FactorBeginPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new BeginFactor.Command());
        return Done("/profile/factor");
    }
}
