namespace Crm.Platform.Data;

/// <summary>Patterns for ILIKE made from what a person typed: their % and _ mean themselves.</summary>
public static class Like
{
    /// <summary>The escape character of the patterns.</summary>
    public const string Escape = "\\";

    /// <summary>Matches whatever contains the text.</summary>
    public static string Containing(string text) => $"%{Escaped(text)}%";

    /// <summary>Matches whatever begins with the text.</summary>
    public static string Beginning(string text) => $"{Escaped(text)}%";

    static string Escaped(string text) => text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
