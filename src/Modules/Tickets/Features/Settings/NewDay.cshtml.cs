using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class NewDayPage : FormPage<SetCalendarDay.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The day to begin with, as it stands in the calendar.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    protected override Task<SetCalendarDay.Command> Load() => Send(new SetCalendarDay.Query(Id, Date));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/settings/calendars/{Id}", "tickets.settings.saved");
    }
}
