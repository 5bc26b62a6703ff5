using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>Where an item stands between importance and performance.</summary>
internal enum Quadrant { Concentrate, KeepUp, LowPriority, Overkill }

/// <summary>What one item or dimension has to do with the outcome.</summary>
/// <param name="Performance">Its index in the same answers.</param>
/// <param name="Importance">Its share of what is explained (relative weight).</param>
/// <param name="Missing">Answers that lack it.</param>
internal sealed record Driver(string Key, LocalText Title, int Missing, double Performance, double Importance, double RawWeight, Correlation Pearson, Correlation? Spearman, Predictor? Coefficient, Quadrant Quadrant);

/// <summary>Why there are no drivers to show.</summary>
internal enum NoDrivers { Outcome, Predictors, Few, NoVariance }

/// <summary>What the outcome depends on, as far as answers tell.</summary>
/// <param name="N">Answers without gaps, which everything is computed from.</param>
/// <param name="Given">Answers the filter lets through.</param>
/// <param name="Needed">The fewest complete answers from which it is shown.</param>
internal sealed record DriverAnalysis(
    Item? Outcome, bool ByDimension, int Given, int N, int Needed, NoDrivers? Refused, IReadOnlyList<Driver> Drivers, RegressionFit? Fit, double MeanImportance, double MeanPerformance, IReadOnlyList<LocalText> Constant, IReadOnlyList<LocalText> Collinear)
{
    public const int Fewest = 50, PerPredictor = 10;

    /// <summary>Whether a survey asks what drivers are made of.</summary>
    public static bool Fits(SurveyDefinition definition) =>
        definition.Outcome is { } outcome && definition.Dimensions.Where(d => d.InIndex).SelectMany(d => d.Items).Count(i => i.Kind == ItemKind.Rating && i.Key != outcome.Key) > 1;

    /// <summary>
    /// Key drivers of the headline item, or of the recommendation where there is none: correlation, standardised regression and
    /// relative weights over the answers without gaps. It needs ten answers a predictor and fifty in all. Importance and
    /// performance are crossed at their means; a dimension is taken without the outcome itself (J. Martilla, J. James, Importance-Performance Analysis, Journal of Marketing 41, 1977).
    /// </summary>
    public static DriverAnalysis Of(AnswerTable table, IReadOnlyList<int> rows, bool byDimension)
    {
        var outcome = table.Definition.Outcome;
        var dimensions = table.Definition.Dimensions.Where(d => d.InIndex && d.Items.Any(i => i.Kind == ItemKind.Rating && i.Key != outcome?.Key)).ToList();
        var columns = byDimension
            ? dimensions.Select(d => (d.Key, d.Title, Of: table.Index(d, outcome), Points: 1.0, Zero: 0.0)).ToList()
            : dimensions.SelectMany(d => d.Items).Where(i => i.Kind == ItemKind.Rating && i.Key != outcome?.Key).Select(i => (i.Key, Title: i.Text, Of: table.Numbers(i), Points: 25.0, Zero: 1.0)).ToList();
        var needed = Math.Max(Fewest, PerPredictor * columns.Count);
        DriverAnalysis None(NoDrivers why, int n) => new(outcome, byDimension, rows.Count, n, needed, why, [], null, 0, 0, [], []);
        if (outcome is null) return None(NoDrivers.Outcome, 0);
        if (columns.Count < 2) return None(NoDrivers.Predictors, 0);

        var complete = table.Complete(rows, [table.Numbers(outcome), .. columns.Select(c => c.Of)]);
        if (complete[0].Length < needed) return None(NoDrivers.Few, complete[0].Length);
        var data = Covariances.Of(complete);
        int[] predictors = [.. Enumerable.Range(1, columns.Count)];
        if (Regression.Fit(data, 0, predictors) is not { } fit || RelativeWeights.Of(data, 0, predictors) is not { RSquared: > 0 } weights) return None(NoDrivers.NoVariance, complete[0].Length);

        var share = weights.Rescaled.ToDictionary(w => w.Column, w => w.Share);
        var raw = weights.Raw.ToDictionary(w => w.Column, w => w.Raw);
        var varying = predictors.Where(share.ContainsKey).ToList();
        double PerformanceOf(int column) => (data.Means[column] - columns[column - 1].Zero) * columns[column - 1].Points;
        var (importance, performance) = (varying.Average(c => share[c]), varying.Average(PerformanceOf));
        return new(outcome, byDimension, rows.Count, data.N, needed, null, [.. varying.Select(c =>
        {
            var (mine, well) = (share[c] >= importance, PerformanceOf(c) >= performance);
            return new Driver(columns[c - 1].Key, columns[c - 1].Title, rows.Count(r => columns[c - 1].Of(r) is null), PerformanceOf(c), share[c], raw[c],
                Correlations.From(data.Correlation[0, c], data.N), Correlations.Spearman(complete[0], complete[c]), fit.Predictors.FirstOrDefault(p => p.Column == c),
                mine ? well ? Quadrant.KeepUp : Quadrant.Concentrate : well ? Quadrant.Overkill : Quadrant.LowPriority);
        }).OrderByDescending(d => d.Importance)], fit, importance, performance, [.. fit.Constant.Select(c => columns[c - 1].Title)], [.. fit.Collinear.Select(c => columns[c - 1].Title)]);
    }
}
