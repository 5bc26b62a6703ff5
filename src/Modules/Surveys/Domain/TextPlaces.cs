namespace Crm.Surveys.Domain;

/// <summary>A text of a questionnaire and where it is edited.</summary>
/// <param name="Field">"Title", "Intro", "End", "Text", "Hint", "Low", "High" or "Options".</param>
/// <param name="Dimension">Null for texts of the whole.</param>
/// <param name="Item">Null for texts of the whole and of dimensions.</param>
internal sealed record TextPlace(LocalText Text, string Field, string? Dimension = null, string? Item = null);

/// <summary>All texts in the order they are read, and which of them one language lacks.</summary>
internal static class TextPlaces
{
    public static readonly string[] Languages = ["en", "zh-CN"];

    public static IEnumerable<TextPlace> Places(this SurveyDefinition survey)
    {
        yield return new(survey.Title, "Title");
        yield return new(survey.Intro, "Intro");
        foreach (var d in survey.Dimensions)
        {
            yield return new(d.Title, "Title", d.Key);
            yield return new(d.Intro, "Intro", d.Key);
            foreach (var i in d.Items)
            {
                yield return new(i.Text, "Text", d.Key, i.Key);
                yield return new(i.Hint, "Hint", d.Key, i.Key);
                yield return new(i.Low, "Low", d.Key, i.Key);
                yield return new(i.High, "High", d.Key, i.Key);
                foreach (var o in i.Options) yield return new(o.Text, "Options", d.Key, i.Key);
            }
        }
        yield return new(survey.End, "End");
    }

    /// <summary>Texts that exist in the other language alone.</summary>
    public static IReadOnlyList<TextPlace> MissingIn(this SurveyDefinition survey, string language) =>
        [.. survey.Places().Where(p => p.Text.IsHalf && Own(p.Text, language).Length == 0)];

    public static string Own(LocalText text, string language) => language == "zh-CN" ? text.Zh : text.En;
}
