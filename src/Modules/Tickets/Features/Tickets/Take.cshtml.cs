using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class TakePage : ActPage
{
    protected override async Task<IActionResult> Act(long id)
    {
        await Send(new TakeTicket.Command(id));
        return Done($"/tickets/{id}", "tickets.taken");
    }
}
