using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>A customer's tickets, open ones first: on their own page, and beside one of their tickets, which is left out.</summary>
[Needs("tickets.read")]
internal sealed class CustomerPanelPage(TimeProvider clock) : CrmPage
{
    const int Most = 6;

    [FromQuery]
    public long Customer { get; set; }

    /// <summary>The ticket beside which the others stand.</summary>
    [FromQuery]
    public long? Except { get; set; }

    public TicketLines Lines { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var open = await Send(new ListTickets.Query { View = TicketView.Open, CustomerId = Customer, Limit = Most + 1 });
        var all = await Send(new ListTickets.Query { View = TicketView.Any, CustomerId = Customer, Limit = Most + 1 });
        List<ListTickets.Row> rows = [.. open.Items.UnionBy(all.Items, t => t.Id).Where(t => t.Id != Except)];
        Lines = new TicketLines([.. rows.Take(Most)], rows.Count > Most || all.NextCursor is not null, $"/tickets?view=Any&customerId={Customer}", clock.GetUtcNow(), Except is null ? "tickets.panel.empty" : "tickets.panel.others.none");
        return PageOr("_CustomerTickets");
    }
}
