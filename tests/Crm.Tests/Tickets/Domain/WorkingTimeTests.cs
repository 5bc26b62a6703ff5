using Crm.Tickets.Domain;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Crm.Tests.Tickets.Domain;

public sealed class WorkingTimeTests
{
    static readonly Slot[] NineToFive = [new(540, 1020)];

    static WorkingTime Week(string zone, params (LocalDate Day, Slot[] Slots)[] days) => new(
        DateTimeZoneProviders.Tzdb[zone],
        new[] { IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday }.ToDictionary(d => d, _ => (IReadOnlyList<Slot>)NineToFive),
        days.ToDictionary(d => d.Day, d => (IReadOnlyList<Slot>)d.Slots));

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    static TimeSpan H(double hours) => TimeSpan.FromHours(hours);

    [Theory]
    [InlineData("2010-08-04 09:35", 8, "2010-08-05 09:35")]
    [InlineData("2010-04-09 16:50", 1, "2010-04-12 09:50")]
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
        var china = Week("Asia/Shanghai", (new(2025, 1, 26), [new(540, 1020)]), (new(2025, 1, 28), []));
        Assert.Equal(Utc("2025-01-26 02:00"), china.Add(Utc("2025-01-25 04:00"), H(1)));
        Assert.True(china.WorksOn(new(2025, 1, 26)));
        Assert.False(china.WorksOn(new(2025, 1, 28)));
    }

    static WorkingTime RoundTheClock(string zone) => new(DateTimeZoneProviders.Tzdb[zone], Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None).ToDictionary(d => d, _ => (IReadOnlyList<Slot>)[new(0, 1440)]));

    [Theory]
    [InlineData("Europe/Berlin", "2024-03-30 23:00", "2024-03-31 22:00", 23)] // the clock goes forward
    [InlineData("Europe/Berlin", "2024-10-26 22:00", "2024-10-27 23:00", 25)] // and back
    [InlineData("America/Sao_Paulo", "2018-11-04 03:00", "2018-11-05 02:00", 23)] // a midnight that does not exist
    [InlineData("Asia/Kolkata", "2024-01-01 18:30", "2024-01-02 18:30", 24)] // half an hour
    public void Days_on_which_the_clock_changes_have_the_hours_they_have(string zone, string from, string to, int hours) =>
        Assert.Equal(H(hours), RoundTheClock(zone).Between(Utc(from), Utc(to)));

    [Fact]
    public void Working_days_keep_the_time_of_day_and_fit_into_the_day_reached()
    {
        Assert.Equal(Utc("2010-08-18 09:35"), Week("UTC").AddDays(Utc("2010-08-04 09:35"), 10));
        Assert.Equal(Utc("2006-01-03 16:00"), Mixed.AddDays(Utc("2006-01-02 16:30"), 1));
        Assert.Equal(Utc("2006-01-03 10:00"), Mixed.AddDays(Utc("2006-01-02 09:30"), 1));
        Assert.Equal(Utc("2010-08-05 13:35"), Week("UTC").AddDays(Utc("2010-08-04 09:35"), 1.5m));
    }

    [Fact]
    public void A_calendar_that_never_opens_says_so() =>
        Assert.Throws<InvalidOperationException>(() => new WorkingTime(DateTimeZone.Utc, new Dictionary<IsoDayOfWeek, IReadOnlyList<Slot>>()).Add(Utc("2024-01-01 00:00"), H(1)));

    static readonly WorkingTime[] Calendars =
    [
        Week("Asia/Shanghai", (new(2024, 10, 1), []), (new(2024, 9, 29), [new(540, 720), new(780, 1020)])), Week("Europe/Berlin"), Mixed,
        Week("America/New_York", (new(2024, 11, 28), [])), RoundTheClock("America/Sao_Paulo"), RoundTheClock("Asia/Kolkata"), WorkingTime.Always,
    ];

    static readonly Gen<(WorkingTime Calendar, DateTimeOffset Start, TimeSpan A, TimeSpan B)> Cases =
        from calendar in Gen.Elements(Calendars)
        from minutes in Gen.Choose(0, 60 * 24 * 700)
        from a in Gen.Choose(0, 60 * 200)
        from b in Gen.Choose(0, 60 * 200)
        select (calendar, Utc("2018-01-01 00:00").AddMinutes(minutes), TimeSpan.FromMinutes(a), TimeSpan.FromMinutes(b));

    [Fact]
    public void Adding_then_measuring_gives_back_the_duration() =>
        Prop.ForAll(Cases.ToArbitrary(), c => c.Calendar.Between(c.Start, c.Calendar.Add(c.Start, c.A)) == c.A).QuickCheckThrowOnFailure();

    [Fact]
    public void Adding_in_two_steps_is_adding_the_sum() =>
        Prop.ForAll(Cases.ToArbitrary(), c => c.Calendar.Add(c.Calendar.Add(c.Start, c.A), c.B) is var twice && (c.B == TimeSpan.Zero || twice == c.Calendar.Add(c.Start, c.A + c.B))).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_of_an_interval_sum_up_to_it() =>
        Prop.ForAll(Cases.ToArbitrary(), c => c.Calendar.Between(c.Start, c.Start + c.A) + c.Calendar.Between(c.Start + c.A, c.Start + c.A + c.B) == c.Calendar.Between(c.Start, c.Start + c.A + c.B)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_pause_moves_the_due_time_by_exactly_the_working_time_it_took() =>
        Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            var due = c.Calendar.Add(c.Start, c.A + TimeSpan.FromMinutes(1));
            var paused = c.Calendar.Between(c.Start, c.Start + c.B);
            return c.Calendar.Between(due, c.Calendar.Add(due, paused)) == paused;
        }).QuickCheckThrowOnFailure();
}
