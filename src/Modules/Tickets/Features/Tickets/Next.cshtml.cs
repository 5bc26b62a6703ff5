using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Goes to the ticket after or before this one, in the view one came from.</summary>
[Needs("tickets.read")]
internal sealed class NextPage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id, TicketView? view, bool back)
    {
        var of = view ?? TicketView.Open;
        return await Send(new NextTicket.Query(id, of, back)) is { } next ? LocalRedirect($"/tickets/{next}?view={of}") : Done($"/tickets?view={of}", "tickets.no_other");
    }
}
