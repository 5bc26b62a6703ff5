using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Crm.Platform.Files;

/// <summary>
/// The type of a file by its first bytes. What a sender claims, or how the name ends, only chooses between types that
/// look alike and are equally harmless. All that is not on the list (SVG, HTML, scripts, programs) is a plain row of bytes.
/// </summary>
public static class FileTypes
{
    /// <summary>A type with no meaning: offered for saving, never shown.</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>How many bytes <see cref="Of"/> wants to see.</summary>
    public const int HeadSize = 4096;

    static readonly Dictionary<string, string> Office = new(StringComparer.OrdinalIgnoreCase)
    {
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };

    static readonly Dictionary<string, string> OpenDocument = new(StringComparer.OrdinalIgnoreCase)
    {
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        [".odp"] = "application/vnd.oasis.opendocument.presentation",
    };

    static readonly Dictionary<string, string> Ole = new(StringComparer.OrdinalIgnoreCase)
    {
        [".doc"] = "application/msword", [".xls"] = "application/vnd.ms-excel", [".ppt"] = "application/vnd.ms-powerpoint", [".msg"] = "application/vnd.ms-outlook",
    };

    static readonly Dictionary<string, string> Text = new(StringComparer.OrdinalIgnoreCase) { [".csv"] = "text/csv", [".txt"] = "text/plain", [".log"] = "text/plain", [".md"] = "text/plain" };

    /// <summary>The type of a file that begins with <paramref name="head"/>.</summary>
    public static string Of(ReadOnlySpan<byte> head, string name)
    {
        var ending = Path.GetExtension(name);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return "image/png";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "image/jpeg";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return "image/gif";
        if (head.Length >= 12 && head.StartsWith("RIFF"u8)) return head[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : head[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : Unknown;
        if (head.StartsWith("%PDF-"u8)) return "application/pdf";
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8)) return Zip(head, ending);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return Ole.GetValueOrDefault(ending, Unknown);
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8)) return Movie(head[8..12]);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) return "video/webm";
        if (head.StartsWith("ID3"u8) || (head.Length > 2 && BinaryPrimitives.ReadUInt16BigEndian(head) is 0xFFFB or 0xFFF3 or 0xFFF2)) return "audio/mpeg";
        if (head.StartsWith("OggS"u8)) return "audio/ogg";
        return Text.TryGetValue(ending, out var text) && IsText(head) ? text : Unknown;
    }

    /// <summary>Images that a page may show.</summary>
    public static bool IsRaster(string contentType) => contentType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";

    static string Zip(ReadOnlySpan<byte> head, string ending)
    {
        if (Office.TryGetValue(ending, out var office)) return head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("_rels/.rels"u8) >= 0 ? office : "application/zip";
        if (OpenDocument.TryGetValue(ending, out var open)) return head.IndexOf("application/vnd.oasis.opendocument"u8) >= 0 ? open : "application/zip";
        return ending.Equals(".zip", StringComparison.OrdinalIgnoreCase) ? "application/zip" : Unknown; // a .jar, .apk or .docm is a program, too
    }

    static string Movie(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("qt  "u8) ? "video/quicktime"
        : brand.SequenceEqual("M4A "u8) ? "audio/mp4"
        : brand.StartsWith("hei"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic"
        : "video/mp4";

    /// <summary>No control characters, and nothing that a browser could take for markup.</summary>
    static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C)) return false;
        var start = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        start = start.TrimStart(" \t\r\n\f"u8);
        return start.Length == 0 || start[0] != '<';
    }
}

/// <summary>Names of files as people may send them, and as they are safe to give back.</summary>
public static class FileNames
{
    const int Longest = 150;

    /// <summary>Without folders, control and direction characters, and not longer than a file system takes.</summary>
    public static string Clean(string? name)
    {
        var last = (name ?? "")[((name ?? "").LastIndexOfAny(['/', '\\']) + 1)..].Normalize(NormalizationForm.FormC);
        // Direction marks make "exe.gpj" look like a picture.
        var kept = string.Concat(last.Where(c => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format && !"\"<>|:*?".Contains(c)));
        kept = kept.Trim(' ', '.');
        if (kept.Length > Longest)
        {
            var ending = Path.GetExtension(kept);
            if (ending.Length > 20) ending = "";
            var stem = kept[..(Longest - ending.Length)];
            kept = (char.IsHighSurrogate(stem[^1]) ? stem[..^1] : stem) + ending;
        }
        return kept.Length == 0 ? "file" : kept;
    }
}
