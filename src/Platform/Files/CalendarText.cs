using System.Globalization;
using System.Text;

namespace Crm.Platform.Files;

/// <summary>How calendar files are written, where calendar programs are strict (RFC 5545).</summary>
public static class CalendarText
{
    const int MostOctets = 75;

    /// <summary>Adds a line. It ends after 75 octets and goes on behind a space; a character is never cut.</summary>
    public static StringBuilder CalendarLine(this StringBuilder text, string line)
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
        return text.Append("\r\n");
    }

    /// <summary>A value of type TEXT: what has a meaning is escaped, and control characters, which must not occur, are left out.</summary>
    public static string Value(string value)
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

    /// <summary>An instant in UTC, which is right in every zone and needs no table of them.</summary>
    public static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
