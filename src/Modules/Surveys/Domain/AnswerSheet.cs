using System.Globalization;

namespace Crm.Surveys.Domain;

/// <summary>
/// Answers by item key, each a list of values as the form sends them: one for most kinds, several for choices, two
/// (expected, perceived) for a gap. An item without an answer has no entry.
/// </summary>
internal sealed class AnswerSheet : SortedDictionary<string, string[]>
{
    /// <summary>Longest text that is kept.</summary>
    public const int MaxText = 4000;

    public AnswerSheet() : base(StringComparer.Ordinal) { }

    public AnswerSheet(IEnumerable<KeyValuePair<string, string[]>> answers) : this()
    {
        foreach (var (key, values) in answers) this[key] = values;
    }

    public string? One(string key) => TryGetValue(key, out var values) && values.Length > 0 ? values[0] : null;

    public int? Number(string? key) => key is not null && int.TryParse(One(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? n : null;

    public bool Has(string key, string value) => TryGetValue(key, out var values) && values.Contains(value);

    /// <summary>
    /// Takes what was typed for one item: keeps it, clean, and returns the resource key of what is wrong with it, or
    /// null. What is wrong is kept too, so that the form can show it again; <see cref="Valid"/> drops it at the end.
    /// </summary>
    public string? Take(Item item, IReadOnlyList<string?> typed)
    {
        var values = typed.Select(v => (v ?? "").Replace("\0", "", StringComparison.Ordinal).Trim()).Select(v => v.Length > MaxText ? v[..MaxText] : v).Where(v => v.Length > 0 || item.Kind == ItemKind.Gap).ToArray();
        // Of a pair the place says which one was answered: a gap keeps it.
        if (values.All(v => v.Length == 0))
        {
            Remove(item.Key);
            return item.Required ? "surveys.public.required" : null;
        }
        this[item.Key] = item.Kind is ItemKind.Multi or ItemKind.Ranking or ItemKind.Gap ? [.. values.Take(50)] : [values[0]];
        return Wrong(item, this[item.Key]);
    }

    /// <summary>The sheet reduced to items of the survey with readable values: what is stored when it is finished.</summary>
    public AnswerSheet Valid(IEnumerable<Item> items) =>
        new(items.Where(i => TryGetValue(i.Key, out var values) && values.Length > 0 && Wrong(i, values) is null)
            .Select(i => KeyValuePair.Create(i.Key, Normal(i, this[i.Key]))));

    /// <summary>The part that holds free text, or the part that does not: texts can be erased, figures never change.</summary>
    public AnswerSheet Only(SurveyDefinition survey, bool texts) =>
        new(survey.Items.Where(i => i.IsText == texts && ContainsKey(i.Key)).Select(i => KeyValuePair.Create(i.Key, this[i.Key])));

    static string? Wrong(Item item, string[] values)
    {
        if (item.Kind == ItemKind.Gap && (values.Length != 2 || values.Any(v => v.Length == 0))) return "surveys.public.both";
        if (item.Scale is { } scale)
            return values.All(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= scale.From && n <= scale.To) ? null : "surveys.public.choose";
        return (item.Kind switch
        {
            ItemKind.Single or ItemKind.Multi => values.All(v => item.Options.Any(o => o.Key == v)) && values.Distinct().Count() == values.Length ? null : "surveys.public.choose",
            ItemKind.Ranking => values.Length == item.Places && values.Distinct().Count() == values.Length && values.All(v => item.Options.Any(o => o.Key == v)) ? null : "surveys.public.rank",
            ItemKind.Number => ReadNumber(values[0]) is null ? "surveys.public.number" : null,
            ItemKind.Date => ReadDate(values[0]) is null ? "surveys.public.date" : null,
            _ => null,
        }) ?? item.Limits?.Refuses(item, values);
    }

    static string[] Normal(Item item, string[] values) => item.Kind switch
    {
        ItemKind.Number => [ReadNumber(values[0])!.Value.ToString("0.############", CultureInfo.InvariantCulture)],
        _ when item.Scale is not null => [.. values.Select(v => int.Parse(v, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))],
        _ => values,
    };

    public static DateOnly? ReadDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static decimal? ReadNumber(string text) =>
        decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var n) && Math.Abs(n) < 1_000_000_000_000m ? n : null;
}
