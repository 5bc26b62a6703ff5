using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Views;

[Needs("tickets.read")]
internal sealed class DeleteViewPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/saved-views");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteView.Command(id));
        return Done("/tickets/saved-views", "tickets.saved.deleted");
    }
}
