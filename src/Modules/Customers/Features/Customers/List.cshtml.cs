using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.read")]
internal sealed class ListPage(IStaffDirectory staff) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListCustomers.Query Filter { get; set; } = new();

    public Slice<ListCustomers.Row> Rows { get; private set; } = new([], null);

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(Filter);
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
        return PageOr("_Rows");
    }
}
