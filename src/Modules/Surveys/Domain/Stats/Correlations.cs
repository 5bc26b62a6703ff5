using MathNet.Numerics.LinearAlgebra;

namespace Crm.Surveys.Domain.Stats;

/// <summary>How closely two columns go together, -1 to 1.</summary>
internal sealed record Correlation(double R, int N, Interval? Interval, double? P);

internal static class Correlations
{
    /// <summary>
    /// Pearson's r with the t test of r = 0 and Fisher's interval: atanh r ± 1.96 / sqrt(n - 3) (R. A. Fisher, Metron 1,
    /// 1921). Null below three rows or where a column does not vary.
    /// </summary>
    public static Correlation? Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y) => Of(x, y, r => 1);

    /// <summary>
    /// Spearman's rho: Pearson's r of the ranks, ties sharing their mean rank. The interval takes the variance (1 + r² / 2)
    /// / (n - 3) of Bonett and Wright, Psychometrika 65, 2000.
    /// </summary>
    public static Correlation? Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Of(Ranks(x), Ranks(y), r => 1 + (r * r / 2));

    /// <summary>The same from a coefficient that is known already.</summary>
    public static Correlation From(double r, int n, double spread = 1)
    {
        r = Math.Clamp(r, -1, 1);
        Interval? interval = null;
        if (n > 3)
        {
            var half = Statistics.Z95 * Math.Sqrt(spread / (n - 3.0));
            // At exactly 1 the transform runs to infinity, and the interval has no width.
            interval = Math.Abs(r) >= 1 ? new(r, r) : new(Math.Tanh(Math.Atanh(r) - half), Math.Tanh(Math.Atanh(r) + half));
        }
        return new(r, n, interval, n > 2 ? Math.Abs(r) >= 1 ? 0 : Tails.StudentT(r * Math.Sqrt((n - 2) / (1 - (r * r))), n - 2) : null);
    }

    static Correlation? Of(IReadOnlyList<double> x, IReadOnlyList<double> y, Func<double, double> spread)
    {
        if (x.Count < 3) return null;
        var found = Covariances.Of([x, y]);
        if (found.Matrix[0, 0] <= 0 || found.Matrix[1, 1] <= 0) return null;
        var r = found.Correlation[0, 1];
        return From(r, x.Count, spread(r));
    }

    /// <summary>Ranks from 1, ties sharing their mean rank. Scores have few values, so they are counted and not sorted.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var ranks = new Dictionary<double, double>();
        var below = 0;
        foreach (var (value, times) in values.CountBy(v => v).OrderBy(p => p.Key))
        {
            ranks[value] = below + ((times + 1) / 2.0);
            below += times;
        }
        return [.. values.Select(v => ranks[v])];
    }
}

/// <summary>Means, covariances and correlations of columns without gaps: all that regression, relative weights, alpha and factors need to know of the answers.</summary>
internal sealed class Covariances
{
    Covariances(int n, double[] means, Matrix<double> matrix) => (N, Means, Matrix) = (n, means, matrix);

    public int N { get; }
    public double[] Means { get; }

    /// <summary>Covariances of the sample (divided by n - 1).</summary>
    public Matrix<double> Matrix { get; }

    public int Size => Means.Length;

    public double Deviation(int i) => Math.Sqrt(Matrix[i, i]);

    /// <summary>Correlations; of a column that does not vary 0 with the others.</summary>
    public Matrix<double> Correlation => Matrix<double>.Build.Dense(Size, Size, (i, j) => i == j ? 1 : Matrix[i, i] > 0 && Matrix[j, j] > 0 ? Matrix[i, j] / Math.Sqrt(Matrix[i, i] * Matrix[j, j]) : 0);

    /// <summary>In two passes: means first, so that no digits are lost.</summary>
    public static Covariances Of(IReadOnlyList<IReadOnlyList<double>> columns)
    {
        var (p, n) = (columns.Count, columns.Count == 0 ? 0 : columns[0].Count);
        var means = columns.Select(c => n == 0 ? 0 : c.Average()).ToArray();
        var sums = new double[p, p];
        var row = new double[p];
        for (var r = 0; r < n; r++)
        {
            for (var i = 0; i < p; i++)
            {
                row[i] = columns[i][r] - means[i];
                for (var j = 0; j <= i; j++) sums[i, j] += row[i] * row[j];
            }
        }
        return new(n, means, Matrix<double>.Build.Dense(p, p, (i, j) => n < 2 ? 0 : sums[Math.Max(i, j), Math.Min(i, j)] / (n - 1)));
    }

    /// <summary>The same of some of the columns.</summary>
    public Covariances Only(IReadOnlyList<int> columns) => new(N, [.. columns.Select(c => Means[c])], Matrix<double>.Build.Dense(columns.Count, columns.Count, (i, j) => Matrix[columns[i], columns[j]]));
}
