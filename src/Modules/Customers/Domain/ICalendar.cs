using System.Globalization;
using System.Text;
using Crm.Platform.Files;

namespace Crm.Customers.Domain;

/// <summary>An entry of a calendar file: an instant, or a whole day.</summary>
internal sealed record CalendarEntry(string Uid, string Summary, DateTimeOffset? At, DateOnly? Day, string? Description, string? Url, bool Done);

/// <summary>
/// Writes a calendar as programs subscribe to it (RFC 5545). Instants are written in UTC, which is right in every zone and needs no
/// table of them; whole days carry no zone at all.
/// </summary>
internal static class ICalendar
{
    public static string Of(string name, string zone, IEnumerable<CalendarEntry> entries, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//CRM//Calendar//EN");
        Line("CALSCALE:GREGORIAN");
        Line("METHOD:PUBLISH");
        Line("X-WR-CALNAME:" + CalendarText.Value(name));
        Line("X-WR-TIMEZONE:" + zone);
        Line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        Line("X-PUBLISHED-TTL:PT1H");
        foreach (var entry in entries)
        {
            Line("BEGIN:VEVENT");
            Line("UID:" + entry.Uid);
            Line("DTSTAMP:" + CalendarText.Utc(now));
            if (entry.At is { } at)
            {
                Line("DTSTART:" + CalendarText.Utc(at));
                Line("DURATION:PT30M");
            }
            else if (entry.Day is { } day)
            {
                Line("DTSTART;VALUE=DATE:" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
                Line("TRANSP:TRANSPARENT"); // nobody is busy all day by it
            }
            Line("SUMMARY:" + CalendarText.Value(entry.Summary));
            if (!string.IsNullOrWhiteSpace(entry.Description)) Line("DESCRIPTION:" + CalendarText.Value(entry.Description));
            if (entry.Url is { } url) Line("URL:" + url);
            if (entry.Done) Line("TRANSP:TRANSPARENT");
            Line("END:VEVENT");
        }
        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => text.CalendarLine(line);
    }
}
