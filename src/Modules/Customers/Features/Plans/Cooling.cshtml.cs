using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Plans;

[Needs("customers.read")]
internal sealed class CoolingPage : CrmPage
{
    public Slice<ListCooling.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListCooling.Query { Limit = 7 });
        return Page();
    }
}
