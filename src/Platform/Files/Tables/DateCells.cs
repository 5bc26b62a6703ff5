using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Platform.Files.Tables;

/// <summary>Which number of a date comes first. Auto reads what nobody can confuse and refuses the rest.</summary>
public enum DateOrder { Auto, YearFirst, DayFirst, MonthFirst }

/// <summary>Dates as people and programs write them in tables.</summary>
public static partial class DateCells
{
    /// <summary>An instant that names its offset; null when the text is none.</summary>
    public static DateTimeOffset? Stamp(string text) =>
        Offset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : null;

    /// <summary>
    /// A day, with or without a time: year first, in Chinese, with the month's name, as a spreadsheet counts days, or in
    /// the order that was chosen. Day and month that could be confused are confused by nobody but a person who says so.
    /// </summary>
    /// <param name="ambiguous">It is a date, but nothing tells which number is the month.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static DateTime? Read(string text, DateOrder order, out bool ambiguous)
    {
        ambiguous = false;
        var s = text.Normalize(NormalizationForm.FormKC).Trim();
        if (DateTime.TryParseExact(s, YearFirst, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var at)) return Sane(at);
        if (Serial().IsMatch(s)) return Sane(DateTime.FromOADate(double.Parse(s, CultureInfo.InvariantCulture)));
        if (Named().IsMatch(s) && DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.NoCurrentDateDefault, out at)) return Sane(at);
        if (Mixed().Match(s) is not { Success: true } m) return null;
        int Number(int group) => int.Parse(m.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var (a, b, c, dots) = (Number(1), Number(2), Number(3), s.Contains('.', StringComparison.Ordinal));
        if (m.Groups[1].Length > 2 && order != DateOrder.YearFirst) return null;
        if (order == DateOrder.YearFirst) (a, c) = (c, a);
        else if (order == DateOrder.MonthFirst) (a, b) = (b, a);
        else if (order == DateOrder.Auto && !dots) // with dots the day always comes first
        {
            if ((a <= 12 && b <= 12 && a != b) || m.Groups[3].Length < 4)
            {
                ambiguous = true;
                return null;
            }
            if (a <= 12) (a, b) = (b, a);
        }
        var year = c >= 100 ? c : c <= 49 ? 2000 + c : 1900 + c;
        if (b is < 1 or > 12 || year is < 1800 or > 2200 || a < 1 || a > DateTime.DaysInMonth(year, b)) return null;
        var time = m.Groups[4].Value.Trim();
        if (time.Length == 0) return new DateTime(year, b, a);
        return DateTime.TryParseExact(time, Times, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var clock) ? new DateTime(year, b, a).Add(clock.TimeOfDay) : null;
    }

    static DateTime? Sane(DateTime at) => at.Year is >= 1800 and <= 2200 ? at : null;

    static readonly string[] Times = ["H:mm", "H:mm:ss", "h:mm tt", "h:mm:ss tt"];

    static readonly string[] YearFirst = [.. from day in new[] { "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日" } from time in new[] { "", " H:mm", " H:mm:ss", " H:mm:ss.FFF", "'T'H:mm:ss", "'T'H:mm", " h:mm tt", " h:mm:ss tt", "H时m分", " H时m分", "H时m分s秒", " H时m分s秒" } select day + time];

    [GeneratedRegex(@"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(\s+\d.*)?$")]
    private static partial Regex Mixed();

    /// <summary>Days since 1900 as a spreadsheet counts them, 1927 to 2119.</summary>
    [GeneratedRegex(@"^[1-7]\d{4}(\.\d+)?$")]
    private static partial Regex Serial();

    [GeneratedRegex(@"^(\d{1,2}[ -])?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ .,-]+.*\d{4}", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$")]
    private static partial Regex Offset();
}
