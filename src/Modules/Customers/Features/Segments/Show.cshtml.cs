using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments;

[Needs("customers.read")]
internal sealed class ShowPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public ShowSegment.View Segment { get; private set; } = null!;

    public Slice<ListMembers.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Segment = await Send(new ShowSegment.Query(Id));
        Rows = await Send(new ListMembers.Query { Id = Id, After = After });
        return Page();
    }
}
