using Crm.Platform.Demo;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class SignInPage(IDemoSignIns demo) : FormPage<SignIn.Command>
{
    protected override Task<SignIn.Command> Load() => Task.FromResult(new SignIn.Command { ReturnUrl = Request.Query["returnUrl"] });

    /// <summary>Shown in a demo installation, so that nobody has to look for the console.</summary>
    public IReadOnlyList<DemoSignIn> Demo { get; private set; } = [];

    protected override async Task Prepare() => Demo = await demo.List(HttpContext.RequestAborted);

    protected override async Task<IActionResult> Save()
    {
        var entered = await Send(Form with { Browser = Request.Headers.UserAgent });
        if (entered.SessionId is not { } session)
        {
            await HttpContext.Await(new Pending(entered.StaffId, Form.Remember, Form.ReturnUrl));
            return LocalRedirect("/sign-in/code");
        }
        await HttpContext.SignInAs(entered.StaffId, session, Form.Remember);
        return LocalRedirect(Url.IsLocalUrl(Form.ReturnUrl) ? Form.ReturnUrl! : "/");
    }
}
