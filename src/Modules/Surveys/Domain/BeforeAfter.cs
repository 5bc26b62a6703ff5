using Crm.Surveys.Domain.Stats;
using MathNet.Numerics.Distributions;

namespace Crm.Surveys.Domain;

/// <summary>Two means and whether they differ.</summary>
/// <param name="Difference">Second minus first.</param>
/// <param name="Interval">95 % interval of the difference.</param>
/// <param name="P">Two-sided.</param>
internal sealed record MeanComparison(long N1, double Mean1, long N2, double Mean2, double Difference, Interval Interval, double T, double Df, double P)
{
    public bool Significant => P < BeforeAfter.Alpha;
}

/// <summary>Two shares and whether they differ.</summary>
/// <param name="Exact">P comes from Fisher's exact test, because a count expected was under 5.</param>
internal sealed record ShareComparison(long Hits1, long N1, long Hits2, long N2, double Difference, Interval Interval, double P, bool Exact)
{
    public double Share1 => (double)Hits1 / N1;
    public double Share2 => (double)Hits2 / N2;
    public bool Significant => P < BeforeAfter.Alpha;
}

/// <summary>How often the same person gave a score before and a score after.</summary>
internal sealed record ScorePair(int Before, int After, long N);

/// <summary>Comparisons of an item before and after, or of a pilot with the rest, from counts alone.</summary>
internal static class BeforeAfter
{
    public const double Alpha = Significance.Alpha;

    /// <summary>Independent samples (<see cref="Means.Welch"/>). Null where a sample has fewer than two answers, or neither has any spread.</summary>
    public static MeanComparison? Welch(Distribution first, Distribution second) => Of(first, second, Means.Welch(Moments.Of(second), Moments.Of(first)));

    /// <summary>The same persons twice (<see cref="Means.Paired"/>). Null below two pairs, or when everybody moved by the same.</summary>
    public static MeanComparison? Paired(IReadOnlyCollection<ScorePair> pairs) =>
        Of(new(pairs.Select(p => KeyValuePair.Create(p.Before, p.N))), new(pairs.Select(p => KeyValuePair.Create(p.After, p.N))), Means.Paired(Moments.Of(pairs.Select(p => ((double)(p.After - p.Before), p.N)))));

    /// <summary>
    /// Two independent shares: the pooled z test, Fisher's exact test where an expected count is under 5 (Cochran, "Some
    /// methods for strengthening the common chi-squared tests", Biometrics 10, 1954), with the interval of Agresti and
    /// Caffo ("Simple and effective confidence intervals for proportions and differences of proportions", The American
    /// Statistician 54, 2000). Null where a sample is empty.
    /// </summary>
    public static ShareComparison? Shares(long hits1, long n1, long hits2, long n2)
    {
        if (n1 == 0 || n2 == 0) return null;
        var (p1, p2, pooled) = ((hits1 + 1.0) / (n1 + 2), (hits2 + 1.0) / (n2 + 2), (double)(hits1 + hits2) / (n1 + n2));
        var half = Statistics.Z95 * Math.Sqrt((p1 * (1 - p1) / (n1 + 2)) + (p2 * (1 - p2) / (n2 + 2)));
        var difference = ((double)hits2 / n2) - ((double)hits1 / n1);
        var exact = Math.Min(Math.Min(n1, n2) * pooled, Math.Min(n1, n2) * (1 - pooled)) < 5;
        var p = exact ? CrossTables.Fisher(hits1, n1 - hits1, hits2, n2 - hits2) : 2 * Normal.CDF(0, 1, -Math.Abs(difference) / Math.Sqrt(pooled * (1 - pooled) * ((1.0 / n1) + (1.0 / n2))));
        return new(hits1, n1, hits2, n2, difference, new(Math.Max(-1, p2 - p1 - half), Math.Min(1, p2 - p1 + half)), p, exact);
    }

    /// <summary>Shares of the same persons, of 4 and 5: difference and interval within them (<see cref="Proportions.McNemar"/>). Null without pairs.</summary>
    public static ShareComparison? Shares(IReadOnlyCollection<ScorePair> pairs)
    {
        long Count(Func<ScorePair, bool> of) => pairs.Where(of).Sum(p => p.N);
        var (n, gained, lost) = (Count(_ => true), Count(p => p is { Before: < 4, After: >= 4 }), Count(p => p is { Before: >= 4, After: < 4 }));
        return Proportions.McNemar(gained, lost, n) is not { } found ? null
            : new(Count(p => p.Before >= 4), n, Count(p => p.After >= 4), n, found.Difference, found.Interval!, McNemar(gained, lost) ?? 1, false);
    }

    /// <summary>Shares of the same persons: of those who changed sides, are as many gone over as came back? Exact binomial form of McNemar's test (Psychometrika 12, 1947).</summary>
    public static double? McNemar(long gained, long lost)
    {
        var changed = gained + lost;
        return changed == 0 ? null : Math.Min(1, 2 * Binomial.CDF(0.5, (int)changed, Math.Min(gained, lost)));
    }

    static MeanComparison? Of(Distribution first, Distribution second, MeanDifference? found) => found is null ? null
        : new(first.N, first.Mean!.Value, second.N, second.Mean!.Value, found.Difference, found.Interval, found.Test.Statistic!.Value, found.Test.Df!.Value, found.Test.P);
}
