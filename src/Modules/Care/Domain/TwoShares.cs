using Crm.Platform.Stats;
using MathNet.Numerics.Distributions;

namespace Crm.Care.Domain;

/// <summary>Whether two shares differ: by how much, the interval of that, and how likely chance alone would show as much.</summary>
/// <param name="P">Two-sided; null when nobody, or everybody, did it.</param>
/// <param name="Few">An expected count is under 5: the test says little.</param>
internal sealed record TwoShares(double A, double B, double Difference, double Low, double High, double? Z, double? P, bool Few)
{
    /// <summary>Share of B less share of A. Null when a side is empty.</summary>
    public static TwoShares? Of(long hitsA, long a, long hitsB, long b)
    {
        if (a <= 0 || b <= 0) return null;
        var (p, q) = ((double)hitsA / a, (double)hitsB / b);
        // Pooled two-proportion z without continuity correction (J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, 3.1).
        var pooled = (double)(hitsA + hitsB) / (a + b);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / a) + (1.0 / b)));
        double? z = error > 0 ? (q - p) / error : null;
        var (low, high) = Shares.Newcombe(hitsB, b, hitsA, a);
        var few = Math.Min(Math.Min(pooled * a, (1 - pooled) * a), Math.Min(pooled * b, (1 - pooled) * b)) < 5;
        return new(p, q, q - p, low, high, z, z is { } s ? 2 * Normal.CDF(0, 1, -Math.Abs(s)) : null, few);
    }
}
