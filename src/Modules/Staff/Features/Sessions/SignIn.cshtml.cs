using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class SignInPage : FormPage<SignIn.Command>
{
    protected override Task<SignIn.Command> Load() => Task.FromResult(new SignIn.Command { ReturnUrl = Request.Query["returnUrl"] });

    protected override async Task<IActionResult> Save()
    {
        var entered = await Send(Form with { Browser = Request.Headers.UserAgent });
        await HttpContext.SignInAs(entered.StaffId, entered.SessionId!.Value, Form.Remember);
        return LocalRedirect(Url.IsLocalUrl(Form.ReturnUrl) ? Form.ReturnUrl! : "/");
    }
}
