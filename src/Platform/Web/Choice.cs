using System.Globalization;
using Crm.Platform.Localization;

namespace Crm.Platform.Web;

/// <summary>One entry of a select, a radio group or a list of tick boxes.</summary>
public sealed record Choice(string Value, string Text)
{
    /// <summary>A row by its id.</summary>
    public Choice(long id, string text) : this(id.ToString(CultureInfo.InvariantCulture), text) { }
}

/// <summary>Makes choices.</summary>
public static class Choices
{
    /// <summary>All values of an enum, in its order, in the reader's language.</summary>
    public static IReadOnlyList<Choice> Of<TEnum>(Texts texts) where TEnum : struct, Enum =>
        [.. Enum.GetValues<TEnum>().Select(v => new Choice(v.ToString(), texts[v]))];
}

/// <summary>One line, bar set or slice set of a chart; a null is a gap.</summary>
public sealed record Series(string Name, IReadOnlyList<double?> Values);

/// <summary>A find of a picker field, rendered by the shared partial "_Picks".</summary>
/// <param name="Detail">A second line that tells namesakes apart, or null.</param>
public sealed record Pick(long Id, string Text, string? Detail = null);
