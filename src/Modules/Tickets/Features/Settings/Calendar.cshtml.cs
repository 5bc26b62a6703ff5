using System.Globalization;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class CalendarPage : CalendarFormPage
{
    [FromRoute]
    public long Id { get; set; }

    public ChangeCalendar.Result Shown { get; private set; } = null!;

    public static string ShortWeekday(int day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetShortestDayName((DayOfWeek)((day + 1) % 7));

    /// <summary>"October 2026".</summary>
    public static string Month(DateOnly first) => first.ToString("Y", CultureInfo.CurrentCulture);

    public static string ColorOf(DayKind kind) => kind switch { DayKind.Holiday => "red", DayKind.MadeUp => "green", DayKind.OtherHours => "orange", _ => "secondary" };

    protected override async Task<ChangeCalendar.Command> Load() => (await Send(new ChangeCalendar.Query(Id))).Form;

    protected override async Task Prepare()
    {
        Shown = await Send(new ChangeCalendar.Query(Id));
        await base.Prepare();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/settings/calendars/{Id}", "tickets.settings.saved");
    }
}
