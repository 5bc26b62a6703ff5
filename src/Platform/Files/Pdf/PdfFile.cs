using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Platform.Files.Pdf;

/// <summary>The objects of a PDF and the table that finds them (ISO 32000-1, 7.5). The same objects give the same bytes.</summary>
internal sealed class PdfFile
{
    readonly List<byte[]?> objects = [];

    /// <summary>Takes a number that is written later.</summary>
    public int Reserve()
    {
        objects.Add(null);
        return objects.Count;
    }

    public int Add(string text)
    {
        var number = Reserve();
        Set(number, text);
        return number;
    }

    public void Set(int number, string text) => objects[number - 1] = Encoding.Latin1.GetBytes(text);

    /// <summary>A stream, compressed.</summary>
    /// <param name="entries">Further entries of its dictionary.</param>
    public int AddStream(byte[] content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(content);
        objects.Add([.. Encoding.Latin1.GetBytes($"<< {entries} /Filter /FlateDecode /Length {packed.Length} >>\nstream\n"), .. packed.ToArray(), .. "\nendstream"u8]);
        return objects.Count;
    }

    public byte[] ToArray(int catalog, int info)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"u8);
        var offsets = new List<long>();
        foreach (var (number, content) in objects.Index())
        {
            offsets.Add(file.Length);
            Say(CultureInfo.InvariantCulture, $"{number + 1} 0 obj\n");
            file.Write(content ?? throw new InvalidOperationException($"Object {number + 1} was reserved and never written."));
            file.Write("\nendobj\n"u8);
        }
        var xref = file.Length;
        var id = Convert.ToHexString(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)xref)).AsSpan(0, 16));
        Say(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Say(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        Say(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{xref}\n%%EOF\n");
        return file.ToArray();

        void Say(CultureInfo culture, FormattableString text) => file.Write(Encoding.Latin1.GetBytes(text.ToString(culture)));
    }

    /// <summary>A number as PDF writes it.</summary>
    public static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Any text outside of pages: UTF-16 with its mark, in hexadecimal.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>An address: what is not ASCII in it is escaped.</summary>
    public static string Address(string url) =>
        "(" + (System.Text.Ascii.IsValid(url) ? url : new Uri(url).AbsoluteUri).Replace("\\", @"\\", StringComparison.Ordinal).Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal) + ")";
}
