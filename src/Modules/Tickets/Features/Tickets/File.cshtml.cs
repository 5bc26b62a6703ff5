using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class FilePage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id, Guid file) =>
        FileResults.Attachment(Response, await Send(new OpenTicketFile.Query(id, file)), inline: true);
}
