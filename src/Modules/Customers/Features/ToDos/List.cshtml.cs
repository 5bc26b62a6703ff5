using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.ToDos;

[Needs("customers.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListToDos.Query Filter { get; set; } = new();

    public Slice<ListToDos.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(Filter with { CustomerId = null, ContactId = null });
        return Page();
    }
}
