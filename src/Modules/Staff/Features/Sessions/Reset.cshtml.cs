using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class ResetPage : FormPage<ResetPassword.Command>
{
    // The secret has no business in a conflict notice, and there is no conflict.
    public override Task<IActionResult> OnGetAsync()
    {
        Form = new ResetPassword.Command { Token = Request.Query["token"].ToString() };
        return Task.FromResult<IActionResult>(Page());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/sign-in", "staff.reset.done");
    }
}
