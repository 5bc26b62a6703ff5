using System.Globalization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class CalendarPage : FormPage<ChangeCalendar.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<ChangeCalendar.DayLine> Days { get; private set; } = [];

    /// <summary>Name of a weekday in the reader's language; 0 is Monday.</summary>
    public string Weekday(int day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)((day + 1) % 7));

    protected override async Task<ChangeCalendar.Command> Load() => (await Send(new ChangeCalendar.Query(Id))).Form;

    protected override async Task Prepare()
    {
        Days = (await Send(new ChangeCalendar.Query(Id))).Days;
        // Whatever was sent, the form shows seven days.
        while (Form.Week.Count < 7) Form.Week.Add("");
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/settings/calendars/{Id}", "tickets.settings.saved");
    }
}
