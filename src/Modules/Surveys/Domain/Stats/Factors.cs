using MathNet.Numerics.LinearAlgebra;

namespace Crm.Surveys.Domain.Stats;

/// <summary>How factors are drawn from the correlations.</summary>
internal enum Extraction { PrincipalComponents, PrincipalAxis }

/// <summary>Whether correlations are fit for factors: Kaiser-Meyer-Olkin over all and by column, and Bartlett's test that nothing correlates.</summary>
internal sealed record Adequacy(double Kmo, IReadOnlyList<double> ByColumn, double BartlettChiSquare, int BartlettDf, double BartlettP);

/// <param name="Eigenvalues">Of the correlation matrix, largest first: what the scree shows.</param>
/// <param name="Loadings">By column, by factor; rotated where there is more than one factor.</param>
/// <param name="Communalities">Share of a column's variance that the factors explain.</param>
/// <param name="Variance">Variance that each factor explains, in columns: the sum of its squared loadings.</param>
/// <param name="Heywood">A communality ran beyond 1: too few answers or too many factors for principal axes.</param>
internal sealed record FactorsFound(int N, Extraction Extraction, IReadOnlyList<double> Eigenvalues, double[][] Loadings, IReadOnlyList<double> Communalities, IReadOnlyList<double> Variance, bool Heywood)
{
    public int Count => Variance.Count;
}

/// <summary>Which items move together.</summary>
internal static class Factors
{
    const int Rounds = 250;
    const double Close = 1e-6;

    /// <summary>
    /// Kaiser-Meyer-Olkin: squared correlations against squared partial correlations (H. F. Kaiser, J. Rice, Educational and
    /// Psychological Measurement 34, 1974). Bartlett: -(n - 1 - (2p + 5) / 6) ln |R| is chi-square with p(p - 1) / 2 degrees
    /// of freedom (M. S. Bartlett, British Journal of Psychology 3, 1950). Null below two columns, where one does not vary, or
    /// where one is made of the others.
    /// </summary>
    public static Adequacy? Adequate(Covariances data)
    {
        var p = data.Size;
        if (p < 2 || data.N <= p || Enumerable.Range(0, p).Any(i => data.Matrix[i, i] <= 1e-12)) return null;
        var r = data.Correlation;
        var determinant = r.Determinant();
        if (determinant <= 1e-14) return null;
        var inverse = r.Inverse();
        double Partial(int i, int j) => -inverse[i, j] / Math.Sqrt(inverse[i, i] * inverse[j, j]);
        var columns = Enumerable.Range(0, p).ToList();
        var plain = columns.Select(i => columns.Where(j => j != i).Sum(j => r[i, j] * r[i, j])).ToList();
        var partial = columns.Select(i => columns.Where(j => j != i).Sum(j => Partial(i, j) * Partial(i, j))).ToList();
        var df = p * (p - 1) / 2;
        var chi = -(data.N - 1 - (((2 * p) + 5) / 6.0)) * Math.Log(determinant);
        return new(plain.Sum() / (plain.Sum() + partial.Sum()), [.. columns.Select(i => plain[i] / (plain[i] + partial[i]))], chi, df, Tails.ChiSquare(chi, df));
    }

    /// <summary>
    /// Principal components (H. Hotelling, Journal of Educational Psychology 24, 1933), or principal axes from squared multiple
    /// correlations, repeated until the communalities stand still (H. H. Harman, Modern Factor Analysis, 3rd ed. 1976). As
    /// many factors as eigenvalues above 1 (H. F. Kaiser, Educational and Psychological Measurement 20, 1960), at least one.
    /// </summary>
    public static FactorsFound? Extract(Covariances data, Extraction extraction, int? factors = null, int rounds = Rounds)
    {
        var p = data.Size;
        if (p < 2 || data.N < 3 || Enumerable.Range(0, p).Any(i => data.Matrix[i, i] <= 1e-12)) return null;
        var r = data.Correlation;
        var (values, vectors) = Eigen(r);
        var count = Math.Clamp(factors ?? values.Count(v => v > 1), 1, p);
        var heywood = false;
        var loadings = Loadings(values, vectors, count);
        if (extraction == Extraction.PrincipalAxis)
        {
            if (r.Determinant() <= 1e-14) return null;
            var inverse = r.Inverse();
            var communalities = Enumerable.Range(0, p).Select(i => 1 - (1 / inverse[i, i])).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                var reduced = r.Clone();
                for (var i = 0; i < p; i++) reduced[i, i] = communalities[i];
                var (v, q) = Eigen(reduced);
                loadings = Loadings(v, q, count);
                var next = Communalities(loadings);
                if (next.Any(h => h > 1)) { heywood = true; break; }
                var moved = next.Zip(communalities, (a, b) => Math.Abs(a - b)).Max();
                communalities = next;
                if (moved < Close) break;
            }
        }
        if (count > 1) loadings = Varimax(loadings);
        loadings = InOrder(loadings);
        return new(data.N, extraction, values, loadings, Communalities(loadings), [.. Enumerable.Range(0, count).Select(f => loadings.Sum(l => l[f] * l[f]))], heywood);
    }

    /// <summary>
    /// Varimax with Kaiser normalisation: rows are brought to length 1, pairs of factors are turned until the variance of the
    /// squared loadings is greatest, rows get their length back (H. F. Kaiser, Psychometrika 23, 1958, 187-200).
    /// </summary>
    public static double[][] Varimax(double[][] loadings)
    {
        var (p, k) = (loadings.Length, loadings[0].Length);
        var lengths = loadings.Select(l => Math.Sqrt(l.Sum(x => x * x))).ToArray();
        var turned = loadings.Select((l, i) => l.Select(x => lengths[i] > 0 ? x / lengths[i] : 0).ToArray()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var greatest = 0.0;
            for (var a = 0; a < k - 1; a++)
            {
                for (var b = a + 1; b < k; b++)
                {
                    double sumU = 0, sumV = 0, squares = 0, products = 0;
                    foreach (var row in turned)
                    {
                        var (u, v) = ((row[a] * row[a]) - (row[b] * row[b]), 2 * row[a] * row[b]);
                        sumU += u;
                        sumV += v;
                        squares += (u * u) - (v * v);
                        products += 2 * u * v;
                    }
                    var angle = Math.Atan2(products - (2 * sumU * sumV / p), squares - (((sumU * sumU) - (sumV * sumV)) / p)) / 4;
                    greatest = Math.Max(greatest, Math.Abs(angle));
                    var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
                    foreach (var row in turned) (row[a], row[b]) = ((row[a] * cos) + (row[b] * sin), (row[b] * cos) - (row[a] * sin));
                }
            }
            if (greatest < 1e-8) break;
        }
        return [.. turned.Select((l, i) => l.Select(x => x * lengths[i]).ToArray())];
    }

    static double[] Communalities(double[][] loadings) => [.. loadings.Select(l => l.Sum(x => x * x))];

    /// <summary>The factor that explains most comes first, and most loadings are positive: order and sign are free.</summary>
    static double[][] InOrder(double[][] loadings)
    {
        var order = Enumerable.Range(0, loadings[0].Length).OrderByDescending(f => loadings.Sum(l => l[f] * l[f])).ToArray();
        var sign = order.Select(f => loadings.Sum(l => l[f]) < 0 ? -1 : 1).ToArray();
        return [.. loadings.Select(l => order.Select((f, i) => sign[i] * l[f]).ToArray())];
    }

    static double[][] Loadings(IReadOnlyList<double> values, Matrix<double> vectors, int count) =>
        [.. Enumerable.Range(0, vectors.RowCount).Select(i => Enumerable.Range(0, count).Select(f => vectors[i, f] * Math.Sqrt(Math.Max(0, values[f]))).ToArray())];

    /// <summary>Eigenvalues and vectors, largest first.</summary>
    static (IReadOnlyList<double> Values, Matrix<double> Vectors) Eigen(Matrix<double> symmetric)
    {
        var evd = symmetric.Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, symmetric.RowCount).OrderByDescending(i => evd.EigenValues[i].Real).ToArray();
        return ([.. order.Select(i => evd.EigenValues[i].Real)], Matrix<double>.Build.DenseOfColumnVectors(order.Select(i => evd.EigenVectors.Column(i))));
    }
}
