using System.Globalization;
using Crm.Platform.Data;
using NodaTime;

namespace Crm.Tickets.Domain;

/// <summary>The hours in which promises in working time are kept.</summary>
internal sealed class Calendar : Entity, IAudited
{
    /// <summary>The slot of a day that is worked round the clock.</summary>
    public const string WholeDay = "00:00-24:00";

    readonly List<CalendarDay> days = [];

    Calendar() { }

    /// <summary>A new calendar; <paramref name="week"/> from Monday to Sunday, each like "09:00-12:00, 13:00-18:00" or empty.</summary>
    public Calendar(string name, string zone, string[] week) => Change(name, zone, week);

    public string Name { get; private set; } = "";

    /// <summary>IANA zone in which the slots are meant.</summary>
    public string Zone { get; private set; } = "";

    /// <summary>Slots of Monday to Sunday.</summary>
    public string[] Week { get; private set; } = [];

    /// <summary>Holidays, make-up working days and short days.</summary>
    public IReadOnlyList<CalendarDay> Days => days;

    public bool RoundTheClock => Week.All(slots => slots == WholeDay);

    /// <summary>The hours of the first weekday that is worked: what a make-up day has unless somebody says otherwise.</summary>
    public string UsualSlots => Week.FirstOrDefault(slots => slots.Length > 0) ?? "";

    public void Change(string name, string zone, string[] week) => (Name, Zone, Week) = (name, zone, [.. week.Select(Write)]);

    /// <summary>Sets a day apart from its weekday; empty slots make it a day off. Returns whether that changed anything.</summary>
    public bool SetDay(DateOnly date, string name, string slots)
    {
        slots = Write(slots);
        if (days.Find(d => d.Date == date) is not { } day)
        {
            days.Add(new CalendarDay(date, name, slots));
            return true;
        }
        if (day.Name == name && day.Slots == slots) return false;
        day.Change(name, slots);
        return true;
    }

    /// <summary>The day is like its weekday again.</summary>
    public bool ClearDay(DateOnly date) => days.RemoveAll(d => d.Date == date) > 0;

    public WorkingTime ToWorkingTime() => new(
        DateTimeZoneProviders.Tzdb[Zone],
        Week.Select((slots, i) => ((IsoDayOfWeek)(i + 1), Slots: Read(slots)!)).ToDictionary(x => x.Item1, x => x.Slots),
        days.ToDictionary(d => LocalDate.FromDateOnly(d.Date), d => Read(d.Slots)!));

    /// <summary>Reads "09:00-12:00, 13:00-24:00"; null when it cannot be read, overlaps or is out of order.</summary>
    public static IReadOnlyList<Slot>? Read(string? text)
    {
        var slots = new List<Slot>();
        foreach (var part in (text ?? "").Split([',', '，', ';', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var bounds = part.Split(['-', '–', '~'], StringSplitOptions.TrimEntries);
            if (bounds.Length != 2 || Minutes(bounds[0]) is not { } from || Minutes(bounds[1]) is not { } to || to <= from) return null;
            if (slots.Count > 0 && slots[^1].To > from) return null;
            slots.Add(new Slot(from, to));
        }
        return slots;
    }

    // As one would write them, however they were typed: equal hours are equal texts.
    static string Write(string text) => Read(text) is { } slots ? string.Join(", ", slots.Select(s => $"{Clock(s.From)}-{Clock(s.To)}")) : text;

    static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";

    static int? Minutes(string text)
    {
        if (text == "24:00") return 1440;
        return TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;
    }
}

/// <summary>A day unlike its weekday: a holiday without slots, or a make-up or short working day with them.</summary>
internal sealed class CalendarDay : IAudited
{
    CalendarDay() { }

    public CalendarDay(DateOnly date, string name, string slots) => (Date, Name, Slots) = (date, name, slots);

    public long CalendarId { get; private set; }
    public DateOnly Date { get; private set; }
    public string Name { get; private set; } = "";
    public string Slots { get; private set; } = "";

    internal void Change(string name, string slots) => (Name, Slots) = (name, slots);
}
