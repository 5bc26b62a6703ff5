using MathNet.Numerics.LinearAlgebra;

namespace Crm.Lifecycle.Domain.Models;

/// <summary>
/// Regression of a yes or no on signals, held back by a ridge on the standardised coefficients so that rare signals and ones that say the
/// same do not run away: S. le Cessie, J. C. van Houwelingen, Ridge Estimators in Logistic Regression, Applied Statistics 41, 1992, 191-201.
/// </summary>
/// <param name="Intercept">Log-odds of somebody average.</param>
/// <param name="Coefficients">Change of log-odds for one standard deviation of each signal.</param>
/// <param name="Means">Of each signal when it was fitted.</param>
/// <param name="Deviations">Standard deviation of each signal; 0 for one that never varied and is left out.</param>
internal sealed record Logistic(double Intercept, double[] Coefficients, double[] Means, double[] Deviations)
{
    /// <summary>What each signal adds to the log-odds, against somebody average.</summary>
    public double[] Contributions(IReadOnlyList<double> signals)
    {
        var parts = new double[Coefficients.Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = Deviations[i] > 0 ? Coefficients[i] * (signals[i] - Means[i]) / Deviations[i] : 0;
        return parts;
    }

    public double Probability(IReadOnlyList<double> signals) => Of(Intercept + Contributions(signals).Sum());

    /// <summary>Iteratively reweighted least squares, the steps of Newton (P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed., 4.4), halved while they lose. The intercept is not held back.</summary>
    /// <param name="ridge">Penalty on half the sum of squares of the standardised coefficients; 0 for plain maximum likelihood.</param>
    public static Fit FitTo(IReadOnlyList<double[]> rows, IReadOnlyList<bool> outcomes, double ridge)
    {
        if (rows.Count == 0 || rows.Count != outcomes.Count) throw new ArgumentException("Each row needs an outcome.", nameof(outcomes));
        var (n, k) = (rows.Count, rows[0].Length);
        var (means, deviations) = (new double[k], new double[k]);
        for (var j = 0; j < k; j++)
        {
            means[j] = rows.Average(r => r[j]);
            var deviation = Math.Sqrt(rows.Sum(r => (r[j] - means[j]) * (r[j] - means[j])) / n);
            deviations[j] = deviation > 1e-12 ? deviation : 0;
        }
        var used = Enumerable.Range(0, k).Where(j => deviations[j] > 0).ToArray();
        var size = used.Length + 1;
        double[] Standard(double[] row)
        {
            var z = new double[size];
            z[0] = 1;
            for (var i = 0; i < used.Length; i++) z[i + 1] = (row[used[i]] - means[used[i]]) / deviations[used[i]];
            return z;
        }
        var z = rows.Select(Standard).ToArray();
        var share = Math.Clamp(outcomes.Count(o => o) / (double)n, 1e-6, 1 - 1e-6);
        var beta = Vector<double>.Build.Dense(size);
        beta[0] = Math.Log(share / (1 - share));

        double Loss(Vector<double> b)
        {
            var sum = 0.0;
            for (var i = 0; i < n; i++)
            {
                var eta = Dot(z[i], b);
                // -ln p or -ln(1 - p), without overflow.
                sum += Math.Max(eta, 0) + SpecialFunctionsMore.Log1P(Math.Exp(-Math.Abs(eta))) - (outcomes[i] ? eta : 0);
            }
            for (var j = 1; j < size; j++) sum += ridge / 2 * b[j] * b[j];
            return sum;
        }
        var loss = Loss(beta);
        for (var step = 0; step < 100; step++)
        {
            var gradient = Vector<double>.Build.Dense(size);
            var curvature = Matrix<double>.Build.Dense(size, size);
            for (var i = 0; i < n; i++)
            {
                var p = Of(Dot(z[i], beta));
                var (error, weight) = ((outcomes[i] ? 1 : 0) - p, p * (1 - p));
                for (var j = 0; j < size; j++)
                {
                    gradient[j] += error * z[i][j];
                    var scaled = weight * z[i][j];
                    for (var m = 0; m <= j; m++) curvature[j, m] += scaled * z[i][m];
                }
            }
            for (var j = 0; j < size; j++)
            {
                if (j > 0)
                {
                    gradient[j] -= ridge * beta[j];
                    curvature[j, j] += ridge;
                }
                curvature[j, j] += 1e-9;
                for (var m = 0; m < j; m++) curvature[m, j] = curvature[j, m];
            }
            var direction = curvature.Cholesky().Solve(gradient);
            var (length, next) = (1.0, loss);
            var moved = beta;
            for (var half = 0; half < 30; half++, length /= 2)
            {
                moved = beta + (length * direction);
                next = Loss(moved);
                if (next <= loss) break;
            }
            if (next > loss) break;
            var gained = loss - next;
            (beta, loss) = (moved, next);
            if (gained < 1e-10 * (1 + Math.Abs(loss))) break;
        }
        var coefficients = new double[k];
        for (var i = 0; i < used.Length; i++) coefficients[used[i]] = beta[i + 1];
        var penalty = ridge / 2 * coefficients.Sum(c => c * c);
        return new(new Logistic(beta[0], coefficients, means, deviations), -(loss - penalty));
    }

    /// <summary>1 / (1 + e^-x), without overflow.</summary>
    public static double Of(double logit) => logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit));

    static double Dot(double[] z, Vector<double> b)
    {
        var sum = 0.0;
        for (var j = 0; j < z.Length; j++) sum += z[j] * b[j];
        return sum;
    }

    public sealed record Fit(Logistic Model, double LogLikelihood);
}
