using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Panels;

[Needs("customers.read")]
internal sealed class GrowthPage : CrmPage
{
    public CountCustomers.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new CountCustomers.Query());
        return Page();
    }
}
