using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>A customer's tickets on the 360 page: open ones first.</summary>
[Needs("tickets.read")]
internal sealed class CustomerPanelPage(TimeProvider clock) : CrmPage
{
    public long CustomerId { get; private set; }
    public TicketLines Lines { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        CustomerId = id;
        var open = await Send(new ListTickets.Query { View = TicketView.Open, CustomerId = id, Limit = 6 });
        var all = await Send(new ListTickets.Query { View = TicketView.Any, CustomerId = id, Limit = 6 });
        List<ListTickets.Row> rows = [.. open.Items.UnionBy(all.Items, t => t.Id).Take(6)];
        Lines = new TicketLines(rows, open.NextCursor is not null || all.NextCursor is not null, $"/tickets?view=Any&customerId={id}", clock.GetUtcNow());
        return PageOr("_CustomerTickets");
    }
}
