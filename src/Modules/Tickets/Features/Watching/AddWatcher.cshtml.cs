using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Watching;

[Needs("tickets.write")]
internal sealed class AddWatcherPage : FormPage<WatchTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task Prepare() => Ticket = await Send(new ViewTicket.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        if (Form.StaffId is null)
        {
            ModelState.AddModelError("Form.StaffId", L["validation.required"]);
            Response.StatusCode = 422;
            await Prepare();
            return Page();
        }
        await Send(Form with { Id = Id, Off = false });
        return Done($"/tickets/{Id}", "tickets.watcher.added");
    }
}
