using System.Text.RegularExpressions;

namespace Crm.Surveys.Domain;

/// <summary>Hides what identifies a person in free text: e-mail addresses, phone, identity, card and order numbers.</summary>
internal static partial class Deidentify
{
    public static string Text(string text) => Numbers().Replace(Emails().Replace(text, "***@***"), m => m.Value[..Math.Min(2, m.Value.Length)] + "****");

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Emails();

    /// <summary>Seven or more digits, also with spaces or dashes between, a letter in front (order numbers) and an X at the end (identity numbers).</summary>
    [GeneratedRegex(@"(?<![\w])[A-Za-z]{0,3}\+?\d(?:[ -]?\d){6,}[Xx]?")]
    private static partial Regex Numbers();
}
