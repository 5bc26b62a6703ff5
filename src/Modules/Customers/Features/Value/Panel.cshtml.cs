using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Value;

[Needs("customers.read")]
internal sealed class PanelPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowClassOf.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowClassOf.Query(Id));
        return Page();
    }
}
