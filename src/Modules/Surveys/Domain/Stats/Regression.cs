using MathNet.Numerics.LinearAlgebra;

namespace Crm.Surveys.Domain.Stats;

/// <summary>One predictor of a regression.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Beta">Standardised coefficient: change of the outcome, in its standard deviations, by one standard deviation of the predictor, the others held fast.</param>
/// <param name="Vif">Variance inflation factor 1 / (1 - R² on the other predictors): above 10 the coefficient is not to be trusted alone.</param>
internal sealed record Predictor(int Column, double B, double BError, double Beta, double BetaError, Interval BetaInterval, double T, double P, double Vif);

/// <summary>A least squares fit.</summary>
/// <param name="Constant">Columns left out because they do not vary.</param>
/// <param name="Collinear">Columns left out because the ones before them already say the same.</param>
internal sealed record RegressionFit(
    int N, double Intercept, double RSquared, double AdjustedRSquared, double F, double P, double ResidualError, IReadOnlyList<Predictor> Predictors, IReadOnlyList<int> Constant, IReadOnlyList<int> Collinear);

/// <summary>
/// Multiple linear regression by least squares, from the correlation matrix (N. Draper, H. Smith, Applied Regression
/// Analysis, 3rd ed. 1998, chapters 5 and 6; variance inflation: D. Marquardt, Technometrics 12, 1970).
/// </summary>
internal static class Regression
{
    /// <summary>A predictor of which less than this share is new beside those before it is left out, as SPSS does by default.</summary>
    const double Tolerance = 1e-4;

    /// <summary>Explains one column by others. Null when the outcome does not vary, or there are no more rows than unknowns.</summary>
    public static RegressionFit? Fit(Covariances data, int outcome, IReadOnlyList<int> predictors)
    {
        if (data.Matrix[outcome, outcome] <= 0) return null;
        var r = data.Correlation;
        var (kept, constant, collinear) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var column in predictors)
        {
            if (data.Matrix[column, column] <= 1e-12) constant.Add(column);
            else if (kept.Count > 0 && NewIn(r, kept, column) < Tolerance) collinear.Add(column);
            else kept.Add(column);
        }
        var (p, n) = (kept.Count, data.N);
        if (p == 0 || n <= p + 1) return null;

        var inverse = Sub(r, kept, kept).Inverse();
        var beta = inverse * Sub(r, kept, [outcome]).Column(0);
        var explained = Math.Clamp(Enumerable.Range(0, p).Sum(i => beta[i] * r[kept[i], outcome]), 0, 1);
        var df = n - p - 1;
        var sy = data.Deviation(outcome);
        var t975 = Tails.T975(df);
        var fitted = Enumerable.Range(0, p).Select(i =>
        {
            var vif = inverse[i, i];
            var error = Math.Sqrt((1 - explained) / df * vif);
            var scale = sy / data.Deviation(kept[i]);
            var t = error > 0 ? beta[i] / error : double.PositiveInfinity;
            return new Predictor(kept[i], beta[i] * scale, error * scale, beta[i], error, new(beta[i] - (t975 * error), beta[i] + (t975 * error)), t, Tails.StudentT(t, df), vif);
        }).ToList();
        var f = explained >= 1 ? double.PositiveInfinity : explained / p / ((1 - explained) / df);
        return new(n, data.Means[outcome] - fitted.Sum(x => x.B * data.Means[x.Column]), explained, 1 - ((1 - explained) * (n - 1) / df), f, Tails.F(f, p, df), sy * Math.Sqrt((1 - explained) * (n - 1) / df), fitted, constant, collinear);
    }

    /// <summary>Share of a column that those already taken do not explain.</summary>
    static double NewIn(Matrix<double> r, List<int> kept, int column)
    {
        var with = Sub(r, kept, [column]).Column(0);
        return 1 - with.DotProduct(Sub(r, kept, kept).Solve(with));
    }

    static Matrix<double> Sub(Matrix<double> m, IReadOnlyList<int> rows, IReadOnlyList<int> columns) => Matrix<double>.Build.Dense(rows.Count, columns.Count, (i, j) => m[rows[i], columns[j]]);
}
