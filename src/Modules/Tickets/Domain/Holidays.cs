using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Platform.Files;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>A day found in a file: off, or worked, with hours of its own where the file gives them.</summary>
internal sealed record FoundDay(DateOnly Date, string Name, bool Works, string? Slots = null);

/// <summary>What a file of holidays says, in the order of the dates, and how many of its entries say nothing about whole days.</summary>
internal sealed record FoundDays(IReadOnlyList<FoundDay> Days, int Skipped);

/// <summary>Reads and writes the days of a calendar: a year's public holidays as JSON, or all-day events of iCalendar.</summary>
internal static partial class Holidays
{
    /// <summary>More is no list of holidays.</summary>
    public const int MaxDays = 800;

    const int NameLength = 100;

    /// <summary>Reads either format. Events that recur every year are told for the years from <paramref name="firstYear"/> to <paramref name="lastYear"/>.</summary>
    public static FoundDays Read(string text, int firstYear, int lastYear)
    {
        text = text.TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        var found = text.StartsWith('{') || text.StartsWith('[') ? new FoundDays([.. Json(text)], 0)
            : text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) ? Events(text, firstYear, lastYear)
            : throw Unreadable();
        var days = found.Days.Where(d => d.Date.Year is >= 2000 and < 2200).GroupBy(d => d.Date).Select(g => g.Last()).OrderBy(d => d.Date).ToList();
        return days.Count switch
        {
            0 => throw new RuleException("tickets.import.no_days", "File"),
            > MaxDays => throw new RuleException("tickets.import.too_many", "File", MaxDays),
            _ => found with { Days = days },
        };
    }

    static RuleException Unreadable() => new("tickets.import.unreadable", "File");

    // { "year": 2025, "days": [ { "name": "春节", "date": "2025-01-26", "isOffDay": false } ] }
    static List<FoundDay> Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var list = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("days");
            return [.. list.EnumerateArray().Select(d => new FoundDay(
                DateOnly.ParseExact(d.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Name(d.TryGetProperty("name", out var name) ? name.GetString() : null),
                !d.GetProperty("isOffDay").GetBoolean(),
                d.TryGetProperty("slots", out var slots) && Calendar.Read(slots.GetString()) is { Count: > 0 } ? slots.GetString() : null))];
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentNullException) { throw Unreadable(); }
    }

    static FoundDays Events(string text, int firstYear, int lastYear)
    {
        var (days, skipped) = (new List<FoundDay>(), 0);
        Dictionary<string, string>? properties = null;
        // A long line goes on in the next one, which begins with a blank.
        foreach (var line in Folded().Replace(text, "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Equals("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase)) properties = new(StringComparer.OrdinalIgnoreCase);
            else if (properties is not null && line.Equals("END:VEVENT", StringComparison.OrdinalIgnoreCase))
            {
                var of = Event(properties, firstYear, lastYear);
                if (of is null) skipped++;
                else days.AddRange(of);
                if (days.Count > MaxDays * 4) throw new RuleException("tickets.import.too_many", "File", MaxDays);
                properties = null;
            }
            else if (properties is not null && Property().Match(line) is { Success: true } part) properties.TryAdd(part.Groups[1].Value, part.Groups[2].Value);
        }
        return new(days, skipped);
    }

    // Null: not about whole days, or not to be understood as such.
    static List<FoundDay>? Event(Dictionary<string, string> p, int firstYear, int lastYear)
    {
        if (p.GetValueOrDefault("STATUS")?.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase) == true) return null;
        if (!p.TryGetValue("DTSTART", out var start) || Date(start) is not { } from) return null;
        var length = p.TryGetValue("DTEND", out var end) ? Date(end)?.DayNumber - from.DayNumber : p.TryGetValue("DURATION", out var duration) ? Days(duration) : 1;
        if (length is not (> 0 and <= 366)) return null;
        List<DateOnly>? starts = p.TryGetValue("RRULE", out var rule) ? Yearly(from, rule, firstYear, lastYear) : [from];
        if (starts is null) return null;
        var name = Name(Escaped().Replace(p.GetValueOrDefault("SUMMARY") ?? "", m => m.Value is "\\n" or "\\N" ? " " : m.Value[1..]));
        var slots = p.TryGetValue(SlotsProperty, out var own) && Calendar.Read(Unescape(own)) is { Count: > 0 } ? Unescape(own) : null;
        var works = slots is not null || MadeUp().IsMatch(name);
        var except = (p.GetValueOrDefault("EXDATE") ?? "").Split(',').Select(Date).OfType<DateOnly>().ToHashSet();
        return [.. starts.Where(s => !except.Contains(s)).SelectMany(s => Enumerable.Range(0, length.Value).Select(i => new FoundDay(s.AddDays(i), name, works, slots)))];
    }

    static List<DateOnly>? Yearly(DateOnly from, string rule, int firstYear, int lastYear)
    {
        var parts = rule.Split(';').Select(x => x.Split('=')).Where(x => x.Length == 2).ToDictionary(x => x[0].ToUpperInvariant(), x => x[1], StringComparer.Ordinal);
        int Number(string key, int otherwise) => parts.TryGetValue(key, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var n) ? n : otherwise;
        if (parts.GetValueOrDefault("FREQ") != "YEARLY" || parts.Keys.Any(k => k is "BYDAY" or "BYWEEKNO" or "BYYEARDAY" or "BYSETPOS") || Number("BYMONTH", from.Month) != from.Month || Number("BYMONTHDAY", from.Day) != from.Day || Number("INTERVAL", 1) is not (> 0 and var step)) return null;
        var until = parts.TryGetValue("UNTIL", out var text) && text.Length >= 8 ? Date(text[..8]) ?? DateOnly.MaxValue : DateOnly.MaxValue;
        var dates = new List<DateOnly>();
        for (var (year, count) = (from.Year, Number("COUNT", int.MaxValue)); year <= lastYear && count > 0; year += step)
        {
            if (from.Day > DateTime.DaysInMonth(year, from.Month)) continue; // 29 February is in some years only
            var date = new DateOnly(year, from.Month, from.Day);
            if (date > until) break;
            count--;
            if (year >= firstYear) dates.Add(date);
        }
        return dates;
    }

    static DateOnly? Date(string text) => DateOnly.TryParseExact(text.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    static int? Days(string duration) => WholeDays().Match(duration) is { Success: true } m ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) * (m.Groups[2].Value == "W" ? 7 : 1) : null;

    static string Name(string? text) => (text ?? "").Trim() is { Length: > NameLength } longer ? longer[..NameLength] : (text ?? "").Trim();

    const string SlotsProperty = "X-CRM-SLOTS";

    /// <summary>The special days as a year's JSON is written, with week, zone and hours beside them: what is read back is what was there.</summary>
    public static string ToJson(Calendar calendar) => JsonSerializer.Serialize(new
    {
        name = calendar.Name, zone = calendar.Zone, week = calendar.Week,
        days = calendar.Days.OrderBy(d => d.Date).Select(d => new { name = d.Name, date = d.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), isOffDay = d.Slots.Length == 0, slots = d.Slots.Length == 0 ? null : d.Slots }),
    }, Indented);

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The special days as all-day events; days in a row that are alike are one.</summary>
    public static string ToEvents(Calendar calendar, DateTimeOffset now)
    {
        List<string> lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Crm//Working calendar//EN", "X-WR-CALNAME:" + CalendarText.Value(calendar.Name)];
        var runs = new List<(CalendarDay First, DateOnly Last)>();
        foreach (var day in calendar.Days.OrderBy(d => d.Date))
            if (runs.Count > 0 && runs[^1] is var run && run.Last.AddDays(1) == day.Date && run.First.Name == day.Name && run.First.Slots == day.Slots) runs[^1] = (run.First, day.Date);
            else runs.Add((day, day.Date));
        foreach (var (first, last) in runs)
        {
            lines.AddRange(["BEGIN:VEVENT", $"UID:{calendar.Id}-{first.Date:yyyyMMdd}@crm", $"DTSTAMP:{CalendarText.Utc(now)}", $"DTSTART;VALUE=DATE:{first.Date:yyyyMMdd}", $"DTEND;VALUE=DATE:{last.AddDays(1):yyyyMMdd}", "SUMMARY:" + CalendarText.Value(first.Name), "TRANSP:TRANSPARENT"]);
            if (first.Slots.Length > 0) lines.Add($"{SlotsProperty}:{CalendarText.Value(first.Slots)}");
            lines.Add("END:VEVENT");
        }
        lines.Add("END:VCALENDAR");
        return lines.Aggregate(new StringBuilder(), (text, line) => text.CalendarLine(line)).ToString();
    }

    static string Unescape(string text) => Escaped().Replace(text, m => m.Value[1..]);

    [GeneratedRegex(@"\r?\n[ \t]")]
    private static partial Regex Folded();

    [GeneratedRegex(@"^([A-Za-z-]+)(?:;(?:[^"":]|""[^""]*"")*)?:(.*)$")]
    private static partial Regex Property();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^P(\d{1,3})([DW])$")]
    private static partial Regex WholeDays();

    // How calendars of the public holidays in China name weekends that are worked, and others theirs.
    [GeneratedRegex(@"补班|上班|调休|[（(\[【]班|(^|\s)班($|\s)|working\s?day|work\s?day|make-?up", RegexOptions.IgnoreCase)]
    private static partial Regex MadeUp();
}
