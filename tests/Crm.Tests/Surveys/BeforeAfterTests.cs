using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys;

/// <summary>Comparisons against published worked examples.</summary>
public sealed class BeforeAfterTests
{
    // Student's sleep data (Biometrika 6, 1908; R dataset "sleep"), extra hours times ten: scores are whole numbers here.
    static readonly int[] First = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20], Second = [19, 8, 11, 1, -1, 44, 55, 16, 46, 34];

    [Fact]
    public void Welch_on_students_sleep_data_gives_what_R_prints()
    {
        var c = BeforeAfter.Welch(Distribution.Of(First), Distribution.Of(Second))!;
        Assert.Equal((10L, 10L), (c.N1, c.N2));
        Assert.Equal((1.8608, 17.776, 0.07939), (Math.Round(c.T, 4), Math.Round(c.Df, 3), Math.Round(c.P, 5)));
        Assert.Equal((-2.054832, 33.654832), (Math.Round(c.Interval.Low, 6), Math.Round(c.Interval.High, 6)));
        Assert.False(c.Significant);
    }

    [Fact]
    public void The_same_people_paired_differ_significantly()
    {
        var c = BeforeAfter.Paired([.. First.Zip(Second, (a, b) => new ScorePair(a, b, 1))])!;
        Assert.Equal((4.0621, 9.0, 0.002833), (Math.Round(c.T, 4), c.Df, Math.Round(c.P, 6)));
        Assert.Equal((7.001142, 24.598858), (Math.Round(c.Interval.Low, 6), Math.Round(c.Interval.High, 6)));
        Assert.True(c.Significant);
    }

    [Fact]
    public void Two_shares_of_the_physicians_health_study()
    {
        // Agresti, An Introduction to Categorical Data Analysis, 2nd ed., section 2.2: 189 of 11,034 against 104 of 11,037 heart attacks; difference 0.0077, 95 % from 0.005 to 0.011, z = 5.00.
        var c = BeforeAfter.Shares(104, 11037, 189, 11034)!;
        Assert.Equal((0.0077, 0.005, 0.011), (Math.Round(c.Difference, 4), Math.Round(c.Interval.Low, 3), Math.Round(c.Interval.High, 3)));
        Assert.Equal(TestMethod.ChiSquare, c.Test.Method);
        Assert.InRange(c.P, 5.6e-7, 5.8e-7);
    }

    [Fact]
    public void Few_answers_are_tested_exactly_as_the_lady_who_tasted_tea()
    {
        // Fisher, The Design of Experiments (1935): 3 of 4 against 1 of 4, two-sided p = 0.486.
        var c = BeforeAfter.Shares(1, 4, 3, 4)!;
        Assert.Equal(TestMethod.Fisher, c.Test.Method);
        Assert.Equal(0.4857, c.P, 4);
    }

    [Fact]
    public void McNemar_is_the_binomial_of_those_who_changed_sides()
    {
        // 2 x P(X <= 5) of a binomial with n = 20 and p = 1/2: 2 x 21,700 / 1,048,576.
        Assert.Equal(43400 / 1048576.0, Proportions.McNemar(15, 5, 20)!.Test.P, 10);
        Assert.Equal(1, Proportions.McNemar(3, 3, 6)!.Test.P);
        Assert.Null(Proportions.McNemar(0, 0, 0));
    }

    [Fact]
    public void Where_nothing_can_be_said_nothing_is()
    {
        Assert.Null(BeforeAfter.Welch(Distribution.Of([3]), Distribution.Of([4, 5])));
        Assert.Null(BeforeAfter.Welch(Distribution.Of([4, 4]), Distribution.Of([4, 4])));
        Assert.Null(BeforeAfter.Paired([new(3, 4, 12)]));
        Assert.Null(BeforeAfter.Shares(0, 0, 1, 2));
        Assert.Equal(ItemVerdict.NotYet, ItemComparison.Of(Distribution.Of([3, 4]), Distribution.Of([]), [], rating: true).Verdict);
        Assert.Equal(ItemVerdict.NotMoved, ItemComparison.Of(Distribution.Of([3, 4]), Distribution.Of([3, 4]), [], rating: true).Verdict);
    }

    [Fact]
    public void Enough_people_in_both_waves_are_compared_with_themselves_else_all_are()
    {
        var (before, after) = (Distribution.Of([.. Enumerable.Repeat(3, 10), 2, 4]), Distribution.Of([.. Enumerable.Repeat(4, 10), 3, 4]));
        ScorePair[] pairs = [new(3, 4, 9), new(3, 3, 1)];
        var paired = ItemComparison.Of(before, after, pairs, rating: true);
        Assert.Equal((true, 10L, ItemVerdict.Moved), (paired.Paired, paired.Pairs, paired.Verdict));
        Assert.Equal(9, paired.Means!.Df);
        Assert.Equal(2 * Math.Pow(0.5, 9), paired.Satisfied!.P, 12); // nine gained, none lost
        var few = ItemComparison.Of(before, after, [new(3, 4, 8), new(3, 3, 1)], rating: true);
        Assert.Equal((false, 12L), (few.Paired, few.Means!.N1));
    }

    [Fact]
    public void The_share_of_who_answered_twice_is_compared_within_them_interval_and_test_alike()
    {
        // Of twenty people eight become satisfied and two no longer are; a hundred others answered once, all of them content.
        ScorePair[] pairs = [new(3, 4, 8), new(4, 3, 2), new(5, 5, 6), new(2, 1, 4)];
        var before = new Distribution(pairs.Select(p => KeyValuePair.Create(p.Before, p.N)));
        var after = new Distribution(pairs.Select(p => KeyValuePair.Create(p.After, p.N)).Append(KeyValuePair.Create(5, 100L)));
        var found = ItemComparison.Of(before, after, pairs, rating: true);
        Assert.True(found.Paired);
        Assert.Equal((8L, 20L, 14L, 20L), (found.Satisfied!.Hits1, found.Satisfied.N1, found.Satisfied.Hits2, found.Satisfied.N2));
        Assert.Equal(0.3, found.Satisfied.Difference, 12);
        var half = 1.959963984540054 * Math.Sqrt(10 - (36 / 20.0)) / 20; // Agresti, Categorical Data Analysis, 2nd ed. (10.1)
        Assert.Equal((0.3 - half, 0.3 + half), (found.Satisfied.Interval.Low, found.Satisfied.Interval.High));
        Assert.Equal(Proportions.McNemar(8, 2, 20)!.Test.P, found.Satisfied.P);
    }

    [Fact]
    public void The_same_people_in_the_same_two_waves_have_one_verdict_wherever_they_are_compared()
    {
        // Of a hundred eighteen became satisfied and eight no longer are: chi-square 100 / 26, p = 0.0499.
        List<(int Before, int After)> people = [.. Enumerable.Repeat((3, 4), 18), .. Enumerable.Repeat((4, 3), 8), .. Enumerable.Repeat((5, 5), 40), .. Enumerable.Repeat((2, 2), 34)];
        var table = new AnswerTable(new() { Dimensions = [new() { Key = "d", Title = LocalText.Of("All", "全部"), Items = [new() { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("Overall", "总体") }] }] });
        foreach (var later in new[] { false, true })
            for (var i = 0; i < people.Count; i++)
            {
                var score = later ? people[i].After : people[i].Before;
                table.Add(new(new DateOnly(2026, later ? 6 : 3, 1), (i + 1, null), Counted: true, Again: false, Anonymous: false), _ => score, _ => null, _ => null);
            }
        var trend = Movement.Between(table, [.. Enumerable.Range(0, 100)], [.. Enumerable.Range(100, 100)]).Changes.Single(c => c.Measure.Kind == FigureKind.Csat);
        var improvement = ItemComparison.Of(Distribution.Of(people.Select(p => p.Before)), Distribution.Of(people.Select(p => p.After)), [.. people.Select(p => new ScorePair(p.Before, p.After, 1))], rating: true).Satisfied!;
        Assert.Equal(0.0499, improvement.P, 4);
        Assert.Equal(trend.Test, improvement.Test);
        Assert.Equal((trend.Interval!.Low, trend.Interval.High), (100 * improvement.Interval.Low, 100 * improvement.Interval.High));
        // Different people: of a hundred 48 and of a hundred 58.
        var others = BeforeAfter.Shares(48, 100, 58, 100)!;
        Assert.Equal((Proportions.Newcombe(58, 100, 48, 100), Proportions.Two(58, 100, 48, 100)!.Test), (others.Interval, others.Test));
    }
}
