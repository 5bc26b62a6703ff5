using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments;

[Needs("customers.read")]
internal sealed class ListPage : CrmPage
{
    [FromQuery]
    public ListSegments.SegmentView View { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public Slice<ListSegments.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListSegments.Query { View = View, After = After });
        return Page();
    }
}
