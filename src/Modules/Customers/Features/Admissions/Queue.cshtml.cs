using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.admit")]
internal sealed class QueuePage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListPending.Query Filter { get; set; } = new();

    public Slice<ListPending.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(Filter);
        return Page();
    }
}
