using NodaTime;

namespace Crm.Tickets.Domain;

/// <summary>A stretch of a working day in minutes after its midnight; 1440 is the midnight at its end.</summary>
internal readonly record struct Slot(int From, int To);

/// <summary>
/// Arithmetic in working time: a week of slots in a zone, and days that differ (holidays, make-up working days, short
/// days). Pure; instants in, instants out. A bound that the clock jumps over is the first instant after the gap, one
/// that comes twice is the earlier one, so that slots never overlap.
/// </summary>
internal sealed class WorkingTime
{
    /// <summary>Round the clock: elapsed time.</summary>
    public static readonly WorkingTime Always = new(DateTimeZone.Utc, _ => [], always: true);

    // Longer than any promise; a calendar that is closed for so long has no working time.
    const int MaxDays = 366 * 20;

    readonly DateTimeZone zone;
    readonly Func<LocalDate, IReadOnlyList<Slot>> slotsOf;
    readonly bool always;

    WorkingTime(DateTimeZone zone, Func<LocalDate, IReadOnlyList<Slot>> slotsOf, bool always = false) =>
        (this.zone, this.slotsOf, this.always) = (zone, slotsOf, always);

    /// <summary>A calendar: the slots of each weekday, and those of the days that differ (no slots: a day off).</summary>
    public WorkingTime(DateTimeZone zone, IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Slot>> week, IReadOnlyDictionary<LocalDate, IReadOnlyList<Slot>>? days = null)
        : this(zone, date => days?.GetValueOrDefault(date) ?? week.GetValueOrDefault(date.DayOfWeek) ?? []) { }

    /// <summary>The instant at which <paramref name="duration"/> of working time has passed since <paramref name="start"/>; for zero, the first working instant.</summary>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (always) return start + duration;
        var (from, left) = (Instant.FromDateTimeOffset(start), Duration.FromTimeSpan(duration));
        foreach (var (opens, closes) in Since(from))
        {
            var open = Instant.Max(opens, from);
            if (closes - open >= left) return (open + left).ToDateTimeOffset();
            left -= closes - open;
        }
        throw new InvalidOperationException("The calendar has no working time.");
    }

    /// <summary>The same time of day, some working days later: after the close of a shorter day its close, inside a break the end of the break. A fraction adds that share of the working time of the day reached.</summary>
    public DateTimeOffset AddDays(DateTimeOffset start, decimal days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 0);
        if (always) return start + TimeSpan.FromDays((double)days);
        var first = Instant.FromDateTimeOffset(Add(start, TimeSpan.Zero)).InZone(zone);
        var (date, whole) = (first.Date, (int)decimal.Truncate(days));
        for (var (i, passed) = (0, 0); passed < whole; i++)
        {
            if (i > MaxDays) throw new InvalidOperationException("The calendar has no working time.");
            date = date.PlusDays(1);
            if (IntervalsOf(date).Any()) passed++;
        }
        var wanted = At(date, (int)(first.TimeOfDay.NanosecondOfDay / NodaConstants.NanosecondsPerMinute)) + Duration.FromNanoseconds(first.TimeOfDay.NanosecondOfDay % NodaConstants.NanosecondsPerMinute);
        var intervals = IntervalsOf(date).ToList();
        var reached = whole == 0 ? first.ToInstant() : intervals.Any(i => i.To >= wanted) ? Instant.Max(wanted, intervals.First(i => i.To >= wanted).From) : intervals[^1].To;
        if (days == whole) return reached.ToDateTimeOffset();
        var length = intervals.Aggregate(Duration.Zero, (sum, i) => sum + (i.To - i.From));
        return Add(reached.ToDateTimeOffset(), length.ToTimeSpan() * (double)(days - whole));
    }

    /// <summary>The working time between two instants; zero when <paramref name="to"/> is not after <paramref name="from"/>.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return TimeSpan.Zero;
        if (always) return to - from;
        var (start, end) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        var sum = Duration.Zero;
        var last = end.InZone(zone).Date;
        for (var date = start.InZone(zone).Date; date <= last; date = date.PlusDays(1))
            foreach (var (opens, closes) in IntervalsOf(date))
            {
                var (a, b) = (Instant.Max(opens, start), Instant.Min(closes, end));
                if (b > a) sum += b - a;
            }
        return sum.ToTimeSpan();
    }

    /// <summary>The days between two instants that would be working days by the week but are not, or the other way round: what explains a due time.</summary>
    public bool WorksOn(LocalDate date) => always || IntervalsOf(date).Any();

    IEnumerable<(Instant From, Instant To)> Since(Instant from)
    {
        var date = from.InZone(zone).Date;
        for (var i = 0; i <= MaxDays; i++, date = date.PlusDays(1))
            foreach (var interval in IntervalsOf(date))
                if (interval.To > from) yield return interval;
    }

    IEnumerable<(Instant From, Instant To)> IntervalsOf(LocalDate date) =>
        from slot in slotsOf(date)
        let opens = At(date, slot.From)
        let closes = At(date, slot.To)
        where closes > opens
        select (opens, closes);

    Instant At(LocalDate date, int minutes)
    {
        var local = (minutes == 1440 ? date.PlusDays(1) : date).At(LocalTime.FromMinutesSinceMidnight(minutes % 1440));
        var map = zone.MapLocal(local);
        return map.Count == 0 ? map.LateInterval.Start : map.First().ToInstant();
    }
}
