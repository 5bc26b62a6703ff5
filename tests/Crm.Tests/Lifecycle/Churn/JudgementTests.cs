using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>Regression, what judges it, and what judges plans.</summary>
public sealed class JudgementTests
{
    static readonly double[] Hours = [0.50, 0.75, 1.00, 1.25, 1.50, 1.75, 1.75, 2.00, 2.25, 2.50, 2.75, 3.00, 3.25, 3.50, 4.00, 4.25, 4.50, 4.75, 5.00, 5.50];
    static readonly bool[] Passed = [.. "00000010101010111111".Select(c => c == '1')];

    [Fact]
    public void Without_a_ridge_it_is_the_maximum_likelihood_everybody_computes()
    {
        // Hours of study and an examination passed, the worked example of the English Wikipedia on logistic regression: -4.0777, 1.5046, log-likelihood -8.02988.
        var fit = Logistic.FitTo([.. Hours.Select(h => new[] { h })], Passed, 0);
        var slope = fit.Model.Coefficients[0] / fit.Model.Deviations[0];
        Assert.Equal(1.5046, slope, 0.0001);
        Assert.Equal(-4.0777, fit.Model.Intercept - (slope * fit.Model.Means[0]), 0.0001);
        Assert.Equal(-8.02988, fit.LogLikelihood, 0.00001);
        Assert.Equal(0.07, fit.Model.Probability([1]), 0.005);
        Assert.Equal(0.97, fit.Model.Probability([5]), 0.005);
    }

    [Fact]
    public void A_ridge_draws_coefficients_to_zero_and_leaves_the_share_as_it_is()
    {
        var (plain, held) = (Logistic.FitTo([.. Hours.Select(h => new[] { h })], Passed, 0).Model, Logistic.FitTo([.. Hours.Select(h => new[] { h })], Passed, 50).Model);
        Assert.InRange(held.Coefficients[0], 0.01, plain.Coefficients[0] / 3);
        Assert.Equal(10, Hours.Sum(h => held.Probability([h])), 0.001);
    }

    [Fact]
    public void What_separates_perfectly_stays_finite_and_what_never_varies_is_left_out()
    {
        var fit = Logistic.FitTo([[0, 7], [1, 7], [2, 7], [3, 7]], [false, false, true, true], 1).Model;
        Assert.InRange(fit.Coefficients[0], 0.1, 10);
        Assert.Equal((0, 0), (fit.Coefficients[1], fit.Contributions([3, 99])[1]));
    }

    [Fact]
    public void Contributions_add_up_to_the_log_odds()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 400).Select(_ => new[] { random.NextDouble(), random.NextDouble() * 10, random.Next(3) }).ToList();
        var model = Logistic.FitTo(rows, [.. rows.Select(r => r[0] + (r[1] / 10) + random.NextDouble() > 1.4)], 1).Model;
        foreach (var row in rows.Take(20)) Assert.Equal(model.Probability(row), Logistic.Of(model.Intercept + model.Contributions(row).Sum()), 1e-12);
    }

    [Fact]
    public void The_area_under_the_curve_is_that_of_Hanley_and_McNeil()
    {
        // Radiology 143 (1982), table I: ratings of 58 normal and 51 abnormal images; area .893, standard error .032 by their formula, .031 by DeLong's.
        int[] normal = [33, 6, 6, 11, 2], abnormal = [3, 2, 2, 11, 33];
        var rated = Enumerable.Range(0, 5).SelectMany(r => Enumerable.Repeat((r, false), normal[r]).Concat(Enumerable.Repeat((r, true), abnormal[r]))).ToList();
        var auc = Judgement.Auc([.. rated.Select(x => (double)x.r)], [.. rated.Select(x => x.Item2)])!;
        Assert.Equal(.893, auc.Auc, 0.0005);
        Assert.Equal(.031, (auc.High - auc.Auc) / 1.95996, 0.0006);
        Assert.Equal((51, 58), (auc.Hits, auc.Others));
    }

    [Fact]
    public void Scores_that_are_all_alike_are_a_coin_and_one_kind_alone_is_no_area()
    {
        Assert.Equal(.5, Judgement.Auc([1, 1, 1, 1], [true, false, true, false])!.Auc);
        Assert.Null(Judgement.Auc([1, 2], [true, true]));
    }

    [Fact]
    public void Lift_of_the_top_tenth_shares_a_tie_at_the_border()
    {
        // Twenty scored, four hits: one of two in the top tenth is 2.5 times the .2 of all.
        var outcomes = Enumerable.Range(0, 20).Select(i => i is 0 or 5 or 9 or 14).ToArray();
        Assert.Equal(2.5, Judgement.TopDecileLift([.. Enumerable.Range(0, 20).Select(i => 20.0 - i)], outcomes)!.Value, 1e-9);
        Assert.Equal(1, Judgement.TopDecileLift([.. outcomes.Select(_ => 1.0)], outcomes)!.Value, 1e-9);
    }

    [Fact]
    public void Calibration_sets_what_was_said_beside_what_came()
    {
        var (said, came) = (Enumerable.Range(0, 100).Select(i => i / 100.0).ToArray(), Enumerable.Range(0, 100).Select(i => i >= 50).ToArray());
        var bands = Judgement.Calibration(said, came);
        Assert.Equal(10, bands.Count);
        Assert.Equal((10, 0, 0.045), (bands[0].N, bands[0].Hits, Math.Round(bands[0].Predicted, 3)));
        Assert.Equal(1, bands[9].Observed);
        Assert.Equal(.25, Judgement.Brier([.5, .5], [true, false]));
    }

    [Fact]
    public void The_difference_of_two_shares_has_the_interval_of_Newcombe()
    {
        // R. G. Newcombe, Statistics in Medicine 17 (1998), table II, 56/70 against 48/80, method 10: .0524 to .3339.
        var uplift = Uplift.Of(56, 70, 48, 80)!;
        Assert.Equal((.2, .0524, .3339), (Math.Round(uplift.Difference, 4), Math.Round(uplift.Low, 4), Math.Round(uplift.High, 4)));
        Assert.True(uplift.Significant);
        Assert.Null(Uplift.Of(1, 2, 0, 0));
        // 0/10 against 0/10: an interval that holds zero, not a point (-.2775 to .2775).
        Assert.Equal((-.2775, .2775), (Math.Round(Uplift.Of(0, 10, 0, 10)!.Low, 4), Math.Round(Uplift.Of(0, 10, 0, 10)!.High, 4)));
    }

    [Fact]
    public void A_tenth_is_left_alone_and_the_same_seed_draws_the_same_lot()
    {
        var customers = Enumerable.Range(1, 237).Select(i => (long)i * 3).ToList();
        var lot = WinBackPlan.Draw(customers, 42);
        Assert.Equal(24, lot.Count);
        Assert.Equal(lot.Order(), WinBackPlan.Draw(customers.AsEnumerable().Reverse(), 42).Order());
        Assert.NotEqual(lot.Order(), WinBackPlan.Draw(customers, 43).Order());
        // Nobody is favoured: over many seeds everybody is drawn about as often.
        var counts = Enumerable.Range(0, 2000).SelectMany(s => WinBackPlan.Draw(customers, s)).CountBy(c => c).ToDictionary();
        Assert.All(customers, c => Assert.InRange(counts[c], 140, 270));
    }
}
