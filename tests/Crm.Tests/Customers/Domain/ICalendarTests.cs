using System.Text;
using Crm.Customers.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Tests.Customers.Domain;

/// <summary>RFC 5545, where calendar programs are strict: line ends, folding, escaping, times.</summary>
public sealed class ICalendarTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_calendar_as_programs_expect_it()
    {
        var text = ICalendar.Of("CRM", "Asia/Shanghai",
        [
            new("todo-1@crm.example", "Send; the offer, soon \\ now\nplease", new DateTimeOffset(2026, 3, 6, 9, 0, 0, TimeSpan.FromHours(8)), null, null, "https://crm.example/todos/1/close", false),
            new("review-2@crm.example", "复核", null, new DateOnly(2026, 3, 31), null, null, false),
        ], Now);
        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", text, StringComparison.Ordinal);
        Assert.EndsWith("END:VEVENT\r\nEND:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = Unfolded(text);
        Assert.Contains(@"SUMMARY:Send\; the offer\, soon \\ now\nplease", lines);
        Assert.Contains("DTSTART:20260306T010000Z", lines); // nine in Shanghai
        Assert.Contains("DTSTART;VALUE=DATE:20260331", lines);
        Assert.Equal(2, lines.Count(l => l == "DTSTAMP:20260304T020000Z"));
        Assert.Contains("UID:todo-1@crm.example", lines);
        Assert.Contains("X-WR-TIMEZONE:Asia/Shanghai", lines);
    }

    [Fact]
    public void An_instant_is_the_same_on_both_sides_of_a_clock_change()
    {
        var newYork = NodaTime.DateTimeZoneProviders.Tzdb["America/New_York"];
        DateTimeOffset At(int day) => newYork.AtStrictly(new NodaTime.LocalDateTime(2026, 3, day, 9, 0)).ToDateTimeOffset();
        var lines = Unfolded(ICalendar.Of("CRM", newYork.Id, [new("a", "before", At(7), null, null, null, false), new("b", "after", At(8), null, null, null, false)], Now));
        Assert.Contains("DTSTART:20260307T140000Z", lines); // winter time
        Assert.Contains("DTSTART:20260308T130000Z", lines); // summer time began that night
    }

    [Fact]
    public void Whatever_is_typed_no_line_is_too_long_no_character_cut_and_no_line_forged() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), raw =>
    {
        var typed = (raw ?? "") + string.Concat(Enumerable.Repeat("客户😀;,\\", (raw ?? "").Length % 30));
        var text = ICalendar.Of("n", "UTC", [new("u", typed, Now, null, typed, null, false)], Now);
        var physical = text.Split("\r\n");
        var lines = Unfolded(text);
        return physical.All(l => Encoding.UTF8.GetByteCount(l) <= 75)
            && !physical.Any(l => l.Contains('\n', StringComparison.Ordinal) || l.Contains('\r', StringComparison.Ordinal))
            && lines.Count(l => l.StartsWith("BEGIN:", StringComparison.Ordinal)) == 2
            && Plain(lines.Single(l => l.StartsWith("SUMMARY:", StringComparison.Ordinal))[8..]) == Storable(typed);
    }));

    /// <summary>What of a text is to be found again.</summary>
    static string Storable(string typed) => string.Concat(new string([.. typed.ReplaceLineEndings("\n").Where(c => c is '\n' or '\t' || !char.IsControl(c))]).EnumerateRunes());

    static string Plain(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\') text.Append(value[i]);
            else text.Append(value[++i] == 'n' ? '\n' : value[i]);
        }
        return text.ToString();
    }

    static List<string> Unfolded(string text) => [.. text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
}
