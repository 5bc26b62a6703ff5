using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class RevokeTokenPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new RevokeToken.Command(id));
        return Done("/profile/tokens", "staff.tokens.revoked");
    }
}
