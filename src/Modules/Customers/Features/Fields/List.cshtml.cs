using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Fields;

[Needs("customers.settings")]
[Needs("customers.read")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListFields.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListFields.Query());
        return Page();
    }
}
