using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class DiscardDraftPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/{id}");

    public async Task<IActionResult> OnPostAsync(long id, MessageKind kind)
    {
        await Send(new DiscardDraft.Command(id, kind));
        return Done($"/tickets/{id}?say={kind}", "tickets.draft.discarded");
    }
}
