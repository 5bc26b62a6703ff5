using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class ResumePage : ActPage
{
    protected override async Task<IActionResult> Act(long id)
    {
        await Send(new ResumeTicket.Command(id));
        return Done($"/tickets/{id}", "tickets.resumed");
    }
}
