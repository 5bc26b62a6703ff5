using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Absences;

[Authorize]
internal sealed class EndPage(CurrentUser user) : CrmPage
{
    public async Task<IActionResult> OnPostAsync(long id)
    {
        var whose = await Send(new EndAbsence.Command(id));
        return Done(whose == user.Id ? "/profile/absence" : $"/staff/{whose}/absence", "staff.absence.ended");
    }
}
