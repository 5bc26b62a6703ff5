using System.Collections.Concurrent;
using Crm.Platform.UseCases;
using NodaTime;

namespace Crm.Tickets.Domain;

/// <summary>A stretch of a working day in minutes after its midnight; 1440 is the midnight at its end.</summary>
internal readonly record struct Slot(int From, int To);

/// <summary>
/// Arithmetic in working time: a week of slots in a zone, and days that differ (holidays, make-up working days, short
/// days). Pure; instants in, instants out. A bound that the clock jumps over is the first instant after the gap, one
/// that comes twice is the earlier one, so that slots never overlap. Of two instants between which nothing is worked
/// the earlier is due: eight hours after nine are over at closing time, not when the next day opens.
/// </summary>
internal sealed class WorkingTime
{
    /// <summary>Round the clock: elapsed time.</summary>
    public static readonly WorkingTime Always = new(DateTimeZone.Utc, _ => [], always: true);

    // Further than any promise: a calendar that does not open within twenty years does not open.
    const int MaxDays = 366 * 20;

    readonly DateTimeZone zone;
    readonly Func<LocalDate, IReadOnlyList<Slot>> slotsOf;
    readonly bool always;

    // What a year's days look like is worked out once; a sum over days then reads one number a day.
    readonly ConcurrentDictionary<int, Day[]> years = new();

    WorkingTime(DateTimeZone zone, Func<LocalDate, IReadOnlyList<Slot>> slotsOf, bool always = false) =>
        (this.zone, this.slotsOf, this.always) = (zone, slotsOf, always);

    /// <summary>A calendar: the slots of each weekday, and those of the days that differ (no slots: a day off).</summary>
    public WorkingTime(DateTimeZone zone, IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Slot>> week, IReadOnlyDictionary<LocalDate, IReadOnlyList<Slot>>? days = null)
        : this(zone, date => days?.GetValueOrDefault(date) ?? week.GetValueOrDefault(date.DayOfWeek) ?? []) { }

    /// <summary>The date it is here at an instant.</summary>
    public LocalDate DateOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date;

    /// <summary>The instant at which <paramref name="duration"/> of working time has passed since <paramref name="start"/>; for zero, the first working instant.</summary>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (always) return start + duration;
        var (at, left) = (start.UtcTicks, duration.Ticks);
        foreach (var day in Since(start))
        {
            // A whole day that does not suffice needs no look at its slots.
            if (day.Opens >= at && day.Length < left) { left -= day.Length; continue; }
            foreach (var (from, to) in day.Intervals)
            {
                var open = Math.Max(from, at);
                if (to <= open) continue;
                if (to - open >= left) return Utc(open + left);
                left -= to - open;
            }
        }
        throw NoWorkingTime();
    }

    /// <summary>The same place in the working day, some working days later. A working day is all the working time of its date, and a part of it that share: days of equal length keep the time of day.</summary>
    public DateTimeOffset AddDays(DateTimeOffset start, decimal days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 0);
        if (always) return start + Part(TimeSpan.TicksPerDay, days);
        if (days == 0) return Add(start, TimeSpan.Zero);
        var (at, left) = (start.UtcTicks, days);
        foreach (var day in Since(start))
        {
            var done = day.Before(at);
            var share = (decimal)(day.Length - done) / day.Length;
            if (left <= share) return Utc(Math.Max(at, day.After(done + Part(day.Length, left).Ticks)));
            left -= share;
        }
        throw NoWorkingTime();
    }

    /// <summary>The working time between two instants; zero when <paramref name="to"/> is not after <paramref name="from"/>.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return TimeSpan.Zero;
        if (always) return to - from;
        return new TimeSpan(Within(from, to).Sum(d => d.Before(to.UtcTicks) - d.Before(from.UtcTicks)));
    }

    /// <summary>The working days between two instants, parts of days included: what <see cref="AddDays"/> adds.</summary>
    public decimal DaysBetween(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return 0;
        if (always) return (decimal)(to - from).Ticks / TimeSpan.TicksPerDay;
        return Within(from, to).Sum(d => (decimal)(d.Before(to.UtcTicks) - d.Before(from.UtcTicks)) / d.Length);
    }

    /// <summary>The working time of a date.</summary>
    public TimeSpan LengthOf(LocalDate date) => always ? TimeSpan.FromDays(1) : new TimeSpan(Of(date).Length);

    static RuleException NoWorkingTime() => new("tickets.rule.no_working_time");

    static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    static TimeSpan Part(long ticks, decimal share) => new((long)decimal.Round(ticks * share));

    // Days that are worked and not over at the instant. The day before too: where the clock goes back over midnight, it is that date again.
    IEnumerable<Day> Since(DateTimeOffset start)
    {
        var date = DateOf(start).PlusDays(-1);
        for (var i = 0; i <= MaxDays; i++, date = date.PlusDays(1))
            if (Of(date) is { Length: > 0 } day && day.Closes > start.UtcTicks) yield return day;
    }

    IEnumerable<Day> Within(DateTimeOffset from, DateTimeOffset to)
    {
        var last = DateOf(to).PlusDays(1);
        for (var date = DateOf(from).PlusDays(-1); date <= last; date = date.PlusDays(1))
            if (Of(date) is { Length: > 0 } day && day.Closes > from.UtcTicks && day.Opens < to.UtcTicks) yield return day;
    }

    Day Of(LocalDate date) => years.GetOrAdd(date.Year, Year)[date.DayOfYear - 1];

    Day[] Year(int year)
    {
        var first = new LocalDate(year, 1, 1);
        return [.. Enumerable.Range(0, CalendarSystem.Iso.GetDaysInYear(year)).Select(i => new Day([.. IntervalsOf(first.PlusDays(i))]))];
    }

    IEnumerable<(long From, long To)> IntervalsOf(LocalDate date) =>
        from slot in slotsOf(date)
        let opens = At(date, slot.From)
        let closes = At(date, slot.To)
        where closes > opens
        select (opens, closes);

    long At(LocalDate date, int minutes)
    {
        var local = (minutes == 1440 ? date.PlusDays(1) : date).At(LocalTime.FromMinutesSinceMidnight(minutes % 1440));
        var map = zone.MapLocal(local);
        return (map.Count == 0 ? map.LateInterval.Start : map.First().ToInstant()).ToDateTimeOffset().UtcTicks;
    }

    /// <summary>The working time of one date, in ticks of UTC.</summary>
    sealed class Day((long From, long To)[] intervals)
    {
        public (long From, long To)[] Intervals => intervals;
        public long Length { get; } = intervals.Sum(i => i.To - i.From);
        public long Opens { get; } = intervals.Length == 0 ? 0 : intervals[0].From;
        public long Closes { get; } = intervals.Length == 0 ? 0 : intervals[^1].To;

        /// <summary>How much of it has passed at an instant.</summary>
        public long Before(long at) => at >= Closes ? Length : at <= Opens ? 0 : intervals.Sum(i => Math.Clamp(at, i.From, i.To) - i.From);

        /// <summary>When so much of it has passed.</summary>
        public long After(long worked)
        {
            foreach (var (from, to) in intervals)
            {
                if (to - from >= worked) return from + worked;
                worked -= to - from;
            }
            return Closes;
        }
    }
}
