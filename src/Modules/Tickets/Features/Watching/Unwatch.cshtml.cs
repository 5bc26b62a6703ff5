using Crm.Platform.Users;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Watching;

[Needs("tickets.write")]
internal sealed class UnwatchPage : ActPage
{
    [FromRoute]
    public long Person { get; set; }

    protected override async Task<IActionResult> Act(long id)
    {
        await Send(new WatchTicket.Command { Id = id, StaffId = Person, Off = true });
        return Done($"/tickets/{id}", "tickets.unwatched");
    }
}
