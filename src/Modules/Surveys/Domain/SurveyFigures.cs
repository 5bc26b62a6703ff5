using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>How often an item was answered with a value: the grain of results, read from raw answers or from a roll-up.</summary>
/// <param name="First">How many answers have it as their first value; summed over the values it is the number of people who answered.</param>
/// <param name="Places">Sum of the places it has among the values of an answer, the first being 1.</param>
internal sealed record ValueCount(string Item, string Value, bool Counted, long N, long First, long Places = 0);

/// <summary>An option of a ranking.</summary>
/// <param name="First">How many put it first.</param>
/// <param name="MeanPlace">Mean place among those who placed it at all; read it beside how many did.</param>
internal sealed record RankFigures(long First, double? MeanPlace);

/// <summary>One item's figures.</summary>
internal sealed record ItemFigures(Item Item, long N, Distribution? Scores, IReadOnlyList<(string Value, long N)> Values)
{
    public double? Satisfied => Item.Kind == ItemKind.Rating ? Scores?.Share(4, 5) : null;
    public double? Dissatisfied => Item.Kind == ItemKind.Rating ? Scores?.Share(1, 2) : null;
    public double? Index => Item.Kind == ItemKind.Rating ? Statistics.ItemIndex(Scores?.Mean) : null;
    public bool Weak => Statistics.IsWeak(Index);

    /// <summary>Of the mean, by Student's t; null below two answers.</summary>
    public Interval? MeanInterval => Scores is null ? null : Moments.Of(Scores)?.Interval;

    public Interval? SatisfiedInterval => Satisfied is null ? null : Statistics.ShareInterval(Scores!.Between(4, 5), Scores.N);
    public Interval? DissatisfiedInterval => Dissatisfied is null ? null : Statistics.ShareInterval(Scores!.Between(1, 2), Scores.N);

    /// <summary>The mean's interval on the scale of the index.</summary>
    public Interval? IndexInterval => Statistics.Around(Index, Half);

    /// <summary>Half the width of the index's interval.</summary>
    internal double? Half => Index is null || MeanInterval is not { } mean ? null : (Statistics.ItemIndex(mean.High) - Statistics.ItemIndex(mean.Low)) / 2;

    /// <summary>Of a ranking, by option.</summary>
    public IReadOnlyDictionary<string, RankFigures> Ranks { get; init; } = new Dictionary<string, RankFigures>();
}

/// <summary>One dimension's figures; its index is the mean of its items'.</summary>
internal sealed record DimensionFigures(Dimension Dimension, IReadOnlyList<ItemFigures> Items)
{
    public double? Index => Dimension.InIndex ? Statistics.MeanOf(Items.Select(i => i.Index)) : null;
    public bool Weak => Statistics.IsWeak(Index);

    /// <summary>
    /// Counts do not say how the items of one answer go together. Whatever they do, the standard error of a mean of items is at
    /// most the mean of their standard errors (Minkowski's inequality), so halves are averaged as the items are: the interval holds
    /// 95 % or more. Null where an item has fewer than two answers.
    /// </summary>
    public Interval? Interval => Statistics.Around(Index, Half);

    internal double? Half => Index is null || Items.Any(i => i is { Index: not null, Half: null }) ? null : Statistics.MeanOf(Items.Select(i => i.Half));
}

/// <summary>What a survey's answers say, as pure arithmetic on counts.</summary>
internal sealed class SurveyFigures
{
    public SurveyFigures(SurveyDefinition definition, IEnumerable<ValueCount> counts, long responses)
    {
        Responses = responses;
        var byItem = counts.ToLookup(c => c.Item);
        Dimensions = [.. definition.Dimensions.Select(d => new DimensionFigures(d, [.. d.Items.Select(i => Of(i, [.. byItem[i.Key]]))]))];
    }

    /// <summary>Answers behind the figures.</summary>
    public long Responses { get; }

    public IReadOnlyList<DimensionFigures> Dimensions { get; }

    public IEnumerable<ItemFigures> Items => Dimensions.SelectMany(d => d.Items);

    public double? Index => Statistics.WeightedMean(Dimensions.Select(d => (d.Index, d.Dimension.Weight)));

    /// <summary>From the dimensions, as theirs is from the items.</summary>
    public Interval? IndexInterval => Dimensions.Any(d => d is { Index: not null, Dimension.Weight: > 0, Half: null }) ? null : Statistics.Around(Index, Statistics.WeightedMean(Dimensions.Select(d => (d.Half, d.Dimension.Weight))));

    public Grade? Grade => Statistics.GradeOf(Index);

    public ItemFigures? Headline => Items.FirstOrDefault(i => i.Item is { Headline: true, Kind: ItemKind.Rating });

    /// <summary>Share of 4-5 on the headline item.</summary>
    public double? Csat => Headline?.Satisfied;

    public Interval? CsatInterval => Headline?.Scores is { } scores ? Statistics.ShareInterval(scores.Between(4, 5), scores.N) : null;

    public NetPromoterScore? Nps => Items.FirstOrDefault(i => i.Item.Kind == ItemKind.Nps)?.Scores is { N: > 0 } scores ? NetPromoterScore.Of(scores) : null;

    public double? Effort => Items.FirstOrDefault(i => i.Item.Kind == ItemKind.Ces)?.Scores?.Mean;

    /// <summary>Rated items below the weak mark, weakest first.</summary>
    public IEnumerable<ItemFigures> Weakest => Items.Where(i => i.Index is not null).OrderBy(i => i.Index);

    static ItemFigures Of(Item item, IReadOnlyList<ValueCount> counts)
    {
        var n = counts.Sum(c => c.First);
        if (item.Scale is not null && item.Kind != ItemKind.Gap)
            return new(item, n, new Distribution(counts.Where(c => int.TryParse(c.Value, out _)).Select(c => KeyValuePair.Create(int.Parse(c.Value, System.Globalization.CultureInfo.InvariantCulture), c.N))), []);
        if (item.IsChoice)
        {
            var byValue = counts.GroupBy(c => c.Value).ToDictionary(g => g.Key, g => g.Sum(c => c.N));
            var ranks = item.Kind != ItemKind.Ranking ? [] : counts.GroupBy(c => c.Value).ToDictionary(g => g.Key, g => new RankFigures(g.Sum(c => c.First), g.Sum(c => c.N) is > 0 and var placed ? (double)g.Sum(c => c.Places) / placed : null));
            var values = item.Options.Select(o => (o.Key, N: byValue.GetValueOrDefault(o.Key)));
            return new(item, n, null, [.. item.Kind == ItemKind.Ranking ? values.OrderByDescending(v => v.N).ThenBy(v => ranks.GetValueOrDefault(v.Key)?.MeanPlace) : values]) { Ranks = ranks };
        }
        return new(item, n, null, []);
    }
}
