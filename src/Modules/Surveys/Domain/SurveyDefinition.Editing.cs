namespace Crm.Surveys.Domain;

/// <summary>Changes to a questionnaire; each gives a new one, since versions share what did not change.</summary>
internal static class DefinitionEditing
{
    public static SurveyDefinition WithDimension(this SurveyDefinition survey, Dimension dimension) =>
        survey.Dimensions.Any(d => d.Key == dimension.Key)
            ? survey with { Dimensions = [.. survey.Dimensions.Select(d => d.Key == dimension.Key ? dimension : d)] }
            : survey with { Dimensions = [.. survey.Dimensions, dimension] };

    public static SurveyDefinition WithoutDimension(this SurveyDefinition survey, string key) =>
        survey with { Dimensions = [.. survey.Dimensions.Where(d => d.Key != key)] };

    public static SurveyDefinition DimensionMoved(this SurveyDefinition survey, string key, int by) =>
        survey with { Dimensions = Moved(survey.Dimensions, d => d.Key == key, by) };

    /// <summary>Adds the item to a dimension, or replaces the one with its key, moving it there if need be.</summary>
    public static SurveyDefinition WithItem(this SurveyDefinition survey, string dimension, Item item)
    {
        // One headline only: naming another takes the name from the old one.
        if (item.Headline) survey = survey.EachItem(i => i.Key != item.Key && i.Headline ? i with { Headline = false } : i);
        if (survey.Dimensions.Any(d => d.Key == dimension && d.Items.Any(i => i.Key == item.Key)))
            return survey.EachItem(i => i.Key == item.Key ? item : i);
        survey = survey.WithoutItem(item.Key);
        return survey with { Dimensions = [.. survey.Dimensions.Select(d => d.Key == dimension ? d with { Items = [.. d.Items, item] } : d)] };
    }

    public static SurveyDefinition WithoutItem(this SurveyDefinition survey, string key) =>
        survey with { Dimensions = [.. survey.Dimensions.Select(d => d with { Items = [.. d.Items.Where(i => i.Key != key)] })] };

    /// <summary>Moves an item within its dimension.</summary>
    public static SurveyDefinition ItemMoved(this SurveyDefinition survey, string key, int by) =>
        survey with { Dimensions = [.. survey.Dimensions.Select(d => d with { Items = Moved(d.Items, i => i.Key == key, by) })] };

    /// <summary>A key nothing in the survey has yet, nor had in these earlier versions: answers are stored under it.</summary>
    public static string FreshKey(this SurveyDefinition survey, string prefix, IEnumerable<SurveyDefinition>? earlier = null)
    {
        var taken = (earlier ?? []).Append(survey).SelectMany(s => s.Items.Select(i => i.Key).Concat(s.Dimensions.Select(d => d.Key))).ToHashSet();
        return Enumerable.Range(1, int.MaxValue).Select(n => $"{prefix}{n}").First(k => !taken.Contains(k));
    }

    static SurveyDefinition EachItem(this SurveyDefinition survey, Func<Item, Item> change) =>
        survey with { Dimensions = [.. survey.Dimensions.Select(d => d with { Items = [.. d.Items.Select(change)] })] };

    static IReadOnlyList<T> Moved<T>(IReadOnlyList<T> list, Func<T, bool> which, int by)
    {
        var moved = list.ToList();
        var from = moved.FindIndex(x => which(x));
        if (from < 0) return list;
        var to = Math.Clamp(from + by, 0, moved.Count - 1);
        var one = moved[from];
        moved.RemoveAt(from);
        moved.Insert(to, one);
        return moved;
    }
}
