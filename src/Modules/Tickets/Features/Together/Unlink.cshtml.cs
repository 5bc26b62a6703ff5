using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

[Needs("tickets.write")]
internal sealed class UnlinkPage : ActPage
{
    [FromRoute]
    public long Other { get; set; }

    protected override async Task<IActionResult> Act(long id)
    {
        await Send(new UnlinkTickets.Command(id, Other));
        return Done($"/tickets/{id}", "tickets.unlinked");
    }
}
