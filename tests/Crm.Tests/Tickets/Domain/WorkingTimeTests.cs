using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Tickets.Domain;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Crm.Tests.Tickets.Domain;

public sealed class WorkingTimeTests
{
    static readonly Slot[] NineToFive = [new(540, 1020)];

    static WorkingTime Week(string zone, params (LocalDate Day, Slot[] Slots)[] days) => Week(zone, NineToFive, days);

    static WorkingTime Week(string zone, Slot[] slots, params (LocalDate Day, Slot[] Slots)[] days) => new(
        DateTimeZoneProviders.Tzdb[zone],
        new[] { IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday }.ToDictionary(d => d, _ => (IReadOnlyList<Slot>)slots),
        days.ToDictionary(d => d.Day, d => (IReadOnlyList<Slot>)d.Slots));

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);

    static TimeSpan H(double hours) => TimeSpan.FromHours(hours);

    [Theory]
    [InlineData("2010-08-04 09:35", 8, "2010-08-05 09:35")]
    [InlineData("2010-04-09 16:50", 1, "2010-04-12 09:50")]
    [InlineData("2010-08-04 09:00", 8, "2010-08-04 17:00")] // over at closing time, not when the next day opens
    [InlineData("2010-08-04 17:00", 0, "2010-08-05 09:00")] // at closing time nothing is worked
    [InlineData("2010-08-07 12:00", 0, "2010-08-09 09:00")]
    public void Office_hours_carry_over_nights_and_weekends(string from, double hours, string expected) =>
        Assert.Equal(Utc(expected), Week("UTC").Add(Utc(from), H(hours)));

    [Fact]
    public void A_holiday_is_skipped() =>
        Assert.Equal(Utc("2010-07-06 09:50"), Week("UTC", (new(2010, 7, 5), [])).Add(Utc("2010-07-02 16:50"), H(1)));

    static readonly WorkingTime Mixed = new(DateTimeZone.Utc, new Dictionary<IsoDayOfWeek, IReadOnlyList<Slot>>
    {
        [IsoDayOfWeek.Monday] = NineToFive, [IsoDayOfWeek.Wednesday] = NineToFive, [IsoDayOfWeek.Friday] = NineToFive,
        [IsoDayOfWeek.Tuesday] = [new(600, 960)], [IsoDayOfWeek.Thursday] = [new(600, 960)], [IsoDayOfWeek.Saturday] = [new(660, 870)],
    });

    [Fact]
    public void Nothing_added_at_midnight_is_the_opening_hour() => Assert.Equal(Utc("2006-01-03 10:00"), Mixed.Add(Utc("2006-01-03 00:00"), TimeSpan.Zero));

    [Fact]
    public void A_week_of_different_days_sums_up() => Assert.Equal(H(39.5), Mixed.Between(Utc("2006-01-01 00:00"), Utc("2006-01-09 00:00")));

    [Theory]
    [InlineData(60, "2013-03-21 10:30")]
    [InlineData(180, "2013-03-21 12:30")]
    [InlineData(240, "2013-03-21 13:30")]
    public void Berlin_counts_in_its_own_zone(int minutes, string expected)
    {
        var berlin = Week("Europe/Berlin");
        Assert.Equal(Utc(expected), berlin.Add(Utc("2013-03-21 09:30"), TimeSpan.FromMinutes(minutes)));
        Assert.Equal(Utc(expected) + H(0.5), berlin.Add(Utc(expected), berlin.Between(Utc("2013-03-21 10:00"), Utc("2013-03-21 10:30"))));
    }

    [Fact]
    public void A_make_up_sunday_is_a_working_day()
    {
        var china = Week("Asia/Shanghai", (new(2025, 1, 26), NineToFive), (new(2025, 1, 28), []));
        Assert.Equal(Utc("2025-01-26 02:00"), china.Add(Utc("2025-01-25 04:00"), H(1)));
        Assert.Equal(H(8), china.LengthOf(new(2025, 1, 26)));
        Assert.Equal(TimeSpan.Zero, china.LengthOf(new(2025, 1, 28)));
    }

    [Fact]
    public void A_short_day_has_its_own_hours_and_a_lunch_break_is_not_worked()
    {
        var calendar = Week("UTC", [new(540, 720), new(780, 1080)], (new(2024, 12, 24), [new(540, 720)]));
        Assert.Equal(Utc("2024-12-25 09:30"), calendar.Add(Utc("2024-12-24 11:00"), H(1.5)));
        Assert.Equal(Utc("2024-12-23 12:00"), calendar.Add(Utc("2024-12-23 09:00"), H(3)));
        Assert.Equal(Utc("2024-12-23 13:00"), calendar.Add(Utc("2024-12-23 12:30"), TimeSpan.Zero));
        Assert.Equal(H(8), calendar.Between(Utc("2024-12-23 00:00"), Utc("2024-12-24 00:00")));
    }

    static WorkingTime EveryDay(string zone, params Slot[] slots) => new(DateTimeZoneProviders.Tzdb[zone], Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None).ToDictionary(d => d, _ => (IReadOnlyList<Slot>)slots));

    static WorkingTime RoundTheClock(string zone) => EveryDay(zone, new Slot(0, 1440));

    [Theory]
    [InlineData("Europe/Berlin", "2024-03-30 23:00", "2024-03-31 22:00", 23)] // the clock goes forward
    [InlineData("Europe/Berlin", "2024-10-26 22:00", "2024-10-27 23:00", 25)] // and back
    [InlineData("America/Sao_Paulo", "2018-11-04 03:00", "2018-11-05 02:00", 23)] // a midnight that does not exist
    [InlineData("America/Sao_Paulo", "2018-02-17 02:00", "2018-02-18 03:00", 25)] // an hour before midnight that comes twice
    [InlineData("America/St_Johns", "2010-11-06 02:30", "2010-11-07 03:30", 25)] // back over midnight: the day before comes again
    [InlineData("America/Havana", "2024-11-03 04:00", "2024-11-04 05:00", 25)] // a midnight that comes twice
    [InlineData("Asia/Kolkata", "2024-01-01 18:30", "2024-01-02 18:30", 24)] // half an hour
    [InlineData("Australia/Lord_Howe", "2024-04-06 13:00", "2024-04-07 13:30", 24.5)] // a change of half an hour
    [InlineData("Asia/Kathmandu", "2024-01-01 18:15", "2024-01-02 18:15", 24)] // three quarters
    [InlineData("Pacific/Apia", "2011-12-29 10:00", "2011-12-31 10:00", 48)] // a whole day that does not exist
    public void Days_on_which_the_clock_changes_have_the_hours_they_have(string zone, string from, string to, double hours) =>
        Assert.Equal(H(hours), RoundTheClock(zone).Between(Utc(from), Utc(to)));

    [Fact]
    public void Hours_that_the_clock_leaves_out_are_not_worked_and_hours_that_come_twice_are_worked_once()
    {
        var night = EveryDay("Europe/Berlin", new Slot(60, 150)); // 01:00-02:30
        Assert.Equal(H(1), night.LengthOf(new(2024, 3, 31))); // 02:00 is 03:00
        Assert.Equal(H(1.5), night.LengthOf(new(2024, 10, 27))); // 02:30 is the first one
        Assert.Equal(TimeSpan.Zero, EveryDay("Europe/Berlin", new Slot(130, 170)).LengthOf(new(2024, 3, 31)));
        Assert.Equal(H(7.5), EveryDay("Europe/Berlin", new Slot(150, 540)).LengthOf(new(2024, 10, 27)));
    }

    [Fact]
    public void A_night_shift_goes_on_over_midnight()
    {
        var shift = EveryDay("Asia/Shanghai", new Slot(0, 360), new Slot(1320, 1440)); // 22:00-24:00 and 00:00-06:00
        Assert.Equal(Utc("2024-05-02 22:00"), shift.Add(Utc("2024-05-02 15:00"), H(7))); // 23:00 to 06:00
        Assert.Equal(Utc("2024-05-02 16:00"), shift.Add(Utc("2024-05-02 15:00"), H(1)));
        Assert.Equal(H(8), shift.Between(Utc("2024-05-02 14:00"), Utc("2024-05-03 14:00")));
    }

    [Fact]
    public void The_hour_that_comes_again_after_midnight_is_found_from_either_side()
    {
        // In 2010 the clocks of Newfoundland went from 00:01 back to 23:01 of the day before: the seventh had begun, and it is the sixth again.
        var time = EveryDay("America/St_Johns", new Slot(0, 30), new Slot(1380, 1440));
        var again = Utc("2010-11-07 03:00"); // 23:30 for the second time
        Assert.Equal(H(1), time.Between(Utc("2010-11-07 02:00"), again));
        Assert.Equal(H(1), time.Between(again, Utc("2010-11-07 04:30")));
        Assert.Equal(Utc("2010-11-07 04:00"), time.Add(again, H(1)));
    }

    [Fact]
    public void Working_days_keep_the_place_in_the_day()
    {
        Assert.Equal(Utc("2010-08-18 09:35"), Week("UTC").AddDays(Utc("2010-08-04 09:35"), 10));
        Assert.Equal(Utc("2010-08-05 13:35"), Week("UTC").AddDays(Utc("2010-08-04 09:35"), 1.5m));
        Assert.Equal(Utc("2010-08-20 17:00"), Week("UTC").AddDays(Utc("2010-08-07 12:00"), 10)); // from Saturday: ten days are over on Friday evening
        Assert.Equal(Utc("2006-01-03 13:00"), Mixed.AddDays(Utc("2006-01-02 13:00"), 1)); // half a day of eight hours, then half a day of six
    }

    [Fact]
    public void A_calendar_that_never_opens_is_refused_at_once()
    {
        var closed = new WorkingTime(DateTimeZone.Utc, new Dictionary<IsoDayOfWeek, IReadOnlyList<Slot>>());
        Assert.Equal("tickets.rule.no_working_time", Assert.Throws<RuleException>(() => closed.Add(Utc("2024-01-01 00:00"), H(1))).Key);
        Assert.Equal("tickets.rule.no_working_time", Assert.Throws<RuleException>(() => closed.AddDays(Utc("2024-01-01 00:00"), 1)).Key);
        Assert.Equal((TimeSpan.Zero, 0m), (closed.Between(Utc("2024-01-01 00:00"), Utc("2124-01-01 00:00")), closed.DaysBetween(Utc("2024-01-01 00:00"), Utc("2024-02-01 00:00"))));
        // Open on one day, and then no more: what goes beyond it is refused as well.
        var once = new WorkingTime(DateTimeZone.Utc, new Dictionary<IsoDayOfWeek, IReadOnlyList<Slot>>(), new Dictionary<LocalDate, IReadOnlyList<Slot>> { [new(2024, 1, 2)] = NineToFive });
        Assert.Equal(Utc("2024-01-02 17:00"), once.Add(Utc("2024-01-01 00:00"), H(8)));
        Assert.Throws<RuleException>(() => once.Add(Utc("2024-01-01 00:00"), H(8.1)));
    }

    [Fact]
    public void Ten_years_are_measured_day_by_day_and_not_minute_by_minute()
    {
        var calendar = Week("Asia/Shanghai");
        var (from, to) = (Utc("2020-01-01 00:00"), Utc("2030-01-01 00:00"));
        calendar.Between(from, to); // the years are worked out once
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100; i++) Assert.Equal(to.AddHours(-15), calendar.Add(from, calendar.Between(from, to)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"100 sums over ten years took {watch.Elapsed}.");
    }

    static readonly WorkingTime[] Calendars =
    [
        Week("Asia/Shanghai", (new(2018, 10, 1), []), (new(2018, 9, 29), [new(540, 720), new(780, 1020)])), Week("Europe/Berlin"), Mixed,
        Week("America/New_York", (new(2018, 11, 22), []), (new(2018, 11, 23), [new(540, 600)])), RoundTheClock("America/Sao_Paulo"), RoundTheClock("Asia/Kolkata"), RoundTheClock("Australia/Lord_Howe"),
        EveryDay("America/Sao_Paulo", new Slot(0, 90), new Slot(1350, 1440)), EveryDay("Europe/Berlin", new Slot(90, 150), new Slot(151, 200)), WorkingTime.Always,
    ];

    static readonly Gen<(WorkingTime Calendar, DateTimeOffset Start, TimeSpan A, TimeSpan B)> Cases =
        from calendar in Gen.Elements(Calendars)
        from seconds in Gen.Choose(0, 60 * 60 * 24 * 700)
        from a in Gen.Choose(0, 60 * 60 * 200)
        from b in Gen.Choose(0, 60 * 60 * 200)
        select (calendar, Utc("2018-01-01 00:00").AddSeconds(seconds), TimeSpan.FromSeconds(a), TimeSpan.FromSeconds(b));

    static void Always(Func<(WorkingTime Calendar, DateTimeOffset Start, TimeSpan A, TimeSpan B), bool> holds) =>
        Prop.ForAll(Cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Adding_then_measuring_gives_back_the_duration() => Always(c => c.Calendar.Between(c.Start, c.Calendar.Add(c.Start, c.A)) == c.A);

    [Fact]
    public void Adding_days_then_measuring_gives_back_the_days() => Always(c =>
    {
        var days = c.A.Ticks / (decimal)TimeSpan.TicksPerHour / 10;
        return Math.Abs(c.Calendar.DaysBetween(c.Start, c.Calendar.AddDays(c.Start, days)) - days) < 0.000_000_01m;
    });

    [Fact]
    public void Where_days_are_equal_days_are_hours() => Always(c =>
        Week("UTC").AddDays(c.Start, c.A.Ticks / (decimal)(8 * TimeSpan.TicksPerHour)) is var byDays && (byDays - Week("UTC").Add(c.Start, c.A)).Duration() < TimeSpan.FromMilliseconds(1));

    [Fact]
    public void Adding_in_two_steps_is_adding_the_sum() => Always(c => c.B == TimeSpan.Zero || c.Calendar.Add(c.Calendar.Add(c.Start, c.A), c.B) == c.Calendar.Add(c.Start, c.A + c.B));

    [Fact]
    public void Parts_of_an_interval_sum_up_to_it() => Always(c =>
        c.Calendar.Between(c.Start, c.Start + c.A) + c.Calendar.Between(c.Start + c.A, c.Start + c.A + c.B) == c.Calendar.Between(c.Start, c.Start + c.A + c.B) &&
        Math.Abs(c.Calendar.DaysBetween(c.Start, c.Start + c.A) + c.Calendar.DaysBetween(c.Start + c.A, c.Start + c.A + c.B) - c.Calendar.DaysBetween(c.Start, c.Start + c.A + c.B)) < 0.000_000_01m);

    [Fact]
    public void Later_starts_are_never_due_earlier() => Always(c => c.Calendar.Add(c.Start, c.A) <= c.Calendar.Add(c.Start + c.B, c.A) && c.Calendar.AddDays(c.Start, 3.5m) <= c.Calendar.AddDays(c.Start + c.B, 3.5m));
}
