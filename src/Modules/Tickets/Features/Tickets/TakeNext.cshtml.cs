using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class TakeNextPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets?view=Unassigned");

    public async Task<IActionResult> OnPostAsync() =>
        await Send(new TakeNext.Command()) is { } id ? Done($"/tickets/{id}", "tickets.taken") : Done("/tickets?view=Mine", "tickets.nothing_waits");
}
