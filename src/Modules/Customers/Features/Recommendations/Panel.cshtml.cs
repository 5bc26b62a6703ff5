using Crm.Customers.Features.Panels;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Recommendations;

/// <summary>On the customer's page and on that of their tickets, which hands over the customer.</summary>
[Needs("customers.read")]
internal sealed class PanelPage : OfTicketPage
{
    public RecommendProducts.View View { get; private set; } = null!;

    protected override async Task Load() => View = await Send(new RecommendProducts.Query(Customer));
}
