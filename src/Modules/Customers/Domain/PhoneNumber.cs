using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Customers.Domain;

/// <summary>Telephone numbers in international form (E.164). A number typed without a country is taken as Chinese.</summary>
internal static partial class PhoneNumber
{
    /// <summary>Reads what people type: "138 0013 8000", "(010) 6552-9988", "0086 166…", "+1 415 555 0123", full-width digits too.</summary>
    public static bool TryNormalise(string? text, out string normal)
    {
        normal = "";
        if (string.IsNullOrWhiteSpace(text)) return false;
        var typed = Separators().Replace(text.Normalize(NormalizationForm.FormKC).Trim(), "");
        if (typed.StartsWith("00", StringComparison.Ordinal)) typed = "+" + typed[2..];
        if (!Digits().IsMatch(typed)) return false;
        var chinese = typed.StartsWith("+86", StringComparison.Ordinal) ? typed[3..]
            : typed[0] == '+' ? null
            : typed.Length == 13 && typed.StartsWith("86", StringComparison.Ordinal) ? typed[2..]
            : typed;
        if (chinese is null)
        {
            if (!Foreign().IsMatch(typed)) return false;
            normal = typed;
            return true;
        }
        // A landline keeps its area code without the trunk zero. Without a country code that zero is what tells it from a typing error.
        var national = chinese.TrimStart('0');
        var withArea = chinese[0] == '0' || typed[0] == '+';
        if (!Mobile().IsMatch(chinese) && !Service().IsMatch(chinese) && !(withArea && Landline().IsMatch(national))) return false;
        normal = "+86" + national;
        return true;
    }

    /// <summary>As Chinese people write their own numbers; others stay international.</summary>
    public static string Show(string normal) => normal.StartsWith("+86", StringComparison.Ordinal) && Mobile().IsMatch(normal[3..]) ? normal[3..] : normal;

    [GeneratedRegex(@"[\s\-().·–—/]|\(0\)")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\+?[0-9]{5,17}$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$")]
    private static partial Regex Foreign();

    [GeneratedRegex("^1[3-9][0-9]{9}$")]
    private static partial Regex Mobile();

    [GeneratedRegex("^(400|800)[0-9]{7}$")]
    private static partial Regex Service();

    [GeneratedRegex("^(10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}$")]
    private static partial Regex Landline();
}

/// <summary>E-mail addresses, folded for comparison.</summary>
internal static partial class EmailAddress
{
    /// <summary>Trims, folds width and case.</summary>
    public static bool TryNormalise(string? text, out string normal)
    {
        normal = text is null ? "" : text.Normalize(NormalizationForm.FormKC).Trim().ToLowerInvariant();
        return normal.Length <= 254 && Form().IsMatch(normal);
    }

    [GeneratedRegex(@"^[^@\s,;<>""]{1,64}@[^@\s,;<>""]+\.[^@\s,;<>""]{2,}$")]
    private static partial Regex Form();
}
