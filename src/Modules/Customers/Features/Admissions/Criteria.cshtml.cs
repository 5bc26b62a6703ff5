using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.settings")]
internal sealed class CriteriaPage : CrmPage
{
    public IReadOnlyList<ListCriteria.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new ListCriteria.Query());
        return Page();
    }
}
