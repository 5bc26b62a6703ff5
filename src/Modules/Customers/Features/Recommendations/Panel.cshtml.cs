using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Recommendations;

/// <summary>On the customer's page and on that of their tickets, which hands over the customer.</summary>
[Needs("customers.read")]
internal sealed class PanelPage : CrmPage
{
    [FromQuery]
    public long Customer { get; set; }

    public RecommendProducts.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new RecommendProducts.Query(Customer));
        return PageOr("_Panel");
    }
}
