using MathNet.Numerics.LinearAlgebra;

namespace Crm.Surveys.Domain.Stats;

/// <summary>How much of the explained variance each predictor stands for.</summary>
/// <param name="Raw">Shares of the outcome's variance; their sum is R².</param>
internal sealed record WeightsFound(double RSquared, IReadOnlyList<(int Column, double Raw)> Raw)
{
    /// <summary>As shares of R²: the sum is 1.</summary>
    public IReadOnlyList<(int Column, double Share)> Rescaled => [.. Raw.Select(r => (r.Column, RSquared > 0 ? r.Raw / RSquared : 0))];
}

/// <summary>
/// Relative weights of correlated predictors: they are replaced by the closest uncorrelated variables, the outcome is
/// explained by those, and what each explains is given back to the predictors by their squared correlations (J. W. Johnson,
/// A heuristic method for estimating the relative weight of predictor variables in multiple regression, Multivariate
/// Behavioral Research 35, 2000, 1-19). Two predictors that say the same share their weight.
/// </summary>
internal static class RelativeWeights
{
    public static WeightsFound? Of(Covariances data, int outcome, IReadOnlyList<int> predictors)
    {
        if (data.Matrix[outcome, outcome] <= 0) return null;
        var kept = predictors.Where(c => data.Matrix[c, c] > 1e-12).ToList();
        if (kept.Count == 0) return null;
        var r = data.Correlation;
        var evd = Matrix<double>.Build.Dense(kept.Count, kept.Count, (i, j) => r[kept[i], kept[j]]).Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Map(v => v.Real);
        var smallest = values.Maximum() * 1e-10;
        // What has no variance of its own has no share: a direction with eigenvalue 0 is left out.
        var root = evd.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(values.Map(v => v > smallest ? Math.Sqrt(v) : 0)) * evd.EigenVectors.Transpose();
        var back = evd.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(values.Map(v => v > smallest ? 1 / Math.Sqrt(v) : 0)) * evd.EigenVectors.Transpose();
        var beta = back * Vector<double>.Build.Dense(kept.Count, i => r[kept[i], outcome]);
        var raw = root.PointwisePower(2) * beta.PointwisePower(2);
        return new(raw.Sum(), [.. kept.Select((c, i) => (c, raw[i]))]);
    }
}
