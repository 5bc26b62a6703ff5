using Crm.Platform.Users;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Watching;

/// <summary>One button, to begin and to end.</summary>
[Needs("tickets.read")]
internal sealed class WatchPage : ActPage
{
    protected override async Task<IActionResult> Act(long id)
    {
        var watches = (await Send(new ShowAround.Query(id))).Watches;
        await Send(new WatchTicket.Command { Id = id, Off = watches });
        return Done($"/tickets/{id}", watches ? "tickets.unwatched" : "tickets.watched");
    }
}
