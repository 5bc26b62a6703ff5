using System.Globalization;
using System.Text;
using Icu;

namespace Crm.Platform.Search;

/// <summary>
/// Cuts texts into words where ICU says they begin (Unicode Standard Annex #29, with ICU's dictionary for Chinese and
/// Japanese). Where the machine has no ICU library, Chinese comes in overlapping pairs instead.
/// </summary>
public static class WordBreaker
{
    static readonly Lazy<bool> Icu = new(() =>
    {
        try
        {
            Wrapper.Init();
            return BreakIterator.Split(BreakIterator.UBreakIteratorType.WORD, "zh", "客户满意").Any();
        }
        catch (Exception e) when (e is DllNotFoundException or FileLoadException or FileNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException or InvalidOperationException) { return false; }
    });

    /// <summary>Whether ICU was found.</summary>
    public static bool IsPrecise => Icu.Value;

    /// <summary>The words of a text in their order, folded (NFKC, lower case); punctuation is none.</summary>
    public static IEnumerable<string> Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var folded = Fold(text);
        return (Icu.Value ? BreakIterator.Split(BreakIterator.UBreakIteratorType.WORD, "zh", folded) : Pairs(folded)).Select(Trim).Where(w => w.Length > 0);
    }

    /// <summary>Whether a word is written in Chinese characters.</summary>
    public static bool IsHan(string word) => word.EnumerateRunes().Any(r => r.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF));

    internal static IEnumerable<string> Pairs(string folded)
    {
        var latin = new StringBuilder();
        var han = new List<string>();
        foreach (var rune in folded.EnumerateRunes().Append(new Rune(' ')))
        {
            var letter = rune.ToString();
            var isHan = IsHan(letter);
            if (!isHan && han.Count > 0)
            {
                if (han.Count == 1) yield return han[0];
                for (var i = 0; i + 1 < han.Count; i++) yield return han[i] + han[i + 1];
                han.Clear();
            }
            if (isHan) han.Add(letter);
            if (!isHan && (Rune.IsLetterOrDigit(rune) || rune.Value is '\'' or '’')) latin.Append(letter);
            else if (latin.Length > 0)
            {
                yield return latin.ToString();
                latin.Clear();
            }
        }
    }

    static string Trim(string word)
    {
        var span = word.AsSpan();
        while (span.Length > 0 && !char.IsLetterOrDigit(span[0]) && !char.IsSurrogate(span[0])) span = span[1..];
        while (span.Length > 0 && !char.IsLetterOrDigit(span[^1]) && !char.IsSurrogate(span[^1])) span = span[..^1];
        foreach (var rune in span.EnumerateRunes()) if (Rune.IsLetterOrDigit(rune)) return span.ToString();
        return "";
    }

    static string Fold(string text)
    {
        try { return text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture); }
        catch (ArgumentException) { return text.ToLower(CultureInfo.InvariantCulture); } // lone surrogates have no normal form
    }
}
