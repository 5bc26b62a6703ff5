using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

[Needs("tickets.write")]
internal sealed class DeleteMacroPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/macros");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteMacro.Command(id));
        return Done("/tickets/macros", "tickets.macro.deleted");
    }
}
