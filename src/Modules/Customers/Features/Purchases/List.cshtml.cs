using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Purchases;

[Needs("customers.read")]
internal sealed class ListPage : CrmPage
{
    [FromRoute]
    public long CustomerId { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public Slice<ListPurchases.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListPurchases.Query(CustomerId, After));
        return Page();
    }
}
