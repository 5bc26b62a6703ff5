using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Care;

/// <summary>A part of a ticket's page that is loaded after it.</summary>
[Needs("tickets.read")]
internal sealed class CarePage : CrmPage
{
    public ShowCare.Result Care { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Care = await Send(new ShowCare.Query(id));
        return PageOr("_Care");
    }
}
