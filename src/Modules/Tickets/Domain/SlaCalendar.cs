using NodaTime;

namespace Crm.Tickets.Domain;

/// <summary>What becomes of a date in a calendar: worked or free as its weekday is, a holiday, a weekend worked to make up for one, or a day with hours of its own.</summary>
internal enum DayKind { Worked, Free, Holiday, MadeUp, OtherHours }

/// <summary>A calendar ready for arithmetic, and for telling why a day counts or does not.</summary>
internal sealed class SlaCalendar(Calendar calendar)
{
    readonly Dictionary<LocalDate, CalendarDay> days = calendar.Days.ToDictionary(d => LocalDate.FromDateOnly(d.Date));

    public long Id => calendar.Id;
    public string Name => calendar.Name;
    public WorkingTime Time { get; } = calendar.ToWorkingTime();

    /// <summary>What is said of a date that differs from its weekday.</summary>
    public string? NameOf(LocalDate date) => days.GetValueOrDefault(date)?.Name;

    /// <summary>The hours of a date, as they are written.</summary>
    public string SlotsOf(LocalDate date) => days.GetValueOrDefault(date)?.Slots ?? Usual(date);

    public DayKind KindOf(LocalDate date)
    {
        var usual = Usual(date);
        if (!days.TryGetValue(date, out var day) || (day.Slots == usual && usual.Length > 0)) return usual.Length > 0 ? DayKind.Worked : DayKind.Free;
        return day.Slots.Length == 0 ? DayKind.Holiday : usual.Length == 0 ? DayKind.MadeUp : DayKind.OtherHours;
    }

    string Usual(LocalDate date) => calendar.Week[(int)date.DayOfWeek - 1];
}

/// <summary>Days in a row that are out of the usual for the same reason.</summary>
internal sealed record DayRun(DayKind Kind, LocalDate From, LocalDate To);

/// <summary>Why something is due when it is: how long after which instant, what stood still, and which days did not count or counted out of turn.</summary>
internal sealed record DueReason(Target Target, DateTimeOffset From, TimeSpan StoodStill, string? Calendar, IReadOnlyList<IsoDayOfWeek> FreeWeekdays, int FreeWeeks, IReadOnlyList<DayRun> Runs)
{
    public static DueReason Of(Target target, DateTimeOffset from, DateTimeOffset due, TimeSpan stoodStill, SlaCalendar? calendar)
    {
        if (calendar is null) return new(target, from, stoodStill, null, [], 0, []);
        var (free, runs) = (new List<LocalDate>(), new List<DayRun>());
        var last = calendar.Time.DateOf(due);
        for (var date = calendar.Time.DateOf(from); date <= last; date = date.PlusDays(1))
        {
            var kind = calendar.KindOf(date);
            if (kind == DayKind.Free) free.Add(date);
            else if (kind != DayKind.Worked && runs.Count > 0 && runs[^1].Kind == kind && runs[^1].To.PlusDays(1) == date) runs[^1] = runs[^1] with { To = date };
            else if (kind != DayKind.Worked) runs.Add(new(kind, date, date));
        }
        return new(target, from, stoodStill, calendar.Name, [.. free.Select(d => d.DayOfWeek).Distinct().Order()], free.Select(NodaTime.Calendars.WeekYearRules.Iso.GetWeekOfWeekYear).Distinct().Count(), runs);
    }
}
