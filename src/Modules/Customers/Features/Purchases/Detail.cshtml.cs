using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Purchases;

[Needs("customers.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowPurchase.View Purchase { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Purchase = await Send(new ShowPurchase.Query(Id));
        return Page();
    }
}
