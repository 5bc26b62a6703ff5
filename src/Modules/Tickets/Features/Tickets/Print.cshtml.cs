using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>A ticket on paper: what the customer and we said; notes, and what was taken back before it left, only when asked for.</summary>
[Needs("tickets.read")]
internal sealed class PrintPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public bool Notes { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Ticket = await Send(new ViewTicket.Query(id));
}
