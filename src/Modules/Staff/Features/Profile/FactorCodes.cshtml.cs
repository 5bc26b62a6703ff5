using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class FactorCodesPage : FormPage<RenewRecoveryCodes.Command>
{
    public IReadOnlyList<string>? Codes { get; private set; }

    protected override (string Url, string Message)? ShownOnce => ("/profile/security", "staff.factor.codes.twice");

    protected override async Task<IActionResult> Save()
    {
        Codes = await Send(Form);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
