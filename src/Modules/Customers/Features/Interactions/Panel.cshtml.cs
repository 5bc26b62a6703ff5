using Crm.Customers.Features.Panels;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Interactions;

/// <summary>What was lately spoken of with a ticket's customer.</summary>
[Needs("customers.read")]
internal sealed class PanelPage : OfTicketPage
{
    public Slice<ListInteractions.Row> Rows { get; private set; } = new([], null);

    protected override async Task Load() => Rows = await Send(new ListInteractions.Query(Customer, Limit: Most));
}
