using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Reports;

[Needs("improvements.read")]
internal sealed class FilePage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id) => FileResults.Attachment(Response, await Send(new OpenReport.Query(id)));
}
