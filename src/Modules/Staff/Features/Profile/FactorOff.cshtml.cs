using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class FactorOffPage : FormPage<TurnOffFactor.Command>
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/profile/security", "staff.factor.turned_off");
    }
}
