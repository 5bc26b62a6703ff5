using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class ForgotPage : FormPage<ForgotPassword.Command>
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/sign-in", "staff.forgot.sent");
    }
}
