using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class FailedPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var file = await Send(new FailedRows.Query(Id));
        return File(file.Csv, "text/csv; charset=utf-8", file.Name);
    }
}
