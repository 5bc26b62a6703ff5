using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Absences;

[Authorize]
internal sealed class AwayPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync(bool away)
    {
        await Send(new SetAway.Command(away));
        return Done("/profile/absence", away ? "staff.away.done" : "staff.away.undone");
    }
}
