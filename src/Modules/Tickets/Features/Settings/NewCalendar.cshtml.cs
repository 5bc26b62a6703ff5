using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class NewCalendarPage(InstallationZone zone) : CalendarFormPage
{
    const string Usual = "09:00-18:00";

    protected override Task<ChangeCalendar.Command> Load() => Task.FromResult(new ChangeCalendar.Command { Zone = zone.Zone.Id, Week = [Usual, Usual, Usual, Usual, Usual, "", ""] });

    protected override async Task<IActionResult> Save() => Done($"/tickets/settings/calendars/{await Send(Form with { Id = 0 })}", "tickets.settings.saved");
}
