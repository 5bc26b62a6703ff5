namespace Crm.Care.Domain;

/// <summary>Days of the Chinese calendar that follow the sun (GB/T 33661-2017): those on which its apparent longitude reaches a multiple of 15°, in Chinese time.</summary>
internal static class SolarTerms
{
    static readonly TimeSpan Chinese = TimeSpan.FromHours(8);

    /// <summary>Qingming 清明: longitude 15°.</summary>
    public static DateOnly Qingming(int year) => DateOnly.FromDateTime(When(15, new DateTime(year, 4, 5, 0, 0, 0, DateTimeKind.Utc)).ToOffset(Chinese).Date);

    /// <summary>When the sun reaches a longitude, near a day: by Newton's method, the sun moving 0.9856° a day.</summary>
    static DateTimeOffset When(double longitude, DateTime near)
    {
        var days = near.ToOADate() + 2415018.5; // Julian day of the day numbers of .NET
        for (var i = 0; i < 10; i++)
        {
            var off = Math.IEEERemainder(longitude - Longitude(days), 360);
            days += off / 0.98564736;
            if (Math.Abs(off) < 1e-7) break;
        }
        // From dynamical to universal time: 62.92 s + 0.32217 t + 0.005589 t² from 2005 to 2050 (F. Espenak and J. Meeus, Five Millennium Canon of Solar Eclipses, NASA 2006).
        var t = near.Year - 2000;
        return new DateTimeOffset(DateTime.FromOADate(days - 2415018.5 - ((62.92 + (0.32217 * t) + (0.005589 * t * t)) / 86400)), TimeSpan.Zero);
    }

    /// <summary>Apparent longitude of the sun in degrees, to 0.01° (J. Meeus, Astronomical Algorithms, 2nd ed. 1998, chapter 25): a quarter of an hour of time.</summary>
    internal static double Longitude(double julianDay)
    {
        var t = (julianDay - 2451545.0) / 36525;
        var mean = 280.46646 + (36000.76983 * t) + (0.0003032 * t * t);
        var anomaly = Radians(357.52911 + (35999.05029 * t) - (0.0001537 * t * t));
        var centre = ((1.914602 - (0.004817 * t) - (0.000014 * t * t)) * Math.Sin(anomaly)) + ((0.019993 - (0.000101 * t)) * Math.Sin(2 * anomaly)) + (0.000289 * Math.Sin(3 * anomaly));
        var apparent = mean + centre - 0.00569 - (0.00478 * Math.Sin(Radians(125.04 - (1934.136 * t))));
        return ((apparent % 360) + 360) % 360;
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;
}
