using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Interactions;

[Needs("customers.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowInteraction.View Interaction { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Interaction = await Send(new ShowInteraction.Query(Id));
        return Page();
    }
}
