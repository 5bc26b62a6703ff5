using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>How well the items of one dimension hang together.</summary>
/// <param name="Alpha">Null where there are too few complete answers, or they do not vary.</param>
internal sealed record DimensionAlpha(Dimension Dimension, IReadOnlyList<Item> Items, int N, AlphaFound? Alpha);

/// <summary>Whether the questionnaire measures what it is meant to: alpha by dimension, and the factors of all rated items.</summary>
/// <param name="Needed">The fewest complete answers from which factors are shown.</param>
internal sealed record ScaleAnalysis(int Given, IReadOnlyList<DimensionAlpha> Dimensions, IReadOnlyList<Item> Items, int N, int Needed, Adequacy? Adequacy, FactorsFound? Factors)
{
    /// <summary>Alpha of fewer answers wavers too much to be told.</summary>
    public const int FewestForAlpha = 30;

    /// <summary>Factors take a hundred answers and five an item (R. L. Gorsuch, Factor Analysis, 2nd ed. 1983).</summary>
    public const int FewestForFactors = 100, PerItem = 5;

    public static ScaleAnalysis Of(AnswerTable table, IReadOnlyList<int> rows, Extraction extraction)
    {
        var dimensions = table.Definition.Dimensions.Where(d => d.InIndex).Select(d => (Dimension: d, Items: d.Items.Where(i => i.Kind == ItemKind.Rating).ToList())).Where(d => d.Items.Count > 0).ToList();
        var alphas = dimensions.Where(d => d.Items.Count > 1).Select(d =>
        {
            var complete = table.Complete(rows, [.. d.Items.Select(table.Numbers)]);
            return new DimensionAlpha(d.Dimension, d.Items, complete[0].Length, complete[0].Length < FewestForAlpha ? null : Reliability.Alpha(Covariances.Of(complete)));
        }).ToList();
        var items = dimensions.SelectMany(d => d.Items).ToList();
        var needed = Math.Max(FewestForFactors, PerItem * items.Count);
        if (items.Count < 3) return new(rows.Count, alphas, items, 0, needed, null, null);
        var all = table.Complete(rows, [.. items.Select(table.Numbers)]);
        if (all[0].Length < needed) return new(rows.Count, alphas, items, all[0].Length, needed, null, null);
        var data = Covariances.Of(all);
        return new(rows.Count, alphas, items, data.N, needed, Stats.Factors.Adequate(data), Stats.Factors.Extract(data, extraction));
    }
}
