using System.Text;

namespace Crm.Customers.Features.Imports.Reading;

/// <summary>Recognises how a text file is encoded, by its bytes: a mark at its beginning, UTF-16 without one, strict UTF-8, else Big5 or GB18030.</summary>
internal static class TextEncoding
{
    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static (string Text, string Name) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return (Strict(new UTF8Encoding(false, true), bytes[3..]) ?? throw TableFile.Bad("text"), "UTF-8");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return (Encoding.Unicode.GetString(bytes[2..]), "UTF-16");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return (Encoding.BigEndianUnicode.GetString(bytes[2..]), "UTF-16");
        if (Unmarked16(bytes) is { } utf16) return (utf16.GetString(bytes), "UTF-16");
        // No text in these encodings has control characters other than tab and line breaks.
        foreach (var b in bytes) if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C or 0x1A)) throw TableFile.Bad("text");
        if (Strict(new UTF8Encoding(false, true), bytes) is { } utf8) return (utf8, "UTF-8");
        if (LooksLikeBig5(bytes) && Strict(Of("big5"), bytes) is { } big5) return (big5, "Big5");
        return (Strict(Of("GB18030"), bytes) ?? Strict(Of("big5"), bytes) ?? throw TableFile.Bad("text"), "GB18030");
    }

    static Encoding Of(string name) => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    static string? Strict(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try { return encoding.GetString(bytes); }
        catch (DecoderFallbackException) { return null; } // not this encoding: the next one is tried
    }

    /// <summary>In UTF-16 the separators and digits of a table leave a zero beside them, nearly always on the same side.</summary>
    static UnicodeEncoding? Unmarked16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 2 != 0) return null;
        int even = 0, odd = 0;
        for (var i = 0; i < Math.Min(bytes.Length, 4096); i++)
            if (bytes[i] == 0) { if (i % 2 == 0) even++; else odd++; }
        return odd > 3 && odd > even * 4 ? new UnicodeEncoding(false, false) : even > 3 && even > odd * 4 ? new UnicodeEncoding(true, false) : null;
    }

    /// <summary>
    /// Nearly every Big5 text is valid GB18030 too, only gibberish. But two of five Big5 characters end in a byte below
    /// 0x7F, which the common characters of mainland texts never do.
    /// </summary>
    static bool LooksLikeBig5(ReadOnlySpan<byte> bytes)
    {
        int pairs = 0, low = 0;
        for (var i = 0; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] < 0x81) continue;
            pairs++;
            if (bytes[i] is >= 0xA4 and <= 0xF9 && bytes[i + 1] is >= 0x40 and <= 0x7E) low++;
            i++;
        }
        return pairs > 0 && low * 100 / pairs >= 15;
    }
}
