using MathNet.Numerics.Distributions;

namespace Crm.Care.Domain;

/// <summary>Whether two shares differ: by how much, the interval of that, and how likely chance alone would show as much.</summary>
/// <param name="P">Two-sided; null when nobody, or everybody, did it.</param>
/// <param name="Few">An expected count is under 5: the test says little.</param>
internal sealed record TwoShares(double A, double B, double Difference, double Low, double High, double? Z, double? P, bool Few)
{
    const double Z95 = 1.959963984540054;

    /// <summary>Share of B less share of A. Null when a side is empty.</summary>
    public static TwoShares? Of(long hitsA, long a, long hitsB, long b)
    {
        if (a <= 0 || b <= 0) return null;
        var (p, q) = ((double)hitsA / a, (double)hitsB / b);
        // Pooled two-proportion z without continuity correction (J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, 3.1).
        var pooled = (double)(hitsA + hitsB) / (a + b);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / a) + (1.0 / b)));
        double? z = error > 0 ? (q - p) / error : null;
        // Interval from the score intervals of both (R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10).
        var ((lowA, highA), (lowB, highB)) = (Wilson(hitsA, a), Wilson(hitsB, b));
        var low = q - p - Math.Sqrt(((q - lowB) * (q - lowB)) + ((highA - p) * (highA - p)));
        var high = q - p + Math.Sqrt(((highB - q) * (highB - q)) + ((p - lowA) * (p - lowA)));
        var few = Math.Min(Math.Min(pooled * a, (1 - pooled) * a), Math.Min(pooled * b, (1 - pooled) * b)) < 5;
        return new(p, q, q - p, low, high, z, z is { } s ? 2 * Normal.CDF(0, 1, -Math.Abs(s)) : null, few);
    }

    /// <summary>Score interval of a share (E. B. Wilson, Journal of the American Statistical Association 22, 1927).</summary>
    static (double Low, double High) Wilson(long hits, long n)
    {
        var p = (double)hits / n;
        var (middle, half) = (p + (Z95 * Z95 / (2 * n)), Z95 * Math.Sqrt((p * (1 - p) / n) + (Z95 * Z95 / (4.0 * n * n))));
        return ((middle - half) / (1 + (Z95 * Z95 / n)), (middle + half) / (1 + (Z95 * Z95 / n)));
    }
}
