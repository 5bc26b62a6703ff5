using Crm.Platform.Web;
using Crm.Staff.Features.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class EndSessionPage : CrmPage
{
    public async Task<IActionResult> OnPostAsync(Guid? id)
    {
        await Send(new EndSessions.Command { Id = id, Current = HttpContext.SessionId() });
        return Done("/profile/sessions", "staff.sessions.ended");
    }
}
