using Crm.Customers.Domain;
using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class FailedPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public ExportFormat Format { get; set; } = ExportFormat.Csv;

    public async Task<IActionResult> OnGetAsync()
    {
        var file = await Send(new FailedRows.Query(Id, Format));
        return File(file.Content, file.ContentType, file.Name);
    }
}
