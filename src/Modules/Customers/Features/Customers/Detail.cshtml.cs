using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public string? Kind { get; set; }

    public ShowCustomer.View Customer { get; private set; } = null!;

    public ShowTimeline.View Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Customer = await Send(new ShowCustomer.Query(Id));
        Timeline = await Send(new ShowTimeline.Query(Id, string.IsNullOrEmpty(Kind) ? null : Kind));
        return Page();
    }
}
