using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.OwnFields;

[Needs("tickets.settings")]
internal sealed class MovePage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/settings/fields");

    public async Task<IActionResult> OnPostAsync(long id, bool up = false)
    {
        await Send(new MoveField.Command(id, up));
        return Done("/tickets/settings/fields");
    }
}
