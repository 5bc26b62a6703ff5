using Crm.Platform.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class CodePage : FormPage<EnterCode.Command>
{
    public override async Task<IActionResult> OnGetAsync() => await HttpContext.Pending() is null ? LocalRedirect("/sign-in") : await base.OnGetAsync();

    public override async Task<IActionResult> OnPostAsync() => await HttpContext.Pending() is null ? LocalRedirect("/sign-in") : await base.OnPostAsync();

    protected override async Task<IActionResult> Save()
    {
        var pending = (await HttpContext.Pending())!;
        var session = await Send(Form with { StaffId = pending.StaffId, Browser = Request.Headers.UserAgent });
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await HttpContext.SignInAs(pending.StaffId, session, pending.Remember);
        return LocalRedirect(Url.IsLocalUrl(pending.ReturnUrl) ? pending.ReturnUrl! : "/");
    }
}
