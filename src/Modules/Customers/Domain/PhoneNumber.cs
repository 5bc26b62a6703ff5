using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Customers.Domain;

/// <summary>
/// Telephone numbers in international form (E.164), an extension behind it as RFC 3966 writes it
/// ("+861065529988;ext=123"). A number typed without a country is taken as Chinese.
/// </summary>
internal static partial class PhoneNumber
{
    const string ExtensionMark = ";ext=";

    /// <summary>Reads what people type: "138 0013 8000", "(010) 6552-9988 转 8001", "0086 166…", "+1 415 555 0123 ext. 5", full-width digits, marks pasted from address books.</summary>
    public static bool TryNormalise(string? text, out string normal)
    {
        normal = "";
        if (string.IsNullOrWhiteSpace(text) || text.Length > 300) return false;
        var (typed, extension) = CutExtension(Plain(text));
        typed = Separators().Replace(TrunkZero().Replace(typed, ""), "");
        if (typed.StartsWith("+00", StringComparison.Ordinal)) typed = typed[1..];
        if (typed.StartsWith("00", StringComparison.Ordinal)) typed = "+" + typed[2..];
        if (!Digits().IsMatch(typed)) return false;
        var number = typed.StartsWith("+86", StringComparison.Ordinal) ? Chinese(typed[3..], withCountry: true)
            : typed[0] == '+' ? Foreign().IsMatch(typed) ? typed : null
            : Chinese(typed, withCountry: false) ?? (typed.StartsWith("86", StringComparison.Ordinal) ? Chinese(typed[2..], withCountry: true) : null);
        if (number is null) return false;
        normal = extension is null ? number : number + ExtensionMark + extension;
        return true;
    }

    /// <summary>As Chinese people write their own numbers; others stay international.</summary>
    public static string Show(string normal)
    {
        var (number, extension) = (WithoutExtension(normal), ExtensionOf(normal));
        var shown = number.StartsWith("+86", StringComparison.Ordinal) && Mobile().IsMatch(number[3..]) ? number[3..] : number;
        return extension is null ? shown : $"{shown} ext. {extension}";
    }

    /// <summary>The line that is called, whoever picks up.</summary>
    public static string WithoutExtension(string normal) => normal.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? normal[..at] : normal;

    /// <summary>Digits dialled after the line answers, or null.</summary>
    public static string? ExtensionOf(string normal) => normal.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? normal[(at + ExtensionMark.Length)..] : null;

    /// <summary>Folds width and digits of other scripts, and drops marks nobody sees (address books wrap numbers in them).</summary>
    static string Plain(string text)
    {
        string folded;
        try { folded = text.Normalize(NormalizationForm.FormKC); }
        catch (ArgumentException) { return ""; } // lone surrogates are no number
        var plain = new StringBuilder(folded.Length);
        foreach (var c in folded.Trim())
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.Format) continue;
            plain.Append(char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : char.ToLowerInvariant(c));
        }
        var typed = plain.ToString();
        return typed.StartsWith("tel:", StringComparison.Ordinal) ? typed[4..] : typed;
    }

    static (string Number, string? Extension) CutExtension(string typed)
    {
        var match = Extension().Match(typed);
        if (match.Success) return (typed[..match.Index], match.Groups[1].Value);
        // 010-65529988-8001: on Chinese cards a third group after a landline is the extension.
        match = ThirdGroup().Match(typed);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : (typed, null);
    }

    /// <summary>A landline keeps its area code without the trunk zero; without a country that zero is what tells it from a typing error.</summary>
    static string? Chinese(string typed, bool withCountry)
    {
        if (typed.Length == 0) return null;
        var national = typed.TrimStart('0');
        var isNumber = Mobile().IsMatch(national) || Service().IsMatch(typed) || ((withCountry || typed[0] == '0') && Landline().IsMatch(national));
        return isNumber ? "+86" + national : null;
    }

    [GeneratedRegex(@"[\s\-().·–—/]")]
    private static partial Regex Separators();

    /// <summary>"+44 (0)20 7946 0958": the zero is dialled at home only.</summary>
    [GeneratedRegex(@"(?<=^(?:\+|00).*)\(0\)")]
    private static partial Regex TrunkZero();

    [GeneratedRegex(@"\s*(?:转|轉|分机|分機|内线|;?\s*ext(?:ension)?\.?|\bx|#)\s*[:.=]?\s*([0-9]{1,8})$")]
    private static partial Regex Extension();

    [GeneratedRegex(@"^((?:\+?(?:00)?86[\s-]*)?\(?0?[0-9]{2,3}\)?[\s-]+[2-9][0-9]{6,7})\s*-\s*([0-9]{1,6})$")]
    private static partial Regex ThirdGroup();

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
    /// <summary>Folds width and case, drops "mailto:" and marks nobody sees; a domain in other scripts is kept as it travels (punycode).</summary>
    public static bool TryNormalise(string? text, out string normal)
    {
        normal = "";
        if (text is null || text.Length > 400) return false;
        try { normal = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(); }
        catch (ArgumentException) { return false; }
        normal = string.Concat(normal.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format)).Trim();
        if (normal.StartsWith("mailto:", StringComparison.Ordinal)) normal = normal[7..];
        if (!Form().IsMatch(normal)) return false;
        var at = normal.LastIndexOf('@') + 1;
        try { normal = normal[..at] + new IdnMapping().GetAscii(normal[at..]); }
        catch (ArgumentException) { return false; } // empty labels, or letters no domain may hold
        return normal.Length <= 254;
    }

    /// <summary>The mailbox behind the address: without "+tag", and for Google without dots. For comparison only; mail goes to what was typed.</summary>
    public static string Mailbox(string normal)
    {
        var at = normal.LastIndexOf('@');
        if (at <= 0) return normal;
        var (local, domain) = (normal[..at], normal[(at + 1)..]);
        if (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var tag) local = local[..tag];
        if (domain is "gmail.com" or "googlemail.com") (local, domain) = (local.Replace(".", "", StringComparison.Ordinal), "gmail.com");
        return $"{local}@{domain}";
    }

    [GeneratedRegex(@"^[^@\s,;<>""]{1,64}@[^@\s,;<>""]+\.[^@\s,;<>"".]{2,}$")]
    private static partial Regex Form();
}
