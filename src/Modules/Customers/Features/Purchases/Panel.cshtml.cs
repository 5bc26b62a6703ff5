using Crm.Customers.Features.Panels;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Purchases;

/// <summary>The latest orders of a ticket's customer.</summary>
[Needs("customers.read")]
internal sealed class PanelPage : OfTicketPage
{
    public Slice<ListPurchases.Row> Rows { get; private set; } = new([], null);

    protected override async Task Load() => Rows = await Send(new ListPurchases.Query(Customer, Limit: Most));
}
