using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Value;

[Needs("customers.read")]
internal sealed class ShowPage : CrmPage
{
    public ShowValueClasses.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowValueClasses.Query());
        return Page();
    }
}
