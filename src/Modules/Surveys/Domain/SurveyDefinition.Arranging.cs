namespace Crm.Surveys.Domain;

/// <summary>Changes that move things about.</summary>
internal static class DefinitionArranging
{
    /// <summary>Puts an item into a dimension before another item; at its end when that is null or gone.</summary>
    public static SurveyDefinition ItemPlaced(this SurveyDefinition survey, string key, string dimension, string? before)
    {
        if (survey.Find(key) is not { } item || before == key) return survey;
        survey = survey.WithoutItem(key);
        return survey with { Dimensions = [.. survey.Dimensions.Select(d => d.Key == dimension ? d with { Items = Inserted(d.Items, item, i => i.Key == before) } : d)] };
    }

    /// <summary>Puts a dimension before another one; at the end when that is null or gone.</summary>
    public static SurveyDefinition DimensionPlaced(this SurveyDefinition survey, string key, string? before)
    {
        if (survey.Dimensions.FirstOrDefault(d => d.Key == key) is not { } dimension || before == key) return survey;
        return survey with { Dimensions = Inserted([.. survey.Dimensions.Where(d => d.Key != key)], dimension, d => d.Key == before) };
    }

    /// <summary>One step up or down; from the edge of its dimension into the neighbouring one.</summary>
    public static SurveyDefinition ItemStepped(this SurveyDefinition survey, string key, int by)
    {
        var at = survey.Dimensions.ToList().FindIndex(d => d.Items.Any(i => i.Key == key));
        if (at < 0) return survey;
        var dimension = survey.Dimensions[at];
        var edge = by < 0 ? dimension.Items[0].Key == key : dimension.Items[^1].Key == key;
        if (!edge) return survey.ItemMoved(key, by);
        if (survey.Dimensions.ElementAtOrDefault(at + by) is not { } next) return survey;
        return survey.ItemPlaced(key, next.Key, by < 0 ? null : next.Items.Count > 0 ? next.Items[0].Key : null);
    }

    /// <summary>A copy right below; it is never the headline, of which there is one.</summary>
    public static SurveyDefinition ItemCopied(this SurveyDefinition survey, string key, string copy)
    {
        var dimension = survey.Dimensions.First(d => d.Items.Any(i => i.Key == key));
        var item = dimension.Items.First(i => i.Key == key);
        var next = dimension.Items.SkipWhile(i => i.Key != key).Skip(1).FirstOrDefault()?.Key;
        return survey with { Dimensions = [.. survey.Dimensions.Select(d => d.Key == dimension.Key ? d with { Items = Inserted(d.Items, item with { Key = copy, Headline = false, Fact = null }, i => i.Key == next) } : d)] };
    }

    /// <summary>Another item in the place of one.</summary>
    public static SurveyDefinition ItemReplaced(this SurveyDefinition survey, string key, Item item) =>
        survey with { Dimensions = [.. survey.Dimensions.Select(d => d with { Items = [.. d.Items.Select(i => i.Key == key ? item : item.Headline && i.Headline ? i with { Headline = false } : i)] })] };

    static List<T> Inserted<T>(IReadOnlyList<T> list, T one, Func<T, bool> before)
    {
        var longer = list.ToList();
        var at = longer.FindIndex(x => before(x));
        longer.Insert(at < 0 ? longer.Count : at, one);
        return longer;
    }
}
