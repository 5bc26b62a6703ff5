using Crm.Platform.UseCases;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Domain;

public sealed class HolidaysTests
{
    const string Json = """
        { "year": 2025, "papers": ["https://www.gov.cn/"], "days": [
          { "name": "元旦", "date": "2025-01-01", "isOffDay": true },
          { "name": "春节", "date": "2025-01-26", "isOffDay": false },
          { "name": "春节", "date": "2025-01-28", "isOffDay": true } ] }
        """;

    const string Events = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20251001
        DTEND;VALUE=DATE:20251009
        SUMMARY:国庆节\, 中秋节
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20251011
        SUMMARY:国庆节 补班
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;TZID=Europe/Berlin:20251012T090000
        SUMMARY:A meeting
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20201225
        RRULE:FREQ=YEARLY;UNTIL=20261231
        EXDATE;VALUE=DATE:20251225
        SUMMARY:A name so long that the line has to be
         gin anew
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20250501
        DURATION:P2D
        STATUS:CANCELLED
        SUMMARY:Called off
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20250601
        RRULE:FREQ=WEEKLY
        SUMMARY:Every week
        END:VEVENT
        END:VCALENDAR
        """;

    static FoundDays Read(string text) => Holidays.Read(text, 2025, 2030);

    [Fact]
    public void A_year_of_public_holidays_is_read()
    {
        var found = Read("\uFEFF" + Json);
        Assert.Equal([new(new(2025, 1, 1), "元旦", false), new(new(2025, 1, 26), "春节", true), new FoundDay(new(2025, 1, 28), "春节", false)], found.Days);
    }

    [Fact]
    public void All_day_events_are_read_and_others_counted()
    {
        var found = Read(Events.ReplaceLineEndings("\r\n"));
        Assert.Equal(Enumerable.Range(1, 8).Select(d => new FoundDay(new(2025, 10, d), "国庆节, 中秋节", false)), found.Days.Where(d => d.Date.Month == 10 && d.Date.Day < 10));
        Assert.Equal(new FoundDay(new(2025, 10, 11), "国庆节 补班", true), found.Days.Single(d => d.Date == new DateOnly(2025, 10, 11)));
        Assert.Equal([new DateOnly(2026, 12, 25)], found.Days.Where(d => d.Date.Month == 12).Select(d => d.Date));
        Assert.Equal("A name so long that the line has to begin anew", found.Days[^1].Name);
        Assert.Equal((10, 3), (found.Days.Count, found.Skipped));
    }

    [Theory]
    [InlineData("")]
    [InlineData("date,name\n2025-01-01,New year")]
    [InlineData("{ \"days\": [ { \"date\": \"1 May\", \"isOffDay\": true } ] }")]
    [InlineData("{ \"days\": [ { \"date\": null, \"isOffDay\": true } ] }")]
    [InlineData("{ \"days\": [ { \"date\": \"2025-05-01\", \"isOffDay\": 1 } ] }")]
    [InlineData("{ \"days\": {} }")]
    [InlineData("{ \"days\": [] }")]
    [InlineData("{ \"days\"")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20259999\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20250101\nDTEND;VALUE=DATE:20990101\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20250101\nRRULE:FREQ=YEARLY;INTERVAL=0\nEND:VEVENT\nEND:VCALENDAR")]
    public void What_holds_no_days_is_refused(string text) => Assert.StartsWith("tickets.import.", Assert.Throws<RuleException>(() => Read(text)).Key, StringComparison.Ordinal);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var calendar = Sla.Calendar(1, "Asia/Shanghai", "09:00-18:00", (new(2025, 10, 1), ""), (new(2025, 10, 2), ""), (new(2025, 10, 11), "09:00-12:00, 13:00-18:00"));
        calendar.SetDay(new(2025, 12, 24), "一个很长的名字，长到一行写不下，于是要折成两行；还有逗号, 和 \\ 反斜杠", "09:00-12:00");
        foreach (var written in new[] { Holidays.ToJson(calendar), Holidays.ToEvents(calendar, DateTimeOffset.UnixEpoch) })
        {
            var again = Sla.Calendar(1, "Asia/Shanghai", "09:00-18:00");
            foreach (var day in Read(written).Days) again.SetDay(day.Date, day.Name, day.Works ? day.Slots! : "");
            Assert.Equal(calendar.Days.Select(d => (d.Date, d.Name, d.Slots)).Order(), again.Days.Select(d => (d.Date, d.Name, d.Slots)).Order());
        }
        Assert.All(Holidays.ToEvents(calendar, DateTimeOffset.UnixEpoch).Split("\r\n"), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 75));
    }
}
