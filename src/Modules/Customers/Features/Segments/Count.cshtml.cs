using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments;

[Needs("customers.read")]
internal sealed class CountPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public long Count { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Count = await Send(new CountSegment.Query(Id));
        return Page();
    }
}
