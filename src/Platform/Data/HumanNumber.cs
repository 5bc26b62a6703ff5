using System.Globalization;

namespace Crm.Platform.Data;

/// <summary>Human numbers: a letter and at least six digits, found again with or without letter and zeros.</summary>
public static class HumanNumber
{
    /// <summary>C000042; grows wider past 999999.</summary>
    public static string Format(char prefix, long number) => prefix + number.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Reads "C000042", "c42", "000042" or "42".</summary>
    public static bool TryParse(char prefix, string? text, out long number)
    {
        number = 0;
        var s = text.AsSpan().Trim();
        if (s.Length > 0 && char.ToUpperInvariant(s[0]) == prefix) s = s[1..];
        return s.Length is > 0 and <= 18 && long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }
}
