using Crm.Platform.Stats;
using MathNet.Numerics.Distributions;

namespace Crm.Surveys.Domain.Stats;

/// <summary>Two shares, and whether they differ.</summary>
internal sealed record ShareDifference(double Difference, Interval? Interval, TestResult Test, long N);

internal static class Proportions
{
    /// <summary>Below so many people who changed, McNemar's test is made exactly.</summary>
    const int Few = 25;

    /// <summary>
    /// Two independent shares: chi-square without correction, which is the square of the z of the pooled share; Fisher's exact
    /// test where an expected count is under 5. Null when a group is empty, or when everybody, or nobody, is a hit.
    /// </summary>
    public static ShareDifference? Two(long hitsA, long a, long hitsB, long b)
    {
        if (a == 0 || b == 0 || CrossTables.Independence([[hitsA, a - hitsA], [hitsB, b - hitsB]]) is not { } found) return null;
        return new(((double)hitsA / a) - ((double)hitsB / b), Newcombe(hitsA, a, hitsB, b), found.Test, a + b);
    }

    /// <summary>Interval of a difference of shares.</summary>
    public static Interval Newcombe(long hitsA, long a, long hitsB, long b)
    {
        var (low, high) = Shares.Newcombe(hitsA, a, hitsB, b);
        return new(low, high);
    }

    /// <summary>
    /// The same people asked twice: of those who changed, are there more of one kind? (Q. McNemar, Psychometrika 12, 1947).
    /// Exact below 25 who changed, else chi-square without correction, which M. Fagerland, S. Lydersen and P. Laake (BMC
    /// Medical Research Methodology 13, 2013) found to keep its level. Null without pairs.
    /// </summary>
    /// <param name="gained">Hit now, not before.</param>
    /// <param name="lost">Hit before, not now.</param>
    public static ShareDifference? McNemar(long gained, long lost, long pairs)
    {
        if (pairs == 0) return null;
        var changed = gained + lost;
        var difference = (gained - lost) / (double)pairs;
        // The variance of a difference of two shares of one sample, Agresti, Categorical Data Analysis, 2nd ed. (10.1).
        var half = Statistics.Z95 * Math.Sqrt(Math.Max(0, changed - ((gained - lost) * (double)(gained - lost) / pairs))) / pairs;
        var test = changed == 0 ? new TestResult(TestMethod.McNemarExact, null, null, 1)
            : changed < Few ? new TestResult(TestMethod.McNemarExact, null, null, Math.Min(1, 2 * Binomial.CDF(0.5, (int)changed, Math.Min(gained, lost))))
            : Asymptotic((gained - lost) * (double)(gained - lost) / changed);
        return new(difference, new(difference - half, difference + half), test, pairs);

        static TestResult Asymptotic(double chi) => new(TestMethod.McNemar, chi, 1, Tails.ChiSquare(chi, 1));
    }
}
