using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments.Rfm;

[Needs("customers.read")]
internal sealed class ShowPage : CrmPage
{
    public ShowRfm.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowRfm.Query());
        return Page();
    }
}
