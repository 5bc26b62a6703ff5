using System.Collections.Concurrent;
using System.Globalization;
using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>By what answers can be told apart, besides what was answered.</summary>
internal enum Facet { Wave, Month, Team, Owner, Channel, Source, Industry, Size, Level, ValueClass, Region, Band }

/// <summary>Which rows of a table: facets with the value wanted, days, and whether what cleaning left out counts.</summary>
internal sealed record TableFilter
{
    public IReadOnlyDictionary<Facet, string> Facets { get; init; } = new Dictionary<Facet, string>();
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public bool Flagged { get; init; }

    /// <summary>Without anonymous answers, as where figures of all surveys stand side by side.</summary>
    public bool OneByOne { get; init; }
}

/// <summary>One answer on its way into a table.</summary>
/// <param name="Person">Who gave it: null where nobody knows.</param>
/// <param name="Again">Asked again after a call back.</param>
internal sealed record TableRow(DateOnly Day, (long Customer, long? Contact)? Person, bool Counted, bool Again, bool Anonymous);

/// <summary>
/// The answers to one survey as numbers: a column of small integers an item, a column of codes a facet. Filters, groups and
/// tests work on it in memory, so that every figure of a page comes from the same answers.
/// </summary>
internal sealed class AnswerTable(SurveyDefinition definition)
{
    /// <summary>No answer.</summary>
    public const sbyte None = sbyte.MinValue;

    readonly Dictionary<string, List<sbyte>> scores = ColumnsOf(definition).Select(c => c.Column).Distinct().ToDictionary(c => c, _ => new List<sbyte>());
    readonly Dictionary<string, List<ulong>> choices = definition.Items.Where(i => i.Kind == ItemKind.Multi).Select(i => i.Key).Distinct().ToDictionary(k => k, _ => new List<ulong>());
    readonly Dictionary<Facet, Codes> facets = Enum.GetValues<Facet>().ToDictionary(f => f, _ => new Codes());
    readonly Dictionary<(long, long?), int> people = [];
    readonly List<int> days = [], persons = [];
    readonly List<bool> counted = [], again = [], anonymous = [];

    /// <summary>Indexes person by person, computed when first asked for: a table is read by many and no longer added to.</summary>
    readonly ConcurrentDictionary<string, double[]> indexes = new();

    public SurveyDefinition Definition { get; } = definition;

    public int Rows => days.Count;

    /// <summary>Answers there are; more than <see cref="Rows"/> when the table holds a sample.</summary>
    public long Total { get; set; }

    public bool Sampled => Total > Rows;

    public static string Expected(Item item) => item.Key + ".expected";

    public static string Perceived(Item item) => item.Key + ".perceived";

    /// <summary>Scales and single choices of the survey, by column: a gap has two.</summary>
    public static IEnumerable<(string Column, Item Item, int Place)> ColumnsOf(SurveyDefinition definition) => definition.Items.SelectMany(i =>
        i.Kind == ItemKind.Gap ? [(Expected(i), i, 0), (Perceived(i), i, 1)]
        : i.Scale is not null || i.Kind == ItemKind.Single ? new[] { (i.Key, i, 0) } : []);

    /// <param name="answer">The value given to a column, or null: a score, or the place of the choice among the options.</param>
    /// <param name="chosen">The options chosen of a multiple choice, a bit each, or null.</param>
    /// <param name="facet">The value of a facet, or null.</param>
    public void Add(TableRow row, Func<string, int?> answer, Func<string, ulong?> chosen, Func<Facet, string?> facet)
    {
        days.Add(row.Day.DayNumber);
        persons.Add(row is { Person: { } who, Anonymous: false } ? people.TryGetValue(who, out var known) ? known : people[who] = people.Count : -1);
        counted.Add(row.Counted);
        again.Add(row.Again);
        anonymous.Add(row.Anonymous);
        foreach (var (column, values) in scores) values.Add(answer(column) is { } score and >= -100 and <= 100 ? (sbyte)score : None);
        foreach (var (item, values) in choices) values.Add(chosen(item) ?? 0);
        foreach (var (key, codes) in facets) codes.Add(facet(key));
    }

    public int Person(int row) => persons[row];

    public bool IsAnonymous(int row) => anonymous[row];

    /// <summary>Reads one column: what is asked of every row is not looked up every time.</summary>
    public Func<int, sbyte> Column(string column) => scores.TryGetValue(column, out var values) ? row => values[row] : _ => None;

    public sbyte Score(string column, int row) => scores.TryGetValue(column, out var values) ? values[row] : None;

    public ulong Chosen(string item, int row) => choices.TryGetValue(item, out var values) ? values[row] : 0;

    public string? ValueOf(Facet facet, int row) => facets[facet].At(row);

    /// <summary>All values a facet has among these rows, with their rows; rows without a value are in none.</summary>
    public IReadOnlyList<(string Value, int[] Rows)> Groups(IReadOnlyList<int> rows, Facet facet) =>
        [.. rows.Where(r => facets[facet].At(r) is not null).GroupBy(r => facets[facet].At(r)!).Select(g => (g.Key, g.ToArray()))];

    /// <summary>Rows that a filter lets through. Without a wave chosen, what was asked again after a call back stays out.</summary>
    public int[] Where(TableFilter filter)
    {
        var wanted = filter.Facets.Select(f => (Codes: facets[f.Key], Code: facets[f.Key].CodeOf(f.Value))).ToList();
        var (from, to) = (filter.From?.DayNumber ?? int.MinValue, filter.To?.DayNumber ?? int.MaxValue);
        var first = !filter.Facets.ContainsKey(Facet.Wave);
        return [.. Enumerable.Range(0, Rows).Where(r => (filter.Flagged || counted[r]) && !(filter.OneByOne && anonymous[r]) && !(first && again[r]) && days[r] >= from && days[r] <= to && wanted.All(w => w.Code is { } code && w.Codes[r] == code))];
    }

    /// <summary>
    /// Whether the answers that a filter lets through may be shown. Where anonymous ones are among them they must be at least
    /// five, no group that each of its conditions tells apart may be hidden, and with those left out by cleaning there must be
    /// five more or none. A period could be moved by a day until it tells one person apart, so it is not shown of anonymous
    /// answers at all.
    /// </summary>
    public bool MayShow(TableFilter filter, IReadOnlyList<int> rows)
    {
        var protectedRows = rows.Count(r => anonymous[r]);
        if (protectedRows == 0) return true;
        if (filter.From is not null || filter.To is not null || protectedRows < AnonymousGuard.Least) return false;
        if (filter.Flagged && Where(filter with { Flagged = false }).Count(r => anonymous[r]) is var clean && !AnonymousGuard.Shows(protectedRows - clean) && clean != protectedRows) return false;
        return filter.Facets.All(f => !HiddenBy(f.Key, Where(filter with { Facets = filter.Facets.Where(p => p.Key != f.Key).ToDictionary(p => p.Key, p => p.Value) })).Contains(f.Value));
    }

    /// <summary>
    /// Values of a facet that these rows are not shown by, since anonymous answers would be told apart: groups under five, those
    /// that leave under five to the others, and the next ones where those hidden would follow from the sum. Answers without a
    /// value are a group, too: they are what is left of the sum.
    /// </summary>
    public IReadOnlySet<string> HiddenBy(Facet facet, IReadOnlyList<int> rows)
    {
        var groups = rows.Where(r => anonymous[r]).GroupBy(r => ValueOf(facet, r) ?? "").ToDictionary(g => g.Key, g => g.LongCount());
        var total = groups.Values.Sum();
        return AnonymousGuard.Hidden(groups).Union(groups.Where(g => !AnonymousGuard.Shows(g.Value, total)).Select(g => g.Key)).Where(g => g.Length > 0).ToHashSet();
    }

    /// <summary>Whether fewer than five anonymous people are among the rows that say something: it is not shown what.</summary>
    public bool FewIn(IEnumerable<int> rows, Func<int, bool> says) => rows.Count(row => anonymous[row] && says(row)) is > 0 and < AnonymousGuard.Least;

    /// <summary>The figures of the overview, of these rows alone.</summary>
    public SurveyFigures Figures(IReadOnlyList<int> rows)
    {
        var counts = new List<ValueCount>();
        foreach (var item in Definition.Items.Where(i => i.Kind is ItemKind.Rating or ItemKind.Nps or ItemKind.Ces))
        {
            var (seen, read) = (new long[16], Column(item.Key));
            if (FewIn(rows, row => read(row) is >= 0 and < 16)) continue;
            foreach (var row in rows)
                if (read(row) is >= 0 and < 16 and var score) seen[score]++;
            for (var score = 0; score < seen.Length; score++)
                if (seen[score] > 0) counts.Add(new(item.Key, score.ToString(CultureInfo.InvariantCulture), true, seen[score], seen[score]));
        }
        return new(Definition, counts, rows.Count);
    }

    /// <summary>Reads each person's index of a dimension: the mean of the items they rated.</summary>
    /// <param name="without">An item that is left out of it: what is to be explained does not explain itself.</param>
    public Func<int, double?> Index(Dimension dimension, Item? without = null)
    {
        var items = dimension.Items.Where(i => i.Kind == ItemKind.Rating).ToList();
        var left = items.RemoveAll(i => i.Key == without?.Key) > 0;
        var values = indexes.GetOrAdd(left ? $"{dimension.Key} {without!.Key}" : dimension.Key, _ =>
        {
            var columns = items.Select(i => Column(i.Key)).ToArray();
            return [.. Enumerable.Range(0, Rows).Select(r =>
            {
                var (sum, n) = (0, 0);
                foreach (var read in columns)
                    if (read(r) is >= 1 and <= 5 and var score) (sum, n) = (sum + score, n + 1);
                return n == 0 ? double.NaN : Statistics.ItemIndex((double)sum / n)!.Value;
            })];
        });
        return row => Known(values[row]);
    }

    /// <summary>One person's index: the weighted mean of the dimensions they rated.</summary>
    public double? IndexOf(int row) => Known(indexes.GetOrAdd("", _ =>
    {
        var dimensions = Definition.Dimensions.Where(d => d.InIndex).Select(d => (Of: Index(d), d.Weight)).ToArray();
        return [.. Enumerable.Range(0, Rows).Select(r => Statistics.WeightedMean(dimensions.Select(d => (d.Of(r), d.Weight))) ?? double.NaN)];
    })[row]);

    static double? Known(double value) => double.IsNaN(value) ? null : value;

    /// <summary>Rows in which every column has a score, as columns of numbers (listwise deletion).</summary>
    public double[][] Complete(IReadOnlyList<int> rows, IReadOnlyList<Func<int, double?>> columns)
    {
        var complete = columns.Select(_ => new List<double>(rows.Count)).ToArray();
        var values = new double[columns.Count];
        foreach (var row in rows)
        {
            var whole = true;
            for (var c = 0; c < columns.Count && whole; c++)
            {
                if (columns[c](row) is { } value) values[c] = value;
                else whole = false;
            }
            if (!whole) continue;
            for (var c = 0; c < columns.Count; c++) complete[c].Add(values[c]);
        }
        return [.. complete.Select(c => c.ToArray())];
    }

    /// <summary>Reads a scale as numbers.</summary>
    public Func<int, double?> Numbers(Item item)
    {
        var read = Column(item.Key);
        return row => read(row) is >= 0 and var score ? score : null;
    }

    /// <summary>Texts as small numbers.</summary>
    sealed class Codes
    {
        readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
        readonly List<string> values = [];
        readonly List<int> rows = [];

        public int this[int row] => rows[row];

        public int? CodeOf(string value) => codes.TryGetValue(value, out var code) ? code : null;

        public string? At(int row) => rows[row] < 0 ? null : values[rows[row]];

        public void Add(string? value)
        {
            if (string.IsNullOrEmpty(value)) { rows.Add(-1); return; }
            if (!codes.TryGetValue(value, out var code))
            {
                codes[value] = code = values.Count;
                values.Add(value);
            }
            rows.Add(code);
        }
    }
}
