using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Where the ticket's page tells what is typed.</summary>
[Needs("tickets.write")]
internal sealed class DraftPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, MessageKind kind, string? text, long since)
    {
        await Send(new KeepDraft.Command(id, kind, text ?? "", since));
        return new NoContentResult();
    }
}
