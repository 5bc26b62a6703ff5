using System.Text;

namespace Crm.Platform.Files.Tables;

/// <summary>
/// Recognises how a text is encoded, by its bytes: a mark at the beginning, UTF-16 without one, strict UTF-8; else the
/// likeliest of GB18030, Big5 and Windows-1252. Nearly every text in one of these three is valid in the others too, only
/// gibberish, so validity tells nothing. What tells is how common the characters would be: each reading is given the
/// probability of its characters in such texts, and the likelier one wins, which two or three characters often decide.
/// </summary>
public static class TextEncoding
{
    /// <summary>What a person can choose instead.</summary>
    public static readonly IReadOnlyList<string> Names = ["UTF-8", "UTF-16 LE", "UTF-16 BE", "GB18030", "Big5", "Windows-1252"];

    /// <summary>So much of a file is weighed; all of it is read strictly afterwards.</summary>
    const int Sample = 512 * 1024;

    static readonly double Invalid = Math.Log(1e-9);

    static TextEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A strict decoder of this name.</summary>
    public static Encoding Of(string name) => name switch
    {
        "UTF-8" => new UTF8Encoding(false, true),
        "UTF-16 LE" => new UnicodeEncoding(false, false, true),
        "UTF-16 BE" => new UnicodeEncoding(true, false, true),
        _ => Encoding.GetEncoding(name.ToLowerInvariant(), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
    };

    /// <summary>Name of the encoding, and how many bytes its mark takes. Leaves the stream at its beginning.</summary>
    public static (string Name, int Mark) Detect(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[Sample];
        var head = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        try
        {
            if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return ("UTF-8", 3);
            if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return ("UTF-16 LE", 2);
            if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return ("UTF-16 BE", 2);
            if (Unmarked16(head) is { } utf16) return (utf16, 0);
            if (head.Contains((byte)0)) throw TableFile.Bad("nul");
            var controls = 0;
            foreach (var b in head) if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C or 0x1A)) controls++;
            if (controls * 5 > head.Length || (controls > 100 && controls * 50 > head.Length)) throw TableFile.Bad("text");
            if (IsUtf8(head, stream)) return ("UTF-8", 0);
            // What stands behind a long plain beginning decides as well.
            return (Likeliest(head.ContainsAnyInRange((byte)0x80, (byte)0xFF) ? head : FirstHigh(stream)), 0);
        }
        finally { stream.Position = 0; }
    }

    /// <summary>In UTF-16 separators, digits and line breaks leave a zero beside them, always on the same side.</summary>
    static string? Unmarked16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return null;
        int even = 0, odd = 0;
        var look = Math.Min(bytes.Length, 8192);
        for (var i = 0; i < look; i++)
            if (bytes[i] == 0) { if (i % 2 == 0) even++; else odd++; }
        var name = odd > even * 4 && odd > 0 ? "UTF-16 LE" : even > odd * 4 && even > 0 ? "UTF-16 BE" : null;
        if (name is null) return null;
        // A stray zero in a text of bytes reads as half a text of nonsense: real ones break their lines.
        try
        {
            var text = Of(name).GetString(bytes[..(look - (look % 2))]);
            return text.AsSpan().IndexOfAny('\n', '\r', ',') >= 0 && !text.Contains('\0', StringComparison.Ordinal) ? name : null;
        }
        catch (DecoderFallbackException) { return null; }
    }

    /// <summary>All of the stream, not only its beginning.</summary>
    static bool IsUtf8(ReadOnlySpan<byte> head, Stream stream)
    {
        var decoder = Of("UTF-8").GetDecoder();
        var chars = new char[81920 + 4];
        try
        {
            for (var rest = head; rest.Length > 0;)
            {
                var part = rest[..Math.Min(rest.Length, 81920)];
                decoder.GetChars(part, chars, flush: false);
                rest = rest[part.Length..];
            }
            var buffer = new byte[81920];
            for (int n; (n = stream.Read(buffer)) > 0;) decoder.GetChars(buffer.AsSpan(0, n), chars, flush: false);
            decoder.GetChars([], chars, flush: true);
            return true;
        }
        catch (DecoderFallbackException) { return false; }
    }

    static byte[] FirstHigh(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[Sample];
        for (int n; (n = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            if (buffer.AsSpan(0, n).ContainsAnyInRange((byte)0x80, (byte)0xFF)) return buffer[..n];
        return [];
    }

    internal static string Likeliest(ReadOnlySpan<byte> bytes)
    {
        var (gb, big5, western) = (Pairs(bytes, Gb), Pairs(bytes, Big5), Western(bytes));
        return western > gb && western > big5 ? "Windows-1252" : big5 > gb ? "Big5" : "GB18030";
    }

    static double Pairs(ReadOnlySpan<byte> bytes, Func<byte, byte, double> weigh)
    {
        double sum = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            if (i + 1 == bytes.Length) break; // the sample may end within a character
            var weight = weigh(bytes[i], bytes[i + 1]);
            sum += weight;
            if (weight > Invalid) i++;
        }
        return sum;
    }

    static double P(double share, int of) => Math.Log(share / of);

    static readonly HashSet<int> CommonGb = Codes("gb18030", CommonCharacters.Simplified), CommonBig5 = Codes("big5", CommonCharacters.Traditional);
    static readonly double GbCommon = P(.62, CommonGb.Count), GbFirst = P(.28, 3755), GbMarks = P(.06, 282), GbSecond = P(.02, 3008), GbLetters = P(.002, 600), GbRare = P(.005, 14_000), GbFour = P(.001, 1_000_000);
    static readonly double BigCommon = P(.62, CommonBig5.Count), BigFirst = P(.28, 5401), BigMarks = P(.06, 408), BigSecond = P(.02, 7652), BigRare = P(.002, 6_000);
    static readonly double Letter = P(.9, 40), Sign = P(.1, 88), Neighbour = P(1, 30);

    /// <summary>GB18030: the first level holds the common characters, the second the rare ones, the rest of GBK what mainland texts hardly use.</summary>
    static double Gb(byte a, byte b) => a is 0x80 or 0xFF ? Invalid
        : b is >= 0x30 and <= 0x39 ? GbFour
        : b is < 0x40 or 0x7F or 0xFF ? Invalid
        : CommonGb.Contains((a << 8) | b) ? GbCommon
        : b < 0xA1 ? GbRare
        : a is >= 0xB0 and <= 0xD7 ? GbFirst
        : a is >= 0xD8 and <= 0xF7 ? GbSecond
        : a is >= 0xA1 and <= 0xA3 ? GbMarks
        : a is >= 0xA4 and <= 0xA9 ? GbLetters
        : GbRare;

    /// <summary>Big5: common characters, rare ones, and what single makers added.</summary>
    static double Big5(byte a, byte b) => a is < 0x81 or 0xFF || b is < 0x40 or (> 0x7E and < 0xA1) or 0xFF ? Invalid
        : CommonBig5.Contains((a << 8) | b) ? BigCommon
        : a is >= 0xA4 and <= 0xC6 && !(a == 0xC6 && b > 0x7E) ? BigFirst
        : a is >= 0xA1 and <= 0xA3 ? BigMarks
        : a is >= 0xC9 and <= 0xF9 ? BigSecond
        : BigRare;

    /// <summary>Letters of western languages stand alone among plain ones.</summary>
    static double Western(ReadOnlySpan<byte> bytes)
    {
        double sum = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            sum += bytes[i] is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D ? Invalid : Letters.Contains(bytes[i]) ? Letter : Sign;
            // The other readings take the next byte along, and pay for it.
            if (i + 1 < bytes.Length && bytes[i + 1] is >= 0x40 and < 0x7F) sum += Neighbour;
        }
        return sum;
    }

    static readonly HashSet<byte> Letters = [.. "\u00e4\u00f6\u00fc\u00df\u00c4\u00d6\u00dc\u00e9\u00e8\u00ea\u00eb\u00e0\u00e2\u00e1\u00e7\u00ee\u00ef\u00ed\u00f4\u00f3\u00f2\u00fb\u00fa\u00f9\u00f1\u00e5\u00e6\u00f8\u00c5\u00c9\u00c0\u00d1\u00d8\u00e3\u00f5\u00c1\u00d3".Select(c => (byte)c), 0x92];

    static HashSet<int> Codes(string encoding, string characters)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return [.. characters.Select(c => Encoding.GetEncoding(encoding).GetBytes([c])).Where(b => b.Length == 2).Select(b => (b[0] << 8) | b[1])];
    }
}
