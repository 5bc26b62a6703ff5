using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class MovePolicyPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/settings");

    public async Task<IActionResult> OnPostAsync(long id, bool up)
    {
        await Send(new MovePolicy.Command(id, up));
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
