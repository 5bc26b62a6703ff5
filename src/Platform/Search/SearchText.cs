using System.Globalization;
using System.Text;

namespace Crm.Platform.Search;

/// <summary>
/// Words for a row's search column and for queries on it: letters and digits folded (NFKC, lower case), Chinese,
/// Japanese and Korean text as overlapping pairs (bigrams), so that two characters find their row.
/// </summary>
public static class SearchText
{
    /// <summary>The words of some texts, separated by spaces: what a generated tsvector('simple') column is made of.</summary>
    public static string Words(params string?[] texts)
    {
        var words = new HashSet<string>();
        foreach (var text in texts) foreach (var word in Split(text, single: true)) words.Add(word);
        return string.Join(' ', words);
    }

    /// <summary>A tsquery('simple') that asks for all words, the last Latin one by its beginning; null when the text holds no word.</summary>
    public static string? Query(string? text)
    {
        var words = Split(text, single: false).Distinct().Take(12).ToList();
        return words.Count == 0 ? null : string.Join(" & ", words.Select(w => IsCjk(w.EnumerateRunes().First()) ? w : w + ":*"));
    }

    /// <summary>The pairs of Chinese, Japanese and Korean characters in a text.</summary>
    public static IEnumerable<string> Pairs(string text) => Split(text, single: false).Where(w => IsCjk(w.EnumerateRunes().First()) && w.EnumerateRunes().Count() == 2);

    /// <summary>Folds a name for comparison: NFKC, lower case, without spaces and punctuation.</summary>
    public static string Fold(string text)
    {
        var s = new StringBuilder(text.Length);
        foreach (var rune in Normalise(text).EnumerateRunes()) if (Rune.IsLetterOrDigit(rune)) s.Append(rune.ToString());
        return s.ToString();
    }

    static string Normalise(string text)
    {
        try { return text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(); }
        catch (ArgumentException) { return text.ToLowerInvariant(); } // lone surrogates have no normal form
    }

    static IEnumerable<string> Split(string? text, bool single)
    {
        if (string.IsNullOrWhiteSpace(text)) yield break;
        var latin = new StringBuilder();
        var cjk = new List<Rune>();
        foreach (var rune in Normalise(text).EnumerateRunes().Append(new Rune(' ')))
        {
            var isCjk = IsCjk(rune);
            if (!isCjk && cjk.Count > 0)
            {
                if (cjk.Count == 1 || single) foreach (var r in cjk) yield return r.ToString();
                for (var i = 0; i + 1 < cjk.Count; i++) yield return cjk[i].ToString() + cjk[i + 1];
                cjk.Clear();
            }
            if (isCjk) cjk.Add(rune);
            if (!isCjk && Rune.IsLetterOrDigit(rune)) { if (latin.Length < 60) latin.Append(rune.ToString()); continue; }
            if (latin.Length > 0) { yield return latin.ToString(); latin.Clear(); }
        }
    }

    static bool IsCjk(Rune r) => Rune.GetUnicodeCategory(r) == UnicodeCategory.OtherLetter && r.Value is
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
