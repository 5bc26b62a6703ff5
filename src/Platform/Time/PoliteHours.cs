using NodaTime;

namespace Crm.Platform.Time;

/// <summary>Customers are written to between 9 and 20 h of their own zone, unless it is urgent.</summary>
public static class PoliteHours
{
    const int From = 9, To = 20;

    /// <summary>Now, or the next morning at 9.</summary>
    public static DateTimeOffset Next(string zone, DateTimeOffset now)
    {
        var there = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        var local = there.At(now);
        if (local.Hour is >= From and < To) return now;
        return there.Instant(local.Date.AddDays(local.Hour >= To ? 1 : 0).AddHours(From));
    }
}
