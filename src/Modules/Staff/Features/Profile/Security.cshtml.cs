using Crm.Platform.Web;
using Crm.Staff.Features.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class SecurityPage : FormPage<ChangePassword.Command>
{
    public SeeFactor.Result Factor { get; private set; } = null!;

    protected override async Task Prepare() => Factor = await Send(new SeeFactor.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { SessionId = HttpContext.SessionId() });
        return Done("/profile/security", "staff.password.changed");
    }
}
