using Crm.Platform.Time;
using NodaTime;

namespace Crm.Surveys.Features.Waves;

/// <summary>Customers are written to between 9 and 20 h of their own zone; a survey is never so urgent as to wake somebody.</summary>
internal static class PoliteHours
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
