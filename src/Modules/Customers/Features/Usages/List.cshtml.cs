using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Usages;

[Needs("customers.read")]
internal sealed class ListPage(CurrentUser user) : CrmPage
{
    [FromRoute]
    public long CustomerId { get; set; }

    [FromQuery]
    public string? After { get; set; }

    [FromQuery]
    public DateOnly? Day { get; set; }

    public bool MayWrite => user.Can("customers.write");

    public Slice<ListUsages.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListUsages.Query(CustomerId, After) { Day = Day });
        return Page();
    }
}
