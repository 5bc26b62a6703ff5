using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments;

[Needs("customers.segments")]
internal sealed class DeletePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new RetireSegment.Command(Id));
        return Done("/segments", "customers.segment.deleted");
    }
}
