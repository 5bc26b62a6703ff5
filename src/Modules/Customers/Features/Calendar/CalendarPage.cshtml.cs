using System.Globalization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace Crm.Customers.Features.Calendar;

/// <summary>How much of the calendar is shown.</summary>
internal enum CalendarSpan { Month, Week }

[Needs("customers.read")]
internal sealed class CalendarPage(CurrentUser user, TimeProvider clock) : CrmPage
{
    /// <summary>So many entries fit into a day of the month; the week shows them all.</summary>
    public const int InADay = 4;

    [BindProperty(SupportsGet = true)]
    public CalendarSpan View { get; set; }

    /// <summary>Any day of the month or week.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    public DateOnly Today { get; private set; }

    public DateOnly Day { get; private set; }

    public IReadOnlyList<DateOnly> Days { get; private set; } = [];

    public ILookup<DateOnly, ReadCalendar.Entry> Entries { get; private set; } = Array.Empty<ReadCalendar.Entry>().ToLookup(e => e.Day);

    public bool Cut { get; private set; }

    public string Heading => View == CalendarSpan.Month
        ? Day.ToString("Y", CultureInfo.CurrentCulture)
        : L["customers.calendar.week.of", Days[0].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Days[^1].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];

    public string Link(CalendarSpan view, DateOnly on) => $"/calendar?view={view.ToString().ToLowerInvariant()}&on={on:yyyy-MM-dd}";

    public DateOnly Before => View == CalendarSpan.Month ? Day.AddMonths(-1) : Day.AddDays(-7);

    public DateOnly After => View == CalendarSpan.Month ? Day.AddMonths(1) : Day.AddDays(7);

    public async Task<IActionResult> OnGetAsync()
    {
        Today = DateOnly.FromDateTime(user.Zone.At(clock.GetUtcNow()));
        if (!ModelState.IsValid) return LocalRedirect("/calendar");
        Day = On is { Year: > 1900 and < 2900 } given ? given : Today;
        var from = Monday(View == CalendarSpan.Month ? new DateOnly(Day.Year, Day.Month, 1) : Day);
        var to = View == CalendarSpan.Month ? Monday(new DateOnly(Day.Year, Day.Month, 1).AddMonths(1).AddDays(6)) : from.AddDays(7);
        Days = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber).Select(from.AddDays)];
        var read = await Send(new ReadCalendar.Query(from, to));
        (Entries, Cut) = (read.Entries.ToLookup(e => e.Day), read.Cut);
        return Page();
    }

    /// <summary>Weeks begin on Monday in both languages.</summary>
    static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
