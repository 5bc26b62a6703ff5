using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class ArchivePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var archive = await Send(new MakeArchive.Command(Id));
        return File(archive.Content, "application/zip", archive.Name);
    }
}
