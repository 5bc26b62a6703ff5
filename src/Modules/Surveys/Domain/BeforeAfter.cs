using Crm.Surveys.Domain.Stats;

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
internal sealed record ShareComparison(long Hits1, long N1, long Hits2, long N2, double Difference, Interval Interval, TestResult Test)
{
    public double P => Test.P;
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

    /// <summary>Two independent shares (<see cref="Proportions.Two"/>). Null where a sample is empty, or everybody or nobody is a hit.</summary>
    public static ShareComparison? Shares(long hits1, long n1, long hits2, long n2) => Of(hits1, n1, hits2, n2, Proportions.Two(hits2, n2, hits1, n1));

    /// <summary>Shares of the same persons, of 4 and 5 (<see cref="Proportions.McNemar"/>). Null without pairs.</summary>
    public static ShareComparison? Shares(IReadOnlyCollection<ScorePair> pairs)
    {
        long Count(Func<ScorePair, bool> of) => pairs.Where(of).Sum(p => p.N);
        var n = Count(_ => true);
        return Of(Count(p => p.Before >= 4), n, Count(p => p.After >= 4), n, Proportions.McNemar(Count(p => p is { Before: < 4, After: >= 4 }), Count(p => p is { Before: >= 4, After: < 4 }), n));
    }

    static ShareComparison? Of(long hits1, long n1, long hits2, long n2, ShareDifference? found) => found is null ? null : new(hits1, n1, hits2, n2, found.Difference, found.Interval!, found.Test);

    static MeanComparison? Of(Distribution first, Distribution second, MeanDifference? found) => found is null ? null
        : new(first.N, first.Mean!.Value, second.N, second.Mean!.Value, found.Difference, found.Interval, found.Test.Statistic!.Value, found.Test.Df!.Value, found.Test.P);
}
