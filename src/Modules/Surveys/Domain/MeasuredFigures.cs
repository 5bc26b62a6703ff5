using System.Globalization;
using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>How many numbers lie from one end on and below the other; an end that is missing is open.</summary>
internal sealed record Band(double? From, double? To, long N);

/// <summary>What the answers to a question for a number say.</summary>
/// <param name="Interval">Of the mean, by Student's t; null below two answers.</param>
/// <param name="Mode">The most frequent number, the lowest of several.</param>
internal sealed record NumberFigures(long N, double Mean, Interval? Interval, double Median, double Mode, double? StandardDeviation, double LowerQuartile, double UpperQuartile, IReadOnlyList<Band> Bands)
{
    /// <summary>Bands are at least as wide as the range divided by this.</summary>
    const int MostBands = 8;

    /// <summary>From how often each number was given; null without any. Quantiles lie on the line between neighbours (definition 7 of R. Hyndman, Y. Fan, The American Statistician 50, 1996).</summary>
    public static NumberFigures? Of(IEnumerable<(double Value, long N)> numbers)
    {
        var sorted = numbers.Where(v => v.N > 0).OrderBy(v => v.Value).ToList();
        if (Moments.Of(sorted) is not { } moments) return null;
        return new(moments.N, moments.Mean, moments.Interval, Quantile(0.5), sorted.MaxBy(v => v.N).Value, moments.Deviation, Quantile(0.25), Quantile(0.75), BandsOf(sorted, Quantile(0.025), Quantile(0.975)));

        double Quantile(double p)
        {
            var place = (moments.N - 1) * p;
            var (low, high) = (At((long)Math.Floor(place)), At((long)Math.Ceiling(place)));
            return low + ((high - low) * (place - Math.Floor(place)));
        }

        double At(long place)
        {
            foreach (var (value, n) in sorted)
            {
                if (place < n) return value;
                place -= n;
            }
            return sorted[^1].Value;
        }
    }

    /// <summary>Bands of a round width over the middle 95 of 100 numbers; the first and the last take in what lies beyond, so that one slip of the keyboard does not squeeze all others into one band.</summary>
    static IReadOnlyList<Band> BandsOf(List<(double Value, long N)> sorted, double low, double high)
    {
        var width = Round((high - low) / MostBands);
        if (sorted.TrueForAll(v => v.Value == Math.Floor(v.Value))) width = Math.Max(1, width);
        double Start(double value) => Math.Floor(value / width) * width;
        var first = Start(low);
        var counts = new long[(int)Math.Round((Start(high) - first) / width) + 1];
        foreach (var (value, n) in sorted) counts[(int)Math.Clamp(Math.Floor((value - first) / width), 0, counts.Length - 1)] += n;
        double Edge(int band) => Math.Round(first + (band * width), 12);
        return [.. counts.Select((n, i) => new Band(i == 0 && sorted[0].Value < first ? null : Edge(i), i == counts.Length - 1 && sorted[^1].Value >= Edge(i + 1) ? null : Edge(i + 1), n))];
    }

    /// <summary>The next of 1, 2, 5, 10, 20, …; 1 where nothing varies.</summary>
    static double Round(double width)
    {
        if (width <= 0) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return power * (width / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}

/// <summary>What the answers to a question for a date say.</summary>
/// <param name="Periods">Months that were named ("2026-03"), or years where they are of too many months.</param>
internal sealed record DateFigures(long N, DateOnly First, DateOnly Last, IReadOnlyList<DateFigures.Period> Periods)
{
    const int MostMonths = 36;

    public sealed record Period(string Name, long N);

    public static DateFigures? Of(IReadOnlyCollection<(DateOnly Day, long N)> days)
    {
        if (days.Count == 0) return null;
        var months = By("yyyy-MM");
        return new(days.Sum(d => d.N), days.Min(d => d.Day), days.Max(d => d.Day), months.Count > MostMonths ? By("yyyy") : months);

        List<Period> By(string period) => [.. days.GroupBy(d => d.Day.ToString(period, CultureInfo.InvariantCulture)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Period(g.Key, g.Sum(d => d.N)))];
    }
}
