using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys.Stats;

/// <summary>Tests of shares, means and tables against worked examples.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void Two_shares_of_the_aspirin_study()
    {
        // Physicians' Health Study, A. Agresti, Categorical Data Analysis, 2nd ed., 2.2: 189 of 11,034 against 104 of 11,037; chi-square 25.01, difference 0.0077.
        var found = Proportions.Two(189, 11034, 104, 11037)!;
        Assert.Equal(TestMethod.ChiSquare, found.Test.Method);
        Assert.Equal(25.01, found.Test.Statistic!.Value, 2);
        Assert.Equal(0.0077, found.Difference, 4);
        Assert.Equal(5.69e-7, found.Test.P, 8);
    }

    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)] // R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    public void Interval_of_a_difference_of_shares(int a, int n, int b, int m, double low, double high)
    {
        var interval = Proportions.Newcombe(a, n, b, m);
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Few_expected_counts_are_tested_exactly()
    {
        // Convictions of like-sex twins (Fisher 1962), example of R's fisher.test: p = 0.0005367.
        Assert.Equal(0.0005367, CrossTables.Fisher(2, 15, 10, 3), 7);
        // The lady tasting tea (Fisher 1935; Agresti 2002, p. 92): 0.4857.
        var tea = Proportions.Two(3, 4, 1, 4)!;
        Assert.Equal((TestMethod.Fisher, 0.4857), (tea.Test.Method, Math.Round(tea.Test.P, 4)));
        Assert.Null(Proportions.Two(0, 5, 0, 7));
        Assert.Null(Proportions.Two(0, 0, 3, 7));
    }

    [Fact]
    public void Independence_of_gender_and_party()
    {
        // Agresti 2007, p. 39, example of R's chisq.test: X-squared = 30.07, df = 2, p = 2.954e-07.
        var found = CrossTables.Independence([[762, 327, 468], [484, 239, 477]])!;
        Assert.Equal((30.07, 2), (Math.Round(found.Test.Statistic!.Value, 2), found.Test.Df!.Value));
        Assert.Equal(2.954e-7, found.Test.P, 10);
        Assert.Equal(Math.Sqrt(30.07015 / 2757), found.CramersV!.Value, 6); // by its definition, with one of two columns
        // An empty row changes nothing; one row alone says nothing.
        Assert.Equal(found, CrossTables.Independence([[762, 327, 468], [0, 0, 0], [484, 239, 477]]));
        Assert.Null(CrossTables.Independence([[1, 2, 3]]));
    }

    [Fact]
    public void A_sparse_larger_table_is_tested_by_simulation()
    {
        // Job satisfaction by income (Agresti 2002, p. 57), example of R's fisher.test: p = 0.7827.
        var found = CrossTables.Independence([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])!;
        Assert.Equal(TestMethod.FisherSimulated, found.Test.Method);
        Assert.InRange(found.Test.P, 0.7827 - 0.025, 0.7827 + 0.025); // 3.8 standard errors of 4,000 draws
        Assert.Equal(found, CrossTables.Independence([[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]));
    }

    [Fact]
    public void Welch_and_paired_t_of_student_s_sleep_data()
    {
        // R's t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p = 0.07939, [-3.3654832, 0.2054832].
        var welch = Means.Welch(Moments.Of(Published.Sleep[0]), Moments.Of(Published.Sleep[1]))!;
        Assert.Equal((-1.8608, 17.776, 0.07939), (Math.Round(welch.Test.Statistic!.Value, 4), Math.Round(welch.Test.Df!.Value, 3), Math.Round(welch.Test.P, 5)));
        Assert.Equal((-3.3654832, 0.2054832), (Math.Round(welch.Interval.Low, 7), Math.Round(welch.Interval.High, 7)));
        // Paired: t = -4.0621, df = 9, p = 0.002833, [-2.4598858, -0.7001142], mean -1.58.
        var paired = Means.Paired(Moments.Of(Published.Sleep[0].Zip(Published.Sleep[1], (a, b) => a - b)))!;
        Assert.Equal((-4.0621, 9, 0.002833), (Math.Round(paired.Test.Statistic!.Value, 4), paired.Test.Df, Math.Round(paired.Test.P, 6)));
        Assert.Equal((-1.58, -2.4598858, -0.7001142), (Math.Round(paired.Difference, 7), Math.Round(paired.Interval.Low, 7), Math.Round(paired.Interval.High, 7)));
        Assert.Null(Means.Welch(Moments.Of([1.0]), Moments.Of([1.0, 2])));
        Assert.Null(Means.Paired(Moments.Of([1.0, 1, 1])));
    }

    [Fact]
    public void The_same_people_asked_twice()
    {
        // Approval of the Prime Minister, Agresti 2002, 10.1: 150 and 86 of 1,600 changed; z = -4.17, difference -0.04 with 95 % [-0.06, -0.02].
        var found = Proportions.McNemar(86, 150, 1600)!;
        Assert.Equal((TestMethod.McNemar, 4.17), (found.Test.Method, Math.Round(Math.Sqrt(found.Test.Statistic!.Value), 2)));
        Assert.Equal((-0.04, -0.06, -0.02), (Math.Round(found.Difference, 2), Math.Round(found.Interval!.Low, 2), Math.Round(found.Interval.High, 2)));
        // Few changed: the sign test. 1 against 9 of 10 is 2 x (1 + 10) / 1024, computed by hand.
        var few = Proportions.McNemar(1, 9, 40)!;
        Assert.Equal(TestMethod.McNemarExact, few.Test.Method);
        Assert.Equal(22 / 1024.0, few.Test.P, 12);
        Assert.Equal(1, Proportions.McNemar(0, 0, 12)!.Test.P);
        Assert.Null(Proportions.McNemar(0, 0, 0));
    }

    [Fact]
    public void Holm_s_correction_by_hand()
    {
        // 0.01 x 4, then 0.02 x 3, then 0.03 x 2 and 0.04 x 1, neither below the one before; a test that could not be made is not counted.
        Assert.Equal([0.06, 0.04, null, 0.06, 0.06], Significance.Holm([0.04, 0.01, null, 0.02, 0.03]).Select(p => p is { } v ? (double?)Math.Round(v, 12) : null));
        Assert.Equal([1.0, 1.0], Significance.Holm([0.6, 0.9]).Select(p => p!.Value));
    }

    [Fact]
    public void A_gap_is_the_mean_difference_of_the_same_people()
    {
        // No published pairs of 1-5 at hand: the paired t is computed here from the pairs one by one instead.
        (int, int, long)[] pairs = [(5, 4, 3), (4, 4, 5), (5, 2, 2), (3, 4, 1)];
        var gap = GapFigures.Of(pairs)!;
        double[] each = [-1, -1, -1, 0, 0, 0, 0, 0, -3, -3, 1];
        var mean = each.Average();
        var error = Math.Sqrt(each.Sum(d => (d - mean) * (d - mean)) / 10 / 11);
        Assert.Equal((11, Math.Round(mean, 12)), (gap.N, Math.Round(gap.Gap, 12)));
        Assert.Equal(48 / 11.0, gap.Expected, 12);
        Assert.Equal(40 / 11.0, gap.Perceived, 12);
        Assert.Equal(mean / error, gap.Test!.Statistic!.Value, 10);
        Assert.Equal(mean - (2.228138852 * error), gap.Interval!.Low, 8); // t(0.975; 10) = 2.228139, any table of t
        Assert.Null(GapFigures.Of([]));
    }

    [Fact]
    public void The_rest_is_the_whole_less_a_part()
    {
        // Computed a second way, from the values themselves.
        double[] part = [1, 4, 4], rest = [2, 5, 3, 9];
        var (found, direct) = (Moments.Of([.. part, .. rest])!.Without(Moments.Of(part))!, Moments.Of(rest)!);
        Assert.Equal((direct.N, Math.Round(direct.Mean, 12), Math.Round(direct.Variance!.Value, 12)), (found.N, Math.Round(found.Mean, 12), Math.Round(found.Variance!.Value, 12)));
        Assert.Null(Moments.Of(part)!.Without(Moments.Of(part)));
    }

    [Fact]
    public void Nps_as_a_mean_has_the_variance_of_the_wald_interval()
    {
        var nps = new NetPromoterScore(462, 176, 362);
        var moments = Moments.Of(nps)!;
        Assert.Equal(nps.Score!.Value, moments.Mean, 10);
        // The file's standard error 2.853 divides by n, this one by n - 1.
        Assert.Equal(2.853 * Math.Sqrt(1000 / 999.0), Math.Sqrt(moments.Variance!.Value / 1000), 2);
    }
}
