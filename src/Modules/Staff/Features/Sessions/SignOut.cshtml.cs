using Crm.Platform.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Sessions;

[AllowAnonymous]
internal sealed class SignOutPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        if (HttpContext.SessionId() is { } session) await Send(new SignOut.Command(session));
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Done("/sign-in");
    }
}
