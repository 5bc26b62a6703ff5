namespace Crm.Surveys.Domain.Stats;

/// <summary>One item of a scale.</summary>
/// <param name="ItemRest">Correlation with the sum of the others; null where it does not vary.</param>
/// <param name="AlphaWithout">Alpha of the others; null when fewer than two are left.</param>
internal sealed record ScaleItem(int Column, double Mean, double Deviation, double? ItemRest, double? AlphaWithout);

/// <summary>Cronbach's alpha of a scale.</summary>
internal sealed record AlphaFound(int N, double Alpha, Interval? Interval, double MeanCorrelation, IReadOnlyList<ScaleItem> Items);

/// <summary>Whether items that should measure one thing do.</summary>
internal static class Reliability
{
    /// <summary>
    /// Alpha = k / (k - 1) x (1 - sum of the items' variances / variance of their sum) (L. J. Cronbach, Psychometrika 16,
    /// 1951), with the interval of L. S. Feldt, Psychometrika 30, 1965: (1 - alpha) / (1 - estimate) follows F with n - 1
    /// and (n - 1)(k - 1) degrees of freedom. Null below two items or where their sum does not vary.
    /// </summary>
    public static AlphaFound? Alpha(Covariances data)
    {
        var all = Enumerable.Range(0, data.Size).ToList();
        if (Of(data, all) is not { } alpha) return null;
        var (k, n) = (data.Size, data.N);
        var (d1, d2) = (n - 1.0, (n - 1.0) * (k - 1));
        var interval = n > 2 ? new Interval(1 - ((1 - alpha) * Tails.FQuantile(0.975, d1, d2)), 1 - ((1 - alpha) * Tails.FQuantile(0.025, d1, d2))) : null;
        var r = data.Correlation;
        var pairs = from i in all from j in all where i < j select r[i, j];
        return new(n, alpha, interval, pairs.Average(), [.. all.Select(i =>
        {
            var rest = all.Where(j => j != i).ToList();
            var (with, variance) = (rest.Sum(j => data.Matrix[i, j]), Sum(data, rest));
            return new ScaleItem(i, data.Means[i], data.Deviation(i), data.Matrix[i, i] > 0 && variance > 0 ? with / Math.Sqrt(data.Matrix[i, i] * variance) : null, Of(data, rest));
        })]);
    }

    static double? Of(Covariances data, List<int> items)
    {
        var total = Sum(data, items);
        return items.Count < 2 || total <= 0 ? null : items.Count / (items.Count - 1.0) * (1 - (items.Sum(i => data.Matrix[i, i]) / total));
    }

    static double Sum(Covariances data, List<int> items) => items.Sum(i => items.Sum(j => data.Matrix[i, j]));
}
