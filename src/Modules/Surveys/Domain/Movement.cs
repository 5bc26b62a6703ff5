using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>What a change or a comparison is about.</summary>
internal enum FigureKind { Index, Dimension, Item, Csat, Nps }

/// <summary>One figure of a survey that can be told person by person: what tests need.</summary>
/// <param name="Key">Of the dimension or item; empty for the whole.</param>
/// <param name="Of">What one answer says, on the figure's own scale; null where it says nothing. CSAT: 100 or 0.</param>
internal sealed record PersonFigure(FigureKind Kind, string Key, LocalText Title, Func<int, double?> Of)
{
    /// <summary>Index, CSAT, NPS, the dimensions of the index and their items, as far as the survey has them.</summary>
    public static IReadOnlyList<PersonFigure> All(AnswerTable table)
    {
        var measures = new List<PersonFigure>();
        var dimensions = table.Definition.Dimensions.Where(d => d.InIndex && d.Items.Any(i => i.Kind == ItemKind.Rating)).ToList();
        if (dimensions.Count > 0) measures.Add(new(FigureKind.Index, "", new(), table.IndexOf));
        if (table.Definition.Headline is { } headline) measures.Add(new(FigureKind.Csat, headline.Key, headline.Text, Of(headline, score => score is >= 1 and <= 5 ? (score >= 4 ? 100 : 0) : null)));
        if (table.Definition.Nps is { } nps) measures.Add(new(FigureKind.Nps, nps.Key, nps.Text, Of(nps, score => score switch { < 0 or > 10 => null, >= 9 => 100, >= 7 => 0, _ => -100 })));
        foreach (var dimension in dimensions) measures.Add(new(FigureKind.Dimension, dimension.Key, dimension.Title, table.Index(dimension)));
        foreach (var item in dimensions.SelectMany(d => d.Items).Where(i => i.Kind == ItemKind.Rating)) measures.Add(new(FigureKind.Item, item.Key, item.Text, Of(item, score => score is >= 1 and <= 5 ? Statistics.ItemIndex(score) : null)));
        return measures;

        Func<int, double?> Of(Item item, Func<sbyte, double?> value)
        {
            var read = table.Column(item.Key);
            return row => value(read(row));
        }
    }

    /// <summary>The figure as the overview has it.</summary>
    public double? In(SurveyFigures figures) => Kind switch
    {
        FigureKind.Index => figures.Index,
        FigureKind.Csat => figures.Csat * 100,
        FigureKind.Nps => figures.Nps?.Score,
        FigureKind.Dimension => figures.Dimensions.FirstOrDefault(d => d.Dimension.Key == Key)?.Index,
        _ => figures.Items.FirstOrDefault(i => i.Item.Key == Key)?.Index,
    };

    /// <summary>
    /// The figure's interval: of shares and NPS as everywhere in the results; of an index from how people's own indexes scatter
    /// (Student's t), around the figure.
    /// </summary>
    public Interval? IntervalIn(SurveyFigures figures, IEnumerable<int> rows)
    {
        if (Kind == FigureKind.Csat) return figures.CsatInterval is { } share ? new(100 * share.Low, 100 * share.High) : null;
        if (Kind == FigureKind.Nps) return figures.Nps?.AdjustedWald;
        return Moments(rows)?.Interval is { } around ? Statistics.Around(In(figures), (around.High - around.Low) / 2) : null;
    }

    /// <summary>Whether too few anonymous people say something about it for a test to be shown.</summary>
    public bool FewIn(AnswerTable table, IEnumerable<int> rows) => table.FewIn(rows, row => Of(row) is not null);

    public Moments? Moments(IEnumerable<int> rows) => Stats.Moments.Of(rows.Select(Of).OfType<double>());
}

/// <summary>How one figure moved.</summary>
/// <param name="Difference">What the test is about: over the people in both where they are paired, else of the two figures.</param>
/// <param name="Adjusted">p after Holm's correction; dimensions and items are corrected among themselves, groups of a comparison by figure.</param>
internal sealed record Change(PersonFigure Measure, double? Before, double? After, long NBefore, long NAfter, double? Difference, Interval? Interval, TestResult? Test, double? Adjusted)
{
    public bool Significant => Adjusted < Significance.Alpha;
}

/// <summary>From one set of answers to a later one.</summary>
/// <param name="Pairs">People who are in both.</param>
/// <param name="Paired">Whether the tests look at those people; else the two sets are treated as independent.</param>
internal sealed record Movement(int Pairs, bool Paired, IReadOnlyList<Change> Changes)
{
    /// <summary>With fewer people in both, pairs say too little.</summary>
    public const int FewestPairs = 10;

    /// <summary>
    /// What changed between two waves. People who answered both are compared with themselves (paired t, McNemar); with fewer
    /// than ten of them the sets are taken as independent (Welch's t, two shares). Dimensions and items are each corrected by Holm.
    /// </summary>
    public static Movement Between(AnswerTable table, IReadOnlyList<int> before, IReadOnlyList<int> after)
    {
        var pairs = PairsOf(table, before, after);
        var paired = pairs.Count >= FewestPairs;
        var (old, now) = (table.Figures(before), table.Figures(after));
        var changes = PersonFigure.All(table).Select(m =>
        {
            var (difference, interval, test) = m.FewIn(table, before) || m.FewIn(table, after) ? default : paired ? OfPairs(m, pairs) : Independent(m, m.Moments(before), m.Moments(after));
            return new Change(m, m.In(old), m.In(now), before.Count(r => m.Of(r) is not null), after.Count(r => m.Of(r) is not null), difference, interval, test, null);
        }).ToList();
        return new(pairs.Count, paired, Corrected(changes));
    }

    /// <summary>Two sets of different people, for comparisons of groups.</summary>
    public static (double? Difference, Interval? Interval, TestResult? Test) Independent(PersonFigure measure, Moments? before, Moments? after)
    {
        if (measure.Kind != FigureKind.Csat)
            return Means.Welch(after, before) is { } found ? (found.Difference, found.Interval, found.Test) : (null, null, null);
        return before is null || after is null || Proportions.Two(Hits(after), after.N, Hits(before), before.N) is not { } shares ? (null, null, null) : (100 * shares.Difference, Percent(shares.Interval), shares.Test);

        // Hits are 100, the others 0.
        static long Hits(Moments moments) => (long)Math.Round(moments.Mean * moments.N / 100);
    }

    static (double? Difference, Interval? Interval, TestResult? Test) OfPairs(PersonFigure measure, IReadOnlyList<(int Before, int After)> pairs)
    {
        var both = pairs.Select(p => (Before: measure.Of(p.Before), After: measure.Of(p.After))).Where(p => p.Before is not null && p.After is not null).Select(p => (Before: p.Before!.Value, After: p.After!.Value)).ToList();
        if (measure.Kind != FigureKind.Csat)
            return Means.Paired(Moments.Of(both.Select(p => p.After - p.Before))) is { } found ? (found.Difference, found.Interval, found.Test) : (null, null, null);
        return Proportions.McNemar(both.Count(p => p.After > p.Before), both.Count(p => p.After < p.Before), both.Count) is { } shares ? (100 * shares.Difference, Percent(shares.Interval), shares.Test) : (null, null, null);
    }

    /// <summary>Each person's latest answer in either set, of those who are in both.</summary>
    static List<(int Before, int After)> PairsOf(AnswerTable table, IReadOnlyList<int> before, IReadOnlyList<int> after)
    {
        var old = new Dictionary<int, int>();
        foreach (var row in before.Where(r => table.Person(r) >= 0)) old[table.Person(row)] = row;
        var now = new Dictionary<int, int>();
        foreach (var row in after.Where(r => table.Person(r) >= 0)) now[table.Person(row)] = row;
        return [.. now.Where(p => old.ContainsKey(p.Key)).Select(p => (old[p.Key], p.Value))];
    }

    static IReadOnlyList<Change> Corrected(List<Change> changes)
    {
        var adjusted = new Dictionary<PersonFigure, double?>();
        foreach (var family in changes.GroupBy(c => c.Measure.Kind))
            foreach (var (change, p) in family.Zip(Significance.Holm([.. family.Select(c => c.Test?.P)]))) adjusted[change.Measure] = p;
        return [.. changes.Select(c => c with { Adjusted = adjusted[c.Measure] })];
    }

    static Interval? Percent(Interval? interval) => interval is { } i ? new(100 * i.Low, 100 * i.High) : null;
}
