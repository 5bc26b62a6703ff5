using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys.Stats;

/// <summary>Correlation, regression and relative weights against worked examples.</summary>
public sealed class DriverTests
{
    [Fact]
    public void Pearson_and_spearman_of_tuna()
    {
        // Hollander and Wolfe (1973), p. 187: assessed quality of canned tuna; R's cor.test: r = 0.5711816, [-0.1497426, 0.8955795], t = 1.8411, df = 7, p = 0.1082; rho = 0.6.
        double[] x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1], y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
        var r = Correlations.Pearson(x, y)!;
        Assert.Equal((0.5711816, -0.1497426, 0.8955795, 0.1082), (Math.Round(r.R, 7), Math.Round(r.Interval!.Low, 7), Math.Round(r.Interval.High, 7), Math.Round(r.P!.Value, 4)));
        Assert.Equal(0.6, Correlations.Spearman(x, y)!.R, 10);
        Assert.Equal([1, 2.5, 2.5, 4], Correlations.Ranks([1, 5, 5, 9]));
        Assert.Null(Correlations.Pearson([1, 1, 1], [1, 2, 3]));
        Assert.Equal(1, Correlations.Pearson([1, 2, 3, 4], [2, 4, 6, 8])!.R, 12);
    }

    [Fact]
    public void Regression_of_the_attitude_data()
    {
        // R's summary(lm(rating ~ ., attitude)).
        var fit = Regression.Fit(Published.Of(Published.Attitude), 0, [1, 2, 3, 4, 5, 6])!;
        Assert.Equal([0.61319, -0.07305, 0.32033, 0.08173, 0.03838, -0.21706], fit.Predictors.Select(p => Math.Round(p.B, 5)));
        Assert.Equal([0.16098, 0.13572, 0.16852, 0.22148, 0.14700, 0.17821], fit.Predictors.Select(p => Math.Round(p.BError, 5)));
        Assert.Equal((10.78708, 0.7326, 0.6628, 7.068), (Math.Round(fit.Intercept, 5), Math.Round(fit.RSquared, 4), Math.Round(fit.AdjustedRSquared, 4), Math.Round(fit.ResidualError, 3)));
        Assert.Equal((10.5, 1.24e-5), (Math.Round(fit.F, 1), Math.Round(fit.P, 7)));
        Assert.Equal((3.809, 0.000903), (Math.Round(fit.Predictors[0].T, 3), Math.Round(fit.Predictors[0].P, 6)));
        // The standardised coefficient by its definition.
        var data = Published.Of(Published.Attitude);
        Assert.All(fit.Predictors, p => Assert.Equal(p.B * data.Deviation(p.Column) / data.Deviation(0), p.Beta, 10));
    }

    [Fact]
    public void Longley_s_nearly_collinear_data_with_certified_values()
    {
        // NIST Statistical Reference Datasets, Longley: certified estimates, deviations, R-squared and residual deviation.
        var fit = Regression.Fit(Published.Of(Published.Longley), 0, [1, 2, 3, 4, 5, 6])!;
        double[] estimates = [15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355];
        double[] errors = [84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212];
        foreach (var (p, i) in fit.Predictors.Select((p, i) => (p, i)))
        {
            Assert.Equal(1, p.B / estimates[i], 6);
            Assert.Equal(1, p.BError / errors[i], 6);
        }
        Assert.Equal(1, fit.Intercept / -3482258.63459582, 6);
        Assert.Equal(0.995479004577296, fit.RSquared, 9);
        Assert.Equal(1, fit.ResidualError / 304.854073561965, 6);
        // car::vif(lm(Employed ~ ., longley))
        Assert.Equal([135.53, 1788.51, 33.62, 3.59, 399.15, 758.98], fit.Predictors.Select(p => Math.Round(p.Vif, 2)));
    }

    [Fact]
    public void What_repeats_another_predictor_or_never_varies_is_left_out_and_named()
    {
        var columns = Published.Attitude.Append([.. Published.Attitude[1].Select(v => (2 * v) + 1)]).Append([.. Enumerable.Repeat(4.0, 30)]).ToArray();
        var fit = Regression.Fit(Published.Of(columns), 0, [1, 2, 7, 8])!;
        Assert.Equal([7], fit.Collinear);
        Assert.Equal([8], fit.Constant);
        Assert.Equal(Regression.Fit(Published.Of(columns), 0, [1, 2])!.RSquared, fit.RSquared, 10);
        Assert.Null(Regression.Fit(Published.Of([[1, 2, 3], [3, 1, 2], [1, 1, 2]]), 0, [1, 2])); // as many unknowns as rows
        Assert.Null(Regression.Fit(Published.Of([[1, 1, 1, 1], [3, 1, 2, 5]]), 0, [1]));
    }

    [Fact]
    public void Relative_weights_add_up_to_r_squared()
    {
        var data = Published.Of(Published.Attitude);
        var weights = RelativeWeights.Of(data, 0, [1, 2, 3, 4, 5, 6])!;
        Assert.Equal(Regression.Fit(data, 0, [1, 2, 3, 4, 5, 6])!.RSquared, weights.RSquared, 10);
        Assert.Equal(1, weights.Rescaled.Sum(w => w.Share), 10);
        Assert.All(weights.Raw, w => Assert.True(w.Raw > 0));
        Assert.Equal(1, weights.Raw.MaxBy(w => w.Raw).Column);
    }

    [Theory]
    [InlineData(1, 3), InlineData(2, 4), InlineData(3, 5)]
    public void Of_two_predictors_they_are_the_mean_gain_over_both_orders(int a, int b)
    {
        // Johnson 2000: with two predictors relative weights equal general dominance, an independent formula:
        // the mean of what a predictor explains alone and of what it adds to the other.
        var data = Published.Of(Published.Attitude);
        double Alone(int c) => data.Correlation[0, c] * data.Correlation[0, c];
        var both = Regression.Fit(data, 0, [a, b])!.RSquared;
        var weights = RelativeWeights.Of(data, 0, [a, b])!;
        Assert.Equal((Alone(a) + both - Alone(b)) / 2, weights.Raw[0].Raw, 10);
        Assert.Equal((Alone(b) + both - Alone(a)) / 2, weights.Raw[1].Raw, 10);
    }

    [Fact]
    public void Twins_share_their_weight()
    {
        var columns = Published.Attitude.Append(Published.Attitude[1]).ToArray();
        var (one, two) = (RelativeWeights.Of(Published.Of(columns), 0, [1, 2])!, RelativeWeights.Of(Published.Of(columns), 0, [1, 2, 7])!);
        Assert.Equal(one.RSquared, two.RSquared, 8);
        Assert.Equal(two.Raw[0].Raw, two.Raw[2].Raw, 8);
    }
}
