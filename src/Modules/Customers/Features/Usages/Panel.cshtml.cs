using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Usages;

[Needs("customers.read")]
internal sealed class PanelPage : CrmPage
{
    [FromRoute]
    public long CustomerId { get; set; }

    public SumUsages.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new SumUsages.Query(CustomerId));
        return PageOr("_Panel");
    }
}
