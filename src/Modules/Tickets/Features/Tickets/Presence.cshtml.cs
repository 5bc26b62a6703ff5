using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Where the ticket's page tells every few seconds that somebody reads it.</summary>
[Needs("tickets.read")]
internal sealed class PresencePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, bool typing, bool gone, long since)
    {
        await Send(new StayOnTicket.Command(id, typing, gone, since));
        return new NoContentResult();
    }
}
