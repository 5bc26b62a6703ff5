using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys.Stats;

/// <summary>Alpha and factors against worked examples.</summary>
public sealed class ScaleTests
{
    [Fact]
    public void Alpha_of_the_attitude_data()
    {
        // W. Revelle's psych::alpha(attitude): raw alpha 0.84, average r 0.43; dropped one by one 0.81 0.80 0.83 0.80 0.80 0.86 0.84; Feldt's 95 % 0.74 .. 0.92.
        var alpha = Reliability.Alpha(Published.Of(Published.Attitude))!;
        Assert.Equal((0.84, 0.43), (Math.Round(alpha.Alpha, 2), Math.Round(alpha.MeanCorrelation, 2)));
        Assert.Equal([0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84], alpha.Items.Select(i => Math.Round(i.AlphaWithout!.Value, 2)));
        Assert.Equal((0.74, 0.92), (Math.Round(alpha.Interval!.Low, 2), Math.Round(alpha.Interval.High, 2)));
    }

    [Fact]
    public void Alpha_is_the_mean_of_all_split_halves()
    {
        // Cronbach 1951: of four items the three ways to halve them, each by Flanagan and Rulon: 4 cov(a, b) / var(a + b). An independent formula.
        var data = Published.Of(Published.Attitude[..4]);
        double Cov(int[] a, int[] b) => a.Sum(i => b.Sum(j => data.Matrix[i, j]));
        var total = Cov([0, 1, 2, 3], [0, 1, 2, 3]);
        var halves = new[] { (new[] { 0, 1 }, new[] { 2, 3 }), ([0, 2], [1, 3]), ([0, 3], [1, 2]) }.Average(h => 4 * Cov(h.Item1, h.Item2) / total);
        Assert.Equal(halves, Reliability.Alpha(data)!.Alpha, 12);
        Assert.Null(Reliability.Alpha(Published.Of([[1, 2, 3]])));
        Assert.Null(Reliability.Alpha(Published.Of([[1, 1, 1], [2, 2, 2]])));
    }

    [Fact]
    public void Components_and_sampling_adequacy_of_the_census_tracts()
    {
        // SAS/STAT manual, PROC FACTOR, examples 1 and 2 (data of Harman 1976): eigenvalues, overall and single measures of sampling adequacy.
        var data = Published.Of(Published.CensusTracts);
        var found = Factors.Extract(data, Extraction.PrincipalComponents)!;
        Assert.Equal([2.8733, 1.7967, 0.2148, 0.0999, 0.0153], found.Eigenvalues.Select(v => Math.Round(v, 4)));
        Assert.Equal(2, found.Count);
        Assert.Equal(2.8733 + 1.7967, found.Variance.Sum(), 4);
        var adequate = Factors.Adequate(data)!;
        Assert.Equal(0.57536759, adequate.Kmo, 6);
        Assert.Equal([0.472079, 0.551588, 0.488511, 0.806644, 0.612814], adequate.ByColumn.Select(v => Math.Round(v, 6)));
        // Bartlett from the manual's eigenvalues, whose product is the determinant: an independent way to it.
        var chi = -(11 - (15 / 6.0)) * Math.Log(2.87331359 * 1.79666009 * 0.21483689 * 0.09993405 * 0.01525537);
        Assert.Equal((chi, 10), (Math.Round(adequate.BartlettChiSquare / chi, 6) * chi, adequate.BartlettDf));
    }

    [Fact]
    public void Principal_axes_with_varimax_of_the_census_tracts()
    {
        // SAS/STAT manual, PROC FACTOR, example 2: priors=smc, not repeated, rotated by varimax with Kaiser normalisation.
        var found = Factors.Extract(Published.Of(Published.CensusTracts), Extraction.PrincipalAxis, 2, rounds: 1)!;
        Assert.Equal([0.02255, 0.90419, 0.14625, 0.79085, 0.94072], found.Loadings.Select(l => Math.Round(l[0], 5)));
        Assert.Equal([0.98874, 0.00055, 0.97499, 0.41509, -0.00004], found.Loadings.Select(l => Math.Round(l[1], 5)));
        Assert.False(found.Heywood);
    }

    [Fact]
    public void Rotation_keeps_communalities_and_finds_the_simple_structure()
    {
        // A clean pattern turned by 30 degrees comes back, up to order and sign.
        var (c, s) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        double[][] clean = [[0.8, 0], [0.7, 0], [0, 0.9], [0, 0.6]];
        double[][] turned = [.. clean.Select(l => new[] { (l[0] * c) + (l[1] * s), (l[1] * c) - (l[0] * s) })];
        var back = Factors.Varimax(turned);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(clean[i].Sum(x => x * x), back[i].Sum(x => x * x), 10);
            Assert.Equal(clean[i].Max(), back[i].Max(Math.Abs), 6);
        }
        Assert.Null(Factors.Extract(Published.Of([[1, 2, 3, 4], [1, 1, 1, 1]]), Extraction.PrincipalComponents));
        Assert.Null(Factors.Adequate(Published.Of([[1, 2, 3, 4], [2, 4, 6, 8]]))); // one is made of the other
    }
}
