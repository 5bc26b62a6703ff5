using System.Globalization;
using System.Text;

namespace Crm.Customers.Domain;

/// <summary>An entry of a calendar file: an instant, or a whole day.</summary>
internal sealed record CalendarEntry(string Uid, string Summary, DateTimeOffset? At, DateOnly? Day, string? Description, string? Url, bool Done);

/// <summary>
/// Writes a calendar as programs subscribe to it (RFC 5545). Instants are written in UTC, which is right in every zone and needs no
/// table of them; whole days carry no zone at all.
/// </summary>
internal static class ICalendar
{
    const int MostOctets = 75;

    public static string Of(string name, string zone, IEnumerable<CalendarEntry> entries, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//CRM//Calendar//EN");
        Line("CALSCALE:GREGORIAN");
        Line("METHOD:PUBLISH");
        Line("X-WR-CALNAME:" + Text(name));
        Line("X-WR-TIMEZONE:" + zone);
        Line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        Line("X-PUBLISHED-TTL:PT1H");
        foreach (var entry in entries)
        {
            Line("BEGIN:VEVENT");
            Line("UID:" + entry.Uid);
            Line("DTSTAMP:" + Utc(now));
            if (entry.At is { } at)
            {
                Line("DTSTART:" + Utc(at));
                Line("DURATION:PT30M");
            }
            else if (entry.Day is { } day)
            {
                Line("DTSTART;VALUE=DATE:" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
                Line("TRANSP:TRANSPARENT"); // nobody is busy all day by it
            }
            Line("SUMMARY:" + Text(entry.Summary));
            if (!string.IsNullOrWhiteSpace(entry.Description)) Line("DESCRIPTION:" + Text(entry.Description));
            if (entry.Url is { } url) Line("URL:" + url);
            if (entry.Done) Line("TRANSP:TRANSPARENT");
            Line("END:VEVENT");
        }
        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => Fold(text, line);
    }

    /// <summary>Lines end after 75 octets and go on behind a space; a character is never cut.</summary>
    internal static void Fold(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }

    /// <summary>A value of type TEXT: what has a meaning is escaped, and control characters, which must not occur, are left out.</summary>
    internal static string Text(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            if (c == '\n') text.Append("\\n");
            else if (c is '\\' or ';' or ',') text.Append('\\').Append(c);
            else if (!char.IsControl(c) || c == '\t') text.Append(c);
        }
        return text.ToString();
    }

    static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
