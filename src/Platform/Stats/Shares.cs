namespace Crm.Platform.Stats;

/// <summary>Shares of counts, and how far two of them lie apart, at 95 %.</summary>
public static class Shares
{
    const double Z = 1.959963984540054;

    /// <summary>Score interval of a share (E. B. Wilson, Journal of the American Statistical Association 22, 1927, 209-212). There is somebody to count.</summary>
    public static (double Low, double High) Wilson(long hits, long n)
    {
        var p = (double)hits / n;
        var (middle, half) = (p + (Z * Z / (2 * n)), Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n))));
        return ((middle - half) / (1 + (Z * Z / n)), (middle + half) / (1 + (Z * Z / n)));
    }

    /// <summary>Interval of the first share less the second, from the score intervals of both (R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10). Neither group is empty.</summary>
    public static (double Low, double High) Newcombe(long hitsA, long a, long hitsB, long b)
    {
        var (p, q) = ((double)hitsA / a, (double)hitsB / b);
        var (first, second) = (Wilson(hitsA, a), Wilson(hitsB, b));
        return (p - q - Hypotenuse(p - first.Low, second.High - q), p - q + Hypotenuse(first.High - p, q - second.Low));

        static double Hypotenuse(double x, double y) => Math.Sqrt((x * x) + (y * y));
    }
}
