using MathNet.Numerics.Distributions;

namespace Crm.Surveys.Domain;

/// <summary>
/// Interval of a mean from Student's t: mean ± t(0.975, n - 1) × s / √n (NIST/SEMATECH e-Handbook of Statistical Methods,
/// 1.3.5.2, "Confidence Limits for the Mean"). None below two answers.
/// </summary>
internal static class MeanInterval
{
    public static Interval? Of(Distribution scores) => scores.StandardDeviation is { } s ? Of(scores.Mean!.Value, s, scores.N) : null;

    public static Interval Of(double mean, double standardDeviation, long n)
    {
        var half = StudentT.InvCDF(0, 1, n - 1, 0.975) * standardDeviation / Math.Sqrt(n);
        return new(mean - half, mean + half);
    }
}
