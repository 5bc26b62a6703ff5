using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class RemoveDraftFilePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, MessageKind kind, Guid file)
    {
        var left = await Send(new DetachFromDraft.Command(id, kind, file));
        return IsFragment ? Partial("_DraftFiles", new DraftFilePage.Shown(id, kind, left)) : Done($"/tickets/{id}?say={kind}");
    }
}
