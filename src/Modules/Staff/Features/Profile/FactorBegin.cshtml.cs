using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

internal sealed class FactorBeginPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new BeginFactor.Command());
        return Done("/profile/factor");
    }
}
