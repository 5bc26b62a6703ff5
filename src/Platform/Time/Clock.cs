using Crm.Platform.Users;
using NodaTime;

namespace Crm.Platform.Time;

/// <summary>The installation's own zone, in which days and months of reports, expiry and birthdays begin. Setting Crm:Zone, default Asia/Shanghai.</summary>
public sealed record InstallationZone(DateTimeZone Zone)
{
    /// <summary>The day it is here at an instant.</summary>
    public DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Zone).Date.ToDateOnly();

    /// <summary>When a day begins, in UTC. A midnight the clock jumps over begins at the first instant after it.</summary>
    public DateTimeOffset StartOf(DateOnly day) => Zone.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();
}

/// <summary>Between instants and what a person reads and types.</summary>
public static class LocalTimes
{
    /// <summary>The wall clock in a zone.</summary>
    public static DateTime At(this DateTimeZone zone, DateTimeOffset instant) =>
        NodaTime.Instant.FromDateTimeOffset(instant).InZone(zone).ToDateTimeUnspecified();

    /// <summary>The instant of a wall clock time; in a gap the time after it, in an overlap the earlier one. In UTC.</summary>
    public static DateTimeOffset Instant(this DateTimeZone zone, DateTime local) =>
        zone.AtLeniently(LocalDateTime.FromDateTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))).ToDateTimeOffset().ToUniversalTime();

}
