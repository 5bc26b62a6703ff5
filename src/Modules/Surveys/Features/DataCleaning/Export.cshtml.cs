using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DataCleaning;

[Needs("surveys.results")]
[Needs("surveys.export")]
internal sealed class ExportPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public ExportCleaning.Query Filter { get; set; } = new();

    public async Task<IActionResult> OnGetAsync()
    {
        var file = await Send(Filter with { Survey = Id });
        return File(file.Content, file.ContentType, file.Name);
    }
}
