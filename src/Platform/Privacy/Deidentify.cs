using System.Text.RegularExpressions;

namespace Crm.Platform.Privacy;

/// <summary>Hides what identifies a person in free text: e-mail addresses, phone, identity, card and order numbers, and names that are known.</summary>
public static partial class Deidentify
{
    /// <summary>The text with those parts masked.</summary>
    /// <param name="names">Names of the people it may speak of.</param>
    public static string Text(string text, params IEnumerable<string> names)
    {
        foreach (var name in names.Where(n => n.Trim().Length > 1).OrderByDescending(n => n.Length)) text = text.Replace(name.Trim(), "***", StringComparison.OrdinalIgnoreCase);
        return Numbers().Replace(Emails().Replace(text, "***@***"), m => m.Value[..Math.Min(2, m.Value.Length)] + "****");
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Emails();

    /// <summary>Seven or more digits, also with spaces or dashes between, a letter in front (order numbers) and an X at the end (identity numbers).</summary>
    [GeneratedRegex(@"(?<![\w])[A-Za-z]{0,3}\+?\d(?:[ -]?\d){6,}[Xx]?")]
    private static partial Regex Numbers();
}
