using System.Globalization;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Settings;

/// <summary>The form of a calendar, new or known.</summary>
internal abstract class CalendarFormPage : FormPage<ChangeCalendar.Command>
{
    /// <summary>Name of a weekday in the reader's language; 0 is Monday.</summary>
    public static string Weekday(int day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)((day + 1) % 7));

    protected override Task Prepare()
    {
        // Whatever was sent, the form shows seven days.
        while (Form.Week.Count < 7) Form.Week.Add("");
        return Task.CompletedTask;
    }
}
