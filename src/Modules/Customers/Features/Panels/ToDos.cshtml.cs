using Crm.Customers.Features.ToDos;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Panels;

[Needs("customers.write")]
internal sealed class ToDosPage : CrmPage
{
    public IReadOnlyList<ListToDos.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = (await Send(new ListToDos.Query { Limit = 7 })).Items;
        return Page();
    }
}
