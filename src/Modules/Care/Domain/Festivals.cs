using System.Globalization;

namespace Crm.Care.Domain;

/// <summary>Days that come back each year and that everybody knows.</summary>
internal enum Festival { NewYear, SpringFestival, LanternFestival, Qingming, LabourDay, DragonBoat, Qixi, MidAutumn, NationalDay, DoubleNinth, Christmas }

/// <summary>On which day festivals fall.</summary>
internal static class Festivals
{
    static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The day of a festival in a year of our calendar. The lunar ones fall once in each: the lunar year begins between January 21 and February 20.</summary>
    public static DateOnly In(Festival festival, int year) => festival switch
    {
        Festival.NewYear => new(year, 1, 1),
        Festival.LabourDay => new(year, 5, 1),
        Festival.NationalDay => new(year, 10, 1),
        Festival.Christmas => new(year, 12, 25),
        Festival.Qingming => SolarTerms.Qingming(year),
        Festival.SpringFestival => OfLunar(year, 1, 1),
        Festival.LanternFestival => OfLunar(year, 1, 15),
        Festival.DragonBoat => OfLunar(year, 5, 5),
        Festival.Qixi => OfLunar(year, 7, 7),
        Festival.MidAutumn => OfLunar(year, 8, 15),
        Festival.DoubleNinth => OfLunar(year, 9, 9),
        _ => throw new ArgumentOutOfRangeException(nameof(festival)),
    };

    /// <summary>
    /// The day of a month of the lunar year that begins in a year. .NET numbers the months through, so that a leap month moves
    /// those behind it by one: a festival is kept in the month itself, not in its leap month.
    /// </summary>
    internal static DateOnly OfLunar(int year, int month, int day)
    {
        var leap = Lunar.GetLeapMonth(year);
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, leap > 0 && month >= leap ? month + 1 : month, day, 0, 0, 0, 0));
    }
}

/// <summary>Days that come back.</summary>
internal static class Yearly
{
    /// <summary>The same day in another year; of February 29, where there is none, the 28th.</summary>
    public static DateOnly In(DateOnly day, int year) => new(year, day.Month, Math.Min(day.Day, DateTime.DaysInMonth(year, day.Month)));
}
