using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>One group beside the rest.</summary>
/// <param name="Differences">Index, CSAT and NPS against everybody else, corrected by Holm over the groups.</param>
internal sealed record GroupFigures(string Value, int N, SurveyFigures Figures, IReadOnlyDictionary<FigureKind, Interval?> Intervals, IReadOnlyList<Change> Differences)
{
    public Change? Of(FigureKind kind) => Differences.FirstOrDefault(d => d.Measure.Kind == kind);
}

/// <summary>Groups side by side.</summary>
/// <param name="Hidden">Groups that are not shown, because they or what is left without them would be under five anonymous answers.</param>
/// <param name="More">Smaller groups, of which there are too many to show.</param>
/// <param name="Missing">Answers without a value for the facet.</param>
/// <param name="Repeated">People who are in more than one of the groups: the tests take their answers as independent.</param>
internal sealed record Comparison(Facet Facet, int N, IReadOnlyList<GroupFigures> Groups, int Hidden, int More, int Missing, int Repeated)
{
    /// <summary>Groups shown at most; the largest ones.</summary>
    public const int Most = 40;

    public static Comparison Of(AnswerTable table, IReadOnlyList<int> rows, Facet facet)
    {
        var all = table.Groups(rows, facet);
        var hidden = table.HiddenBy(facet, rows);
        var shown = all.Where(g => !hidden.Contains(g.Value)).OrderByDescending(g => g.Rows.Length).ThenBy(g => g.Value, StringComparer.Ordinal).Take(Most).ToList();
        var measures = PersonFigure.All(table).Where(m => m.Kind is FigureKind.Index or FigureKind.Csat or FigureKind.Nps).ToList();
        var unnamed = rows.Where(table.IsAnonymous).ToList();
        var everybody = measures.Select(m => m.Moments(rows)).ToList();
        var tested = shown.Select(group => (group.Value, group.Rows, Figures: table.Figures(group.Rows), Tests: measures.Select((m, i) =>
        {
            var inside = m.Moments(group.Rows);
            return (Measure: m, Found: m.FewIn(table, group.Rows) || m.FewIn(table, unnamed.Except(group.Rows)) ? default : Movement.Independent(m, everybody[i]?.Without(inside), inside));
        }).ToList())).ToList();
        var missing = rows.Count - all.Sum(g => g.Rows.Length);
        // Of two groups that are everybody, the one against the rest is the other against the rest: one test.
        var one = all.Count == 2 && tested.Count == 2 && missing == 0;
        var adjusted = measures.Select((_, m) => tested.Select(t => t.Tests[m].Found.Test?.P).ToList()).Select(p => one ? [p[0], p[0]] : Significance.Holm(p)).ToList();
        var repeated = shown.SelectMany(g => g.Rows.Select(table.Person).Where(person => person >= 0).Distinct()).CountBy(person => person).Count(p => p.Value > 1);
        return new(facet, rows.Count, [.. tested.Select((t, g) => new GroupFigures(t.Value, t.Rows.Length, t.Figures,
            measures.ToDictionary(m => m.Kind, m => m.IntervalIn(t.Figures, t.Rows)),
            [.. t.Tests.Select((x, m) => new Change(x.Measure, null, x.Measure.In(t.Figures), 0, t.Rows.Length, x.Found.Difference, x.Found.Interval, x.Found.Test, adjusted[m][g]))]))],
            hidden.Count, all.Count - hidden.Count - shown.Count, missing, repeated);
    }
}
