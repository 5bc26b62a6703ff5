namespace Crm.Surveys.Domain;

/// <summary>An interval, usually one that holds the true value in 95 of 100 samples.</summary>
internal sealed record Interval(double Low, double High)
{
    public bool Covers(double value) => Low <= value && value <= High;
}

/// <summary>How an NPS reads.</summary>
internal enum NpsReading { High, Neutral, Low, Uncertain }

/// <summary>Grade of an index.</summary>
internal enum Grade { Excellent, Good, Fair, Poor }

/// <summary>
/// Scores and how often each was given: all that the figures of one item need, so that they come the same from raw
/// answers and from counts kept in a roll-up.
/// </summary>
internal sealed class Distribution
{
    readonly SortedDictionary<int, long> counts = [];

    public Distribution(IEnumerable<KeyValuePair<int, long>> scores)
    {
        foreach (var (score, n) in scores)
            if (n > 0) counts[score] = counts.GetValueOrDefault(score) + n;
        N = counts.Values.Sum();
    }

    public static Distribution Of(IEnumerable<int> scores) => new(scores.CountBy(s => s).Select(p => KeyValuePair.Create(p.Key, (long)p.Value)));

    public long N { get; }

    public long this[int score] => counts.GetValueOrDefault(score);

    public IEnumerable<KeyValuePair<int, long>> Scores => counts;

    /// <summary>Arithmetic mean; null without answers.</summary>
    public double? Mean => N == 0 ? null : counts.Sum(p => (double)p.Key * p.Value) / N;

    /// <summary>Middle score, the mean of the two middle ones for an even count.</summary>
    public double? Median => N == 0 ? null : (At((N - 1) / 2) + At(N / 2)) / 2.0;

    /// <summary>Most frequent score; the lowest of several.</summary>
    public int? Mode => N == 0 ? null : counts.OrderByDescending(p => p.Value).ThenBy(p => p.Key).First().Key;

    /// <summary>Standard deviation of the sample (divided by n - 1); null below two answers.</summary>
    public double? StandardDeviation
    {
        get
        {
            if (N < 2) return null;
            var mean = Mean!.Value;
            return Math.Sqrt(counts.Sum(p => p.Value * (p.Key - mean) * (p.Key - mean)) / (N - 1));
        }
    }

    public long Between(int from, int to) => counts.Where(p => p.Key >= from && p.Key <= to).Sum(p => p.Value);

    /// <summary>Share of answers from..to; null without answers.</summary>
    public double? Share(int from, int to) => N == 0 ? null : Between(from, to) / (double)N;

    int At(long position)
    {
        foreach (var (score, n) in counts)
        {
            if (position < n) return score;
            position -= n;
        }
        throw new ArgumentOutOfRangeException(nameof(position));
    }
}

/// <summary>
/// Net promoter score: share of 9-10 minus share of 0-6, times 100, on unrounded shares (Reichheld, "The One Number You
/// Need to Grow", Harvard Business Review 12/2003).
/// </summary>
internal sealed record NetPromoterScore(long Promoters, long Passives, long Detractors)
{
    public static NetPromoterScore Of(Distribution scores) => new(scores.Between(9, 10), scores.Between(7, 8), scores.Between(0, 6));

    public long N => Promoters + Passives + Detractors;

    public double? Score => N == 0 ? null : 100.0 * (Promoters - Detractors) / N;

    public double? PromoterShare => N == 0 ? null : Promoters / (double)N;
    public double? PassiveShare => N == 0 ? null : Passives / (double)N;
    public double? DetractorShare => N == 0 ? null : Detractors / (double)N;

    /// <summary>Wald interval: the variance of a difference of two shares of one sample is (p + d - (p - d)²) / n.</summary>
    public Interval? Wald => N == 0 ? null : Around(Promoters, Detractors, N);

    /// <summary>
    /// Adjusted Wald interval: three answers are added, half of them passive and a quarter each promoter and detractor
    /// (Bonett and Price 2012, as applied to NPS by Sauro and Lewis, "Quantifying the User Experience", 2nd ed.). Keeps
    /// its 95 % also for small samples and extreme scores, where Wald does not.
    /// </summary>
    public Interval? AdjustedWald => N == 0 ? null : Around(Promoters + 0.75, Detractors + 0.75, N + 3);

    public NpsReading? Reading => AdjustedWald is not { } interval ? null
        : interval.Covers(0) && Score != 0 ? NpsReading.Uncertain
        : Score switch { > 0 => NpsReading.High, < 0 => NpsReading.Low, _ => NpsReading.Neutral };

    static Interval Around(double promoters, double detractors, double n)
    {
        var (p, d) = (promoters / n, detractors / n);
        var half = Statistics.Z95 * Math.Sqrt(Math.Max(0, p + d - ((p - d) * (p - d))) / n);
        return new(Math.Max(-100, 100 * (p - d - half)), Math.Min(100, 100 * (p - d + half)));
    }
}

/// <summary>The remaining formulas of the results, pure and each with its source.</summary>
internal static class Statistics
{
    /// <summary>97.5 % quantile of the standard normal distribution: two-sided 95 %.</summary>
    public const double Z95 = 1.959963984540054;

    const double Weak = 70;

    /// <summary>
    /// Adjusted Wald interval of a share: z²/2 is added to the hits and z² to the answers (Agresti and Coull, "Approximate
    /// is better than exact", The American Statistician 52, 1998).
    /// </summary>
    public static Interval? ShareInterval(long hits, long n)
    {
        if (n == 0) return null;
        var adjusted = n + (Z95 * Z95);
        var p = (hits + (Z95 * Z95 / 2)) / adjusted;
        var half = Z95 * Math.Sqrt(p * (1 - p) / adjusted);
        return new(Math.Max(0, p - half), Math.Min(1, p + half));
    }

    /// <summary>Item index on 0-100: 100 x (mean - 1) / 4 of a 1-5 rating.</summary>
    public static double? ItemIndex(double? mean) => mean is { } m ? 100 * (m - 1) / 4 : null;

    /// <summary>The interval of an index: so much to both sides, within its scale.</summary>
    public static Interval? Around(double? index, double? half) => index is { } i && half is { } h ? new(Math.Max(0, i - h), Math.Min(100, i + h)) : null;

    /// <summary>Mean of what is there; null when nothing is.</summary>
    public static double? MeanOf(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        return known.Count == 0 ? null : known.Average();
    }

    /// <summary>Weighted mean of what is there; weights of what is missing drop out.</summary>
    public static double? WeightedMean(IEnumerable<(double? Value, double Weight)> values)
    {
        var known = values.Where(v => v is { Value: not null, Weight: > 0 }).ToList();
        return known.Count == 0 ? null : known.Sum(v => v.Value!.Value * v.Weight) / known.Sum(v => v.Weight);
    }

    public static bool IsWeak(double? index) => Shown(index) < Weak;

    public static Grade? GradeOf(double? index) => Shown(index) switch
    {
        null => null,
        >= 85 => Grade.Excellent,
        >= 70 => Grade.Good,
        >= 55 => Grade.Fair,
        _ => Grade.Poor,
    };

    /// <summary>An index is judged as it is printed, to one decimal: 55.0 is never poor, and 70.0 never weak.</summary>
    static double? Shown(double? index) => index is { } i ? Math.Round(i, 1, MidpointRounding.AwayFromZero) : null;
}
