namespace Crm.Surveys.Domain;

/// <summary>A show-if rule that cannot work: which item has it, and the item it looks at (its key, when that is gone).</summary>
internal sealed record LogicProblem(string Key, Item Item, LocalText Source);

/// <summary>Show-if: which items may decide over others, and what makes a rule impossible.</summary>
internal static class Logic
{
    /// <summary>
    /// An answer others may depend on: one of a known set of values. What is skipped for those whose record knows it
    /// decides nothing, since then there is no answer; nor does a pair of scores or an order.
    /// </summary>
    public static bool Decides(this Item item) => item is { Fact: null, Kind: ItemKind.Rating or ItemKind.Nps or ItemKind.Ces or ItemKind.Single or ItemKind.Multi };

    /// <summary>Its possible answers: keys of options, steps of a scale.</summary>
    public static IReadOnlyList<string> Values(this Item item) => item.Scale is { } scale
        ? [.. Enumerable.Range(scale.From, scale.To - scale.From + 1).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        : [.. item.Options.Select(o => o.Key)];

    public static string TextOf(this Item item, string value, string language) => item.Options.FirstOrDefault(o => o.Key == value)?.Text.In(language) ?? value;

    /// <summary>What an item of this page may depend on: deciding items of earlier pages. So no rule can run in a circle.</summary>
    public static IReadOnlyList<Item> SourcesFor(this SurveyDefinition survey, string dimension) =>
        [.. survey.Dimensions.TakeWhile(d => d.Key != dimension).SelectMany(d => d.Items).Where(i => i.Decides())];

    /// <summary>Items that are shown only after certain answers to this one.</summary>
    public static IReadOnlyList<Item> DependentsOf(this SurveyDefinition survey, string key) => [.. survey.Items.Where(i => i.ShowIf?.Item == key)];

    public static IEnumerable<LogicProblem> LogicProblems(this SurveyDefinition survey)
    {
        var earlier = new Dictionary<string, Item>();
        foreach (var dimension in survey.Dimensions)
        {
            foreach (var item in dimension.Items.Where(i => i.ShowIf is not null))
            {
                var rule = item.ShowIf!;
                var source = survey.Find(rule.Item);
                var problem = source is null ? "surveys.logic.gone"
                    : !earlier.ContainsKey(rule.Item) ? "surveys.logic.later"
                    : !source.Decides() ? "surveys.logic.kind"
                    : rule.AnyOf.Count == 0 ? "surveys.logic.none"
                    : rule.AnyOf.Any(v => !source.Values().Contains(v)) ? "surveys.logic.value"
                    : null;
                if (problem is not null) yield return new(problem, item, source?.Text ?? LocalText.Of(rule.Item, rule.Item));
            }
            foreach (var item in dimension.Items) earlier.TryAdd(item.Key, item);
        }
    }

    /// <summary>The first rule that a change of the questionnaire breaks; rules that were broken before are not its fault.</summary>
    public static LogicProblem? BrokenBy(this SurveyDefinition before, SurveyDefinition after)
    {
        var old = before.LogicProblems().Select(p => (p.Key, p.Item.Key)).ToHashSet();
        return after.LogicProblems().FirstOrDefault(p => !old.Contains((p.Key, p.Item.Key)));
    }

    /// <summary>"Overall satisfaction: 1, 2".</summary>
    public static string Describe(this SurveyDefinition survey, ShowIf rule, string language) =>
        (survey.Find(rule.Item)?.Text.In(language) ?? rule.Item) + (language == "zh-CN" ? "：" : ": ")
        + string.Join(language == "zh-CN" ? "、" : ", ", rule.AnyOf.Select(v => survey.Find(rule.Item)?.TextOf(v, language) ?? v));
}
