using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Crm.Staff.Features.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Setup;

[AllowAnonymous]
internal sealed class SetUpPage(SetupGate gate) : FormPage<SetUp.Command>
{
    protected override async Task Prepare()
    {
        if (!await gate.IsEmpty(HttpContext.RequestAborted)) throw new MissingException("set-up");
    }

    protected override async Task<IActionResult> Save()
    {
        var entered = await Send(Form with { Browser = Request.Headers.UserAgent });
        await HttpContext.SignInAs(entered.StaffId, entered.SessionId!.Value, remember: false);
        return Done("/", "staff.setup.done");
    }
}
