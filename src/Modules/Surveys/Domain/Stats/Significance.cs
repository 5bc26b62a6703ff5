using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Crm.Surveys.Domain.Stats;

/// <summary>Which test answered.</summary>
internal enum TestMethod { ChiSquare, Fisher, FisherSimulated, Welch, PairedT, McNemar, McNemarExact }

/// <summary>The answer of a test: its statistic with degrees of freedom where it has them, and the two-sided p.</summary>
internal sealed record TestResult(TestMethod Method, double? Statistic, double? Df, double P);

/// <summary>What all tests of the results share: two-sided, at 5 %.</summary>
internal static class Significance
{
    public const double Alpha = 0.05;

    /// <summary>
    /// Holm's correction: the smallest p is multiplied by the number of tests, the next by one less, and so on, and none
    /// falls below the one before it (S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal
    /// of Statistics 6, 1979). Tests that could not be made are not counted.
    /// </summary>
    public static IReadOnlyList<double?> Holm(IReadOnlyList<double?> p)
    {
        var order = Enumerable.Range(0, p.Count).Where(i => p[i] is not null).OrderBy(i => p[i]).ToList();
        var adjusted = new double?[p.Count];
        var floor = 0.0;
        for (var k = 0; k < order.Count; k++)
            adjusted[order[k]] = floor = Math.Max(floor, Math.Min(1, (order.Count - k) * p[order[k]]!.Value));
        return adjusted;
    }
}

/// <summary>Areas and quantiles of the distributions that tests use, written so that small tails keep their digits.</summary>
internal static class Tails
{
    /// <summary>Both tails of Student's t: I(df / (df + t²); df / 2, 1 / 2), Abramowitz and Stegun 26.7.1.</summary>
    public static double StudentT(double t, double df) => double.IsInfinity(t) ? 0 : SpecialFunctions.BetaRegularized(df / 2, 0.5, df / (df + (t * t)));

    /// <summary>Upper tail of chi-square: Q(df / 2, x / 2), Abramowitz and Stegun 26.4.19.</summary>
    public static double ChiSquare(double x, double df) => x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(df / 2, x / 2);

    /// <summary>Upper tail of F: I(d2 / (d2 + d1 F); d2 / 2, d1 / 2), Abramowitz and Stegun 26.6.2.</summary>
    public static double F(double f, double d1, double d2) => f <= 0 ? 1 : double.IsInfinity(f) ? 0 : SpecialFunctions.BetaRegularized(d2 / 2, d1 / 2, d2 / (d2 + (d1 * f)));

    /// <summary>The t that leaves 2.5 % in each tail.</summary>
    public static double T975(double df) => df > 1e6 ? Statistics.Z95 : -MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, df, 0.025);

    public static double FQuantile(double p, double d1, double d2) => FisherSnedecor.InvCDF(d1, d2, p);
}
