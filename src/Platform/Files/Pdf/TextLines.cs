using System.Globalization;
using System.Text;

namespace Crm.Platform.Files.Pdf;

/// <summary>
/// Breaks text into lines: at spaces, and between Chinese characters, except before what closes and after what opens
/// (the basic rules of UAX #14 and of "Requirements for Chinese Text Layout", 3.1.6). A word wider than the line is cut.
/// </summary>
internal static class TextLines
{
    const string NoStart = "，。、；：！？）》」』】〕”’…—～·%‰°,.;:!?)]}>", NoEnd = "（《「『【〔“‘([{<¥$";

    public static IReadOnlyList<string> Of(string text, double width, Func<string, double> measure)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            var used = 0.0;
            foreach (var word in Words(paragraph))
            {
                var wide = measure(word);
                if (used + measure(word.TrimEnd()) > width && line.Length > 0) End();
                if (wide <= width || line.Length == 0 && measure(word.TrimEnd()) <= width)
                {
                    line.Append(word);
                    used += wide;
                    continue;
                }
                foreach (var rune in word.EnumerateRunes())
                {
                    var one = measure(rune.ToString());
                    if (used + one > width && line.Length > 0) End();
                    line.Append(rune.ToString());
                    used += one;
                }
            }
            End();

            void End()
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                used = 0;
            }
        }
        return lines;
    }

    /// <summary>Pieces that stay together, each with the spaces behind it.</summary>
    static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        Rune? before = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (before is { } last && MayBreak(last, rune))
            {
                yield return word.ToString();
                word.Clear();
            }
            word.Append(rune.ToString());
            before = rune;
        }
        if (word.Length > 0) yield return word.ToString();
    }

    static bool MayBreak(Rune before, Rune after)
    {
        if (Rune.IsWhiteSpace(after)) return false;
        if (Rune.IsWhiteSpace(before)) return true;
        if (IsIn(NoStart, after) || IsIn(NoEnd, before)) return false;
        return IsWide(before) || IsWide(after) || before.Value is '-' or '/';
    }

    static bool IsIn(string list, Rune rune) => rune.IsBmp && list.Contains((char)rune.Value, StringComparison.Ordinal);

    static bool IsWide(Rune rune) => rune.Value is >= 0x2E80 and <= 0x9FFF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE4F or >= 0xFF00 and <= 0xFFEF or >= 0x20000 and <= 0x3FFFF
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
