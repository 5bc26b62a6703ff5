using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Panels;

[Needs("customers.write")]
internal sealed class ReviewsPage(CurrentUser user) : CrmPage
{
    public long? Me => user.Id;

    public Slice<ListCustomers.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListCustomers.Query { Owner = user.Id, ReviewDue = true, Limit = 5 });
        return Page();
    }
}
