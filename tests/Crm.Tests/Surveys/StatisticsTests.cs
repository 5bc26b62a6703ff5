using Crm.Surveys.Domain;

namespace Crm.Tests.Surveys;

/// <summary>Formulas against published figures.</summary>
public sealed class StatisticsTests
{
    static readonly string File = Path.Combine(AppContext.BaseDirectory, "../../../../../../../shared/data/nps-1000-answers.csv");

    [Fact]
    public void Nps_of_1000_answers_with_both_intervals()
    {
        var nps = new NetPromoterScore(462, 176, 362);
        Assert.Equal(10.0, nps.Score!.Value, 10);
        Assert.Equal((4.41, 15.59), (Math.Round(nps.Wald!.Low, 2), Math.Round(nps.Wald.High, 2)));
        Assert.Equal((4.39, 15.55), (Math.Round(nps.AdjustedWald!.Low, 2), Math.Round(nps.AdjustedWald.High, 2)));
        Assert.Equal(NpsReading.High, nps.Reading);
    }

    [Fact]
    public void Nps_of_the_real_file_where_it_is_present()
    {
        if (!System.IO.File.Exists(File)) return;
        var scores = System.IO.File.ReadLines(File).Skip(1).Select(line => int.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(new NetPromoterScore(462, 176, 362), NetPromoterScore.Of(Distribution.Of(scores)));
    }

    [Fact]
    public void An_nps_of_39_answers_is_counted_on_unrounded_shares()
    {
        // 8 promoters, 22 detractors of 39: -35.9 (conference survey of prepbench)
        Assert.Equal(-35.9, Math.Round(new NetPromoterScore(8, 9, 22).Score!.Value, 1));
        Assert.Equal(NpsReading.Low, new NetPromoterScore(8, 9, 22).Reading);
        Assert.Equal(NpsReading.Uncertain, new NetPromoterScore(5, 3, 4).Reading);
        Assert.Equal(NpsReading.Neutral, new NetPromoterScore(4, 3, 4).Reading);
        Assert.Null(new NetPromoterScore(0, 0, 0).Score);
    }

    [Fact]
    public void Mean_median_mode_and_deviation_of_a_worked_example()
    {
        // NIST/SEMATECH e-Handbook style example: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and sample deviation sqrt(32/7).
        var d = Distribution.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(8, d.N);
        Assert.Equal(5, d.Mean);
        Assert.Equal(4.5, d.Median);
        Assert.Equal(4, d.Mode);
        Assert.Equal(Math.Sqrt(32 / 7.0), d.StandardDeviation!.Value, 12);
        Assert.Null(Distribution.Of([]).Mean);
        Assert.Null(Distribution.Of([3]).StandardDeviation);
        Assert.Equal(3, Distribution.Of([3]).Median);
    }

    [Fact]
    public void Share_interval_by_Agresti_and_Coull()
    {
        // 10 of 20: centre 0.5, adjusted n = 23.84, half width 0.2007
        var i = Statistics.ShareInterval(10, 20)!;
        Assert.Equal(0.2993, i.Low, 4);
        Assert.Equal(0.7007, i.High, 4);
        Assert.Equal(1, Statistics.ShareInterval(20, 20)!.High);
        Assert.Null(Statistics.ShareInterval(0, 0));
    }

    [Theory]
    [InlineData(1, 0), InlineData(3, 50), InlineData(4.2, 80), InlineData(5, 100)]
    public void Item_index(double mean, double index) => Assert.Equal(index, Statistics.ItemIndex(mean)!.Value, 10);

    [Fact]
    public void Weights_of_what_is_missing_drop_out() =>
        Assert.Equal(70, Statistics.WeightedMean([(80, 1), (null, 5), (60, 1), (10, 0)]));

    [Theory]
    [InlineData(85, "Excellent"), InlineData(84.94, "Good"), InlineData(70, "Good"), InlineData(69.9, "Fair"), InlineData(55, "Fair"), InlineData(54.9, "Poor")]
    public void Grades(double index, string grade) => Assert.Equal(grade, Statistics.GradeOf(index).ToString());

    [Fact]
    public void An_index_is_judged_as_it_is_printed()
    {
        // Five answers each, with sums of 9 and 23: the index is 55, and a little less in binary.
        static Dimension Of(string key, params string[] items) => new() { Key = key, Title = LocalText.Of(key, key), Items = [.. items.Select(i => new Item { Key = i, Kind = ItemKind.Rating, Text = LocalText.Of(i, i) })] };
        var figures = new SurveyFigures(new() { Dimensions = [Of("d", "a", "b")] }, [new("a", "1", true, 1, 1), new("a", "2", true, 4, 4), new("b", "4", true, 2, 2), new("b", "5", true, 3, 3)], 5);
        Assert.Equal((55, Grade.Fair), (Math.Round(figures.Index!.Value, 9), figures.Grade));
        var weighted = Statistics.WeightedMean([(70, 2), (70, 0.2), (70, 0.2)]);
        Assert.Equal((Grade.Good, false), (Statistics.GradeOf(weighted), Statistics.IsWeak(weighted)));
        Assert.Equal((Grade.Good, false, Grade.Fair, true), (Statistics.GradeOf(69.96), Statistics.IsWeak(69.96), Statistics.GradeOf(69.94), Statistics.IsWeak(69.94)));
        Assert.Equal((null, false), (Statistics.GradeOf(null), Statistics.IsWeak(null)));
    }
}
