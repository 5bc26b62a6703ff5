using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Panels;

[Needs("customers.write")]
internal sealed class ReviewsPage : CrmPage
{
    public Slice<ListCustomers.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListCustomers.Query { Mine = true, ReviewDue = true, Limit = 5 });
        return Page();
    }
}
