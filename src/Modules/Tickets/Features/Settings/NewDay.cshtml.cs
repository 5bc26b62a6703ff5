using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class NewDayPage : FormPage<SetCalendarDay.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/settings/calendars/{Id}", "tickets.settings.saved");
    }
}
