using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Views;

[Needs("tickets.read")]
internal sealed class DefaultViewPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/saved-views");

    public async Task<IActionResult> OnPostAsync(long id, bool on)
    {
        await Send(new ChooseView.Command(id, on));
        return Done("/tickets/saved-views", "tickets.saved.chosen");
    }
}
